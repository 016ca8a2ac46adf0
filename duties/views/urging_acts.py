"""What was urged: act by act and counted, one act with whom it went to, and the official letter on it."""

import itertools
import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duties.forms.urging import LetterForm
from duties.listings.urgings import ActList, TallyList
from duties.models import Urging, UrgingAct, UrgingLetter
from duties.selectors.cell_key import cell_url
from duties.selectors.questions import titles_of
from duties.selectors.urging import readable_act_or_404
from duties.services.urging_letters import letter_draft, letter_edit
from portal import access
from portal.lists.pages import list_page
from portal.models import Document, Role, Unit
from portal.selectors.documents import STATES, Act, paper_of, version_of


@access.roles(*access.BUSINESS)
@require_safe
def urgings(request: access.PortalRequest) -> HttpResponse:
    """Who urged whom: act by act, or counted by office and unit."""
    by_unit = request.GET.get("by") == "unit"
    listing = (TallyList if by_unit else ActList)(request.actor, request.GET)
    return list_page(request, listing, "duties/urging/list.html", {"by_unit": by_unit})


@access.roles(*access.BUSINESS)
@require_safe
def urging(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """One act: its words and, unit by unit, its cells and whom they went to, as far as one may read them."""
    act, found = readable_act_or_404(request.actor, public_id)
    titles = titles_of([each.rule for each in found])
    letters = {each.unit_id: each.document for each in _letters(request, act)}
    post = request.actor.post
    context = {
        "act": act,
        "found": len(found),
        "groups": [
            (unit, [(each, titles[each.rule_id], cell_url(each)) for each in urgings], letters.get(unit.pk))
            for unit, urgings in _by_unit(found)
        ],
        "editable": STATES[Act.EDIT],
        "may_write": post is not None and post.role == Role.OFFICE and post.unit.pk == act.office_id,
    }
    return render(request, "duties/urging/act.html", context)


@access.roles(Role.OFFICE)
@require_POST
def urging_letter(request: access.PortalRequest, public_id: uuid.UUID, unit: uuid.UUID) -> HttpResponse:
    """Draft the letter to one unit of one's own act."""
    act, _ = readable_act_or_404(request.actor, public_id)
    addressee = access.readable_unit_or_404(request.actor, unit)
    try:
        document = letter_draft(actor=request.actor, act=act, unit=addressee)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("urging", public_id)
    messages.success(request, "已拟催办函,请核稿后送审定人签发。")
    return redirect("document", document.public_id)


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def urging_letter_edit(request: access.PortalRequest, public_id: uuid.UUID, unit: uuid.UUID) -> HttpResponse:
    """Word the draft of one's own letter anew."""
    act, _ = readable_act_or_404(request.actor, public_id)
    letter = (
        _letters(request, act)
        .select_related("act__office", "unit", "document")
        .filter(unit__public_id=unit)
        .first()
    )
    if letter is None:
        raise Http404
    document: Document = letter.document
    if document.state not in STATES[Act.EDIT]:
        messages.warning(request, f"公文现为「{document.get_state_display()}」,不能修改。")
        return redirect("document", document.public_id)
    first = {"text": paper_of(document).source.get("text", act.text), "version": version_of(document)}
    form = LetterForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_bound and form.is_valid():
        try:
            letter_edit(actor=request.actor, letter=letter, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "已修改,请重新核稿。")
            return redirect("document", document.public_id)
    context = {"act": act, "unit": letter.unit, "document": document, "form": form}
    return render(request, "duties/urging/letter.html", context, status=422 if form.is_bound else 200)


def _letters(request: access.PortalRequest, act: UrgingAct) -> QuerySet[UrgingLetter]:
    """The letters on an act that stand, for its own office alone; the addressee reads the issued one as a document."""
    post = request.actor.post
    if post is None or post.unit.pk != act.office_id:
        return UrgingLetter.objects.none()
    found = UrgingLetter.objects.filter(act=act).exclude(document__state=Document.State.VOID)
    return found.select_related("document")


def _by_unit(found: list[Urging]) -> list[tuple[Unit, list[Urging]]]:
    groups = itertools.groupby(found, key=lambda each: each.unit)
    return [(unit, list(urgings)) for unit, urgings in groups]
