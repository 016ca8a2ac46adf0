"""The page of one talk, and the short moves that it offers: one address each."""

import dataclasses
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from duties.forms.talks.acts import ActForm
from duties.models import Talk, TalkPromise
from duties.selectors.talks.acting import actable_talk_or_404
from duties.selectors.talks.facts import facts_now
from duties.selectors.talks.papers import clause_of
from duties.selectors.talks.reading import (
    MARKS,
    promise_lines,
    readable_talk_or_404,
    reads_inside,
    steps_of,
    steps_seen,
    talk_file_or_404,
)
from duties.selectors.talks.rights import astray, open_acts
from duties.talk_states import RECORDED, Action, State
from duties.views.talks.deeds import (
    PROMISE_DEEDS,
    TALK_DEEDS,
    Deed,
    Offered,
    form_for,
    offered_deeds,
    promise_deeds,
    talk_deeds,
    waiting_acts,
)
from portal import access
from portal.models import Document
from portal.selectors.documents import STATES, Act, readable_documents
from portal.services.changes import log_access
from portal.services.files import file_response
from portal.services.tickets import ticket
from portal.views.documents import document_context
from portal.views.sent_files import take_files
from portal.views.session import address_of

TalkView = Any


@access.roles(*access.BUSINESS)
@require_GET
def talk_detail(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """A talk: the facts as they stand, the decision, the notice, the record, the promises, and what one may do."""
    return talk_page(request, readable_talk_or_404(request.actor, public_id))


def talk_page(
    request: access.PortalRequest,
    talk: Talk,
    *,
    status: int = 200,
    failed: ActForm | None = None,
    at: str = "",
) -> HttpResponse:
    """The page; with `failed` the form of the move called `at` stands open with what is wrong with it."""
    actor, steps = request.actor, steps_of(talk)
    facts = facts_now(talk)
    inside = reads_inside(actor, talk)
    state = State(talk.state)
    hindrance = astray(talk) if inside else ""
    offered = offered_deeds(actor, talk, facts, astray=bool(hindrance))
    deeds = _opened(offered, failed, at, request)
    context: dict[str, Any] = {
        "talk": talk,
        "mark": MARKS[state],
        "holder": state.holder.label,
        "facts": facts,
        "settled": sum(fact.settled for fact in facts),
        "clause": None if state in RECORDED else clause_of(talk, facts),
        "has_files": getattr(talk, "has_files", True),
        "inside": inside,
        "acts": open_acts(actor, talk),
        "deeds": deeds,
        "waits": list(waiting_acts(actor, talk).values()),
        "steps": steps_seen(steps, inside=inside),
        "astray": hindrance,
        "paper": _panel(request, talk) if inside else "",
    }
    if state in RECORDED:
        context |= {
            "record": talk.record,
            "people": list(talk.people.all()),
            "promises": [
                (line, _opened(promise_deeds(actor, talk, line.promise), failed, at, request))
                for line in promise_lines(talk, steps)
            ],
            "letters": _letters(actor, talk),
            "editable": STATES[Act.EDIT],
        }
    return render(request, "duties/talks/talk.html", context, status=status)


def _panel(request: access.PortalRequest, talk: Talk) -> str:
    """The panel of a notice that is under way, apart from the page: its acts are not those of the talk."""
    if talk.notice is None or talk.notice.number:
        return ""
    notice = readable_documents(request.actor).filter(pk=talk.notice.pk).first()
    if notice is None:
        return ""
    context = document_context(request.actor, notice) | {
        "request": request,
        "actor": request.actor,
        "csrf_token": get_token(request),
        "edit_url": reverse("talk-notice", args=[talk.public_id]),
    }
    return render_to_string("portal/documents/panel.html", context)


def _letters(actor: access.Actor, talk: Talk) -> list[Document]:
    """The letters that the actor may read."""
    if not getattr(talk, "has_letters", True):
        return []
    return list(readable_documents(actor).filter(talk_letter__talk=talk).order_by("drafted_at"))


def _opened(
    offered: list[Offered], failed: ActForm | None, at: str, request: access.PortalRequest
) -> list[Offered]:
    """The deeds, the one that failed open with its form and the files that were sent with it."""
    if failed is None:
        return offered
    kept = tuple((file, ticket(file, request.actor)) for file in failed.stored)
    return [
        dataclasses.replace(each, form=failed, open=True, kept=kept) if each.id == at else each
        for each in offered
    ]


def _talk_view(action: Action) -> TalkView:
    """The view of one move."""
    deed = TALK_DEEDS[action]

    @access.roles(*deed.roles)
    @require_POST
    def act(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
        talk = actable_talk_or_404(request.actor, public_id, action)
        return _do(request, deed, talk, str(action), talk=talk)

    act.__doc__ = f"{action.label}."
    return act


def _promise_view(action: Action) -> TalkView:
    """The view of one move about a promise."""
    deed = PROMISE_DEEDS[action]

    @access.roles(*deed.roles)
    @require_POST
    def act(request: access.PortalRequest, public_id: uuid.UUID, promise: uuid.UUID) -> HttpResponse:
        talk = actable_talk_or_404(request.actor, public_id, action)
        found = TalkPromise.objects.select_related("talk").filter(talk=talk, public_id=promise).first()
        if found is None:
            raise Http404
        return _do(request, deed, talk, f"{action}-{found.position}", promise=found, action=action)

    act.__doc__ = f"{action.label}."
    return act


def _do(request: access.PortalRequest, deed: Deed, shown: Talk, at: str, **what: Any) -> HttpResponse:
    """Make the move and go back to the talk; what is wrong is said at the form, which stands open."""
    form = form_for(deed, shown, request.POST, request.FILES)
    form.auto_id = f"{at}-%s"
    form.full_clean()
    given = {}
    if deed.files:
        form.stored = take_files(request, form)
        given["files"] = form.stored
    if form.is_valid():
        given[deed.keyword] = form.cleaned_data["text"]
        try:
            deed.service(actor=request.actor, version=form.seen, **what, **given)
        except ValidationError as error:
            _say(form, error)
        else:
            messages.success(request, deed.done)
            return redirect("talk", shown.public_id)
    fresh = readable_talk_or_404(request.actor, shown.public_id)
    if not any(each.id == at for each in _all_deeds(request, fresh)):
        for problem in form.non_field_errors():
            messages.error(request, str(problem))
    return talk_page(request, fresh, status=422, failed=form, at=at)


def _all_deeds(request: access.PortalRequest, talk: Talk) -> list[Offered]:
    found = talk_deeds(request.actor, talk)
    for promise in talk.promises.all():
        found += promise_deeds(request.actor, talk, promise)
    return found


def _say(form: ActForm, error: ValidationError) -> None:
    """Put what is wrong at the fields that the form has, else at its top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, faults in error.error_dict.items():
        form.add_error(field if field in form.fields else None, faults)


@access.roles(*access.BUSINESS)
@require_GET
def talk_file(request: access.PortalRequest, public_id: uuid.UUID, file: uuid.UUID) -> FileResponse:
    """A file of the talk: evidence, feedback, the signed sheet; the download is in the access log."""
    found = talk_file_or_404(request.actor, public_id, file)
    response = file_response(found, inline="show" in request.GET)
    log_access(
        actor=request.actor,
        action="talk_file",
        target_ref=f"{public_id} {found.sha256}",
        address=address_of(request),
    )
    return response


submit, agree, dismiss = (_talk_view(action) for action in (Action.SUBMIT, Action.AGREE, Action.DISMISS))
send_to_office, cancel = _talk_view(Action.RETURN), _talk_view(Action.CANCEL)
sign, sheet_upload, unsigned = (_talk_view(action) for action in (Action.SIGN, Action.SHEET, Action.UNSIGNED))
feed_back, send_back, close = (
    _talk_view(action) for action in (Action.FEED_BACK, Action.SEND_BACK, Action.CLOSE)
)
progress, report = _promise_view(Action.PROGRESS), _promise_view(Action.REPORT)
confirm, reject, drop = (_promise_view(action) for action in (Action.CONFIRM, Action.REJECT, Action.DROP))
