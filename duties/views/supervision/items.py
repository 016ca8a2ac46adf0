"""One supervision item: how it stands, what was done, what one may do, and doing it."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from duties.forms.supervision.acting import ActForm
from duties.models import SupervisionItem
from duties.selectors.alerts import cell_url
from duties.selectors.supervision.ages import age_of
from duties.selectors.supervision.items import Standing, readable_item_or_404, standing_of
from duties.selectors.supervision.steps import course_of, step_file_or_404
from duties.services.supervision.acting import supervision_act, supervision_void
from duties.services.supervision.moving import Said
from duties.supervision_access import is_orphan, may_ever, open_actions, place_of
from duties.supervision_states import BY_NOTICE, Action, Place, State
from portal import access
from portal.models import Document, Role, StoredFile
from portal.selectors.documents import Act, version_of
from portal.services.changes import log_access
from portal.services.files import file_response
from portal.services.tickets import ticket
from portal.views.documents import document_context
from portal.views.sent_files import take_files
from portal.views.session import address_of

OFFERED = frozenset(action.value for action in Action) - BY_NOTICE - {Action.SUCCEED}
"""What the forms of this page do."""

ACTORS = access.BUSINESS - {Role.AUDITOR}
"""Roles that do something with an item: auditors only read."""

DONE = {
    Action.SIGN: "已签收。请在办结期限前办结并反馈。",
    Action.JOIN: "已签收。",
    Action.PROGRESS: "进展已记录。",
    Action.FEED_BACK: "已反馈办结,等督办单位复核。",
    Action.ASK: "已申请延期;督办单位答复前期限不变。",
    Action.GRANT: "已同意延期,承办单位已收到消息。",
    Action.REFUSE: "已答复,办结期限不变。",
    Action.REVIEW: "复核通过,等销号。",
    Action.RETURN: "已退回,承办单位已收到消息。",
    Action.CLOSE: "已销号。",
    Action.TRANSFER: "已移交,新的承办单位已收到消息。",
    Action.INSTRUCT: "批示已记录,各方已收到消息。",
    Action.COMMENT: "留言已发出。",
}


@access.roles(*access.BUSINESS)
@require_GET
def supervision_item(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """One item: what it is about as it stands, the notice, what was done, what one may do."""
    return _page(request, readable_item_or_404(request.actor, public_id))


@access.roles(*ACTORS)
@require_POST
def supervision_do(request: access.PortalRequest, public_id: uuid.UUID, action: str) -> HttpResponse:
    """Do one thing with an item; what is wrong is said at its form, and its files are kept."""
    if action not in OFFERED:
        raise Http404
    asked, item = Action(action), readable_item_or_404(request.actor, public_id)
    if not may_ever(request.actor, item, asked):
        raise Http404
    form = ActForm(asked, request.actor, request.POST, request.FILES)
    form.full_clean()
    stored = take_files(request, form) if form.look.files else []
    if form.is_valid():
        try:
            _act(request, item, form, stored)
        except ValidationError as error:
            _blame(form, error)
        else:
            messages.success(request, DONE[asked])
            return redirect("supervision-item", item.public_id)
    fresh = readable_item_or_404(request.actor, public_id)
    return _page(request, fresh, failed=form, stored=stored)


def _act(
    request: access.PortalRequest, item: SupervisionItem, form: ActForm, stored: list[StoredFile]
) -> None:
    data = form.cleaned_data
    said = Said(data.get("text", ""), stored, data.get("day"), data.get("unit"))
    supervision_act(
        actor=request.actor, item=item, action=form.action, version=data["version"] or 0, said=said
    )


def _blame(form: ActForm, error: ValidationError) -> None:
    """Put the refusal of a service at the fields that the form has."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, told in error.message_dict.items():
        form.add_error(name if name in form.fields else None, told)


@access.roles(Role.OFFICE, Role.APPROVER)
@require_POST
def supervision_give_up(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Cancel an item whose notice is not issued, or withdraw one that is, with a reason."""
    item = readable_item_or_404(request.actor, public_id)
    if request.actor.post is None or item.notice.issuer_id != request.actor.post.unit.pk:
        raise Http404
    reason = request.POST.get("reason", "").replace("\x00", "").strip()[:500]
    try:
        supervision_void(
            actor=request.actor, item=item, version=request.POST.get("version", ""), reason=reason
        )
    except ValidationError as error:
        fresh = readable_item_or_404(request.actor, public_id)
        return _page(request, fresh, refusal=error.messages)
    messages.success(request, "已撤销,承办单位已收到消息。" if item.number else "已作废。")
    return redirect("supervision-item", item.public_id)


@access.roles(*access.BUSINESS)
@require_GET
def supervision_notice(request: access.PortalRequest, public_id: uuid.UUID) -> FileResponse:
    """The issued notice, for all who read the item, units that help among them; the download is in the access log."""
    item = readable_item_or_404(request.actor, public_id)
    notice = readable_notice(item)
    if notice.file is None:
        raise Http404
    response = file_response(notice.file, inline="show" in request.GET)
    log_access(
        actor=request.actor,
        action="document_file",
        target_ref=f"{notice.number} {notice.file.sha256}",
        address=address_of(request),
    )
    return response


@access.roles(*access.BUSINESS)
@require_GET
def supervision_file(request: access.PortalRequest, public_id: uuid.UUID, file: uuid.UUID) -> FileResponse:
    """A file that came with a step of the item."""
    return file_response(step_file_or_404(readable_item_or_404(request.actor, public_id), file))


def readable_notice(item: SupervisionItem) -> Document:
    """The item's notice with all that its page shows."""
    related = ("issuer", "addressee", "file", "drafted_by", "reviewed_by", "issued_by")
    return Document.objects.select_related(*related).get(pk=item.notice_id)


def _page(
    request: access.PortalRequest,
    item: SupervisionItem,
    *,
    failed: ActForm | None = None,
    stored: list[StoredFile] | None = None,
    refusal: list[str] | None = None,
) -> HttpResponse:
    actor = request.actor
    notice, place = readable_notice(item), place_of(actor, item)
    actions, own_hand = open_actions(actor, item), _is_own_hand(actor, item)
    if own_hand:
        actions -= {Action.CLOSE}
    document = _document(actor, notice) if place == Place.OFFICE else {}
    forms = _forms(actor, item, actions, failed)
    standing, age, course = standing_of([item])[item.pk], age_of(item), course_of(item)
    context = {
        **document,
        "item": item,
        "age": age,
        "standing": standing,
        "lines": [(about, line, cell_url(line.obligation) if line else "") for about, line in standing.lines],
        "course": course,
        "at_office": place == Place.OFFICE,
        "forms": forms,
        "failed": failed,
        "own_hand": own_hand,
        "stale": failed is not None and failed.action not in forms,
        "kept": [(file, ticket(file, actor)) for file in stored or []],
        "refusal": refusal,
        "gives_up": bool(actions & BY_NOTICE),
        "notice_version": version_of(notice),
        "edit_url": reverse("supervision-edit", args=[item.public_id]),
        "left": standing.total - standing.settled,
        "orphan": not item.is_over and is_orphan(item),
        "may_talk": age.is_late and actor.role == Role.OFFICE,
        "mostly_done": _mostly_done(item, standing),
    }
    return render(request, "duties/supervision/item.html", context, status=422 if failed or refusal else 200)


def _document(actor: access.Actor, notice: Document) -> dict[str, Any]:
    """What the panel of the notice shows to the office; it is made void together with the item, below."""
    context = document_context(actor, notice)
    return context | {"acts": context["acts"] - {Act.VOID}}


def _forms(
    actor: access.Actor, item: SupervisionItem, actions: frozenset[Action], failed: ActForm | None
) -> dict[str, ActForm]:
    """The form of each action that is open, the one that failed as it was sent; work and feedback share one."""
    forms = {}
    for action in actions - BY_NOTICE:
        own = failed is not None and failed.action == action
        initial: dict[str, Any] = {"version": item.version}
        if action == Action.GRANT:
            initial["day"] = item.asked_deadline
        forms[action.value] = failed if own and failed else ActForm(action, actor, initial=initial)
    if failed is not None and failed.action in (Action.PROGRESS, Action.FEED_BACK):
        forms[Action.FEED_BACK.value] = forms[Action.PROGRESS.value] = failed
    return forms


def _is_own_hand(actor: access.Actor, item: SupervisionItem) -> bool:
    """Whether the actor has fed back or reviewed what now waits to be closed: somebody else closes it."""
    return item.at == State.REVIEWED and actor.account in (item.fed_back_by, item.reviewed_by)


def _mostly_done(item: SupervisionItem, standing: Standing) -> bool:
    """Whether the facts have solved themselves while the item goes on (已补办)."""
    return standing.is_settled and not item.is_over and item.at != State.DRAFTING
