"""我的职责: what the present post answers for, and what other apps have waiting for it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from duties.selectors.mine import Card, mine
from duties.views.links import entry_label, entry_url, is_clerks, may_enter
from duties.views.moment import at_moment, chosen
from portal import access, registry
from portal.models import Role
from portal.selectors.vocabulary import Vocabulary, vocabulary

NO_FORM = "此类记录的登记表尚未开通,请先按现有渠道报送。"


@access.roles(Role.CLERK, Role.OFFICIAL, Role.MEMBER)
@require_safe
@at_moment
def page(request: access.PortalRequest) -> HttpResponse:
    """Cards by lateness, each with its next action; what is done and what lasts folded below.

    A past view has neither actions nor what waits in other apps.
    """
    words = vocabulary()
    made = mine(request.actor, words)
    parts = [] if chosen(request).is_past else registry.parts("mine", request, request.actor)
    context = {
        "vocabulary": words,
        "mine": made,
        "cards": [_with_action(request, card, words) for card in made.outstanding],
        "older": [_with_action(request, card, words) for card in made.older],
        "parts": parts,
    }
    return render(request, "duties/mine.html", context)


def _with_action(
    request: access.PortalRequest, card: Card, words: Vocabulary
) -> tuple[Card, tuple[str, str] | None, str]:
    """The card with address and words of its one filled button, or None; and what to do next, in words."""
    row = card.line.obligation
    if chosen(request).is_past:
        return card, None, ""
    if may_enter(request.actor, card.line):
        return card, (entry_url(row), entry_label(row, words)), card.next_step
    if is_clerks(request.actor, card.line) and row.reading.measure != "standing":
        return card, None, NO_FORM
    return card, None, card.next_step
