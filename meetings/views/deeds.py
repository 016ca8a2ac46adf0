"""What is done with an entry: confirmed, returned, withdrawn, corrected. Each by POST alone."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import DateField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from meetings.access import CLERKS
from meetings.marks import ENTRY_MARKS
from meetings.selectors.entries import entry_or_404
from meetings.services.entries import entry_correct
from meetings.services.settling import entry_cancel, entry_confirm, entry_return, entry_withdraw
from meetings.views.entries import entry_page
from portal import access
from portal.models import Role


@access.roles(Role.OFFICIAL)
@require_POST
def confirm(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Confirm in one tap."""
    entry = entry_or_404(request.actor, public_id)
    try:
        done = entry_confirm(actor=request.actor, entry=entry)
    except ValidationError as error:
        return _refused(request, public_id, "confirm", error)
    return _settled(request, done, "已确认。")


@access.roles(Role.OFFICIAL, Role.OFFICE)
@require_POST
def send_back(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Return with a reason."""
    entry, reason = entry_or_404(request.actor, public_id), reason_of(request)
    try:
        done = entry_return(actor=request.actor, entry=entry, reason=reason, mend_by=mend_by_of(request))
    except ValidationError as error:
        return _refused(request, public_id, "return", error)
    return _settled(request, done, "已退回,不再计入台账;原因已告知经办人。")


@access.roles(*CLERKS)
@require_POST
def withdraw(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Withdraw with a reason."""
    entry, reason = entry_or_404(request.actor, public_id), reason_of(request)
    try:
        entry_withdraw(actor=request.actor, entry=entry, reason=reason)
    except ValidationError as error:
        return _refused(request, public_id, "withdraw", error)
    messages.success(request, "已撤回,不再计入台账;记录仍可查看。")
    return redirect("entry", public_id)


@access.roles(*CLERKS)
@require_POST
def cancel(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Cancel what was planned, with a reason."""
    entry, reason = entry_or_404(request.actor, public_id), reason_of(request)
    try:
        entry_cancel(actor=request.actor, entry=entry, reason=reason)
    except ValidationError as error:
        return _refused(request, public_id, "cancel", error)
    messages.success(request, "计划已取消;原因已记入经过。")
    return redirect("entry", public_id)


@access.roles(*CLERKS)
@require_POST
def correct(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Open a correction, filled in with what it corrects."""
    entry = entry_or_404(request.actor, public_id)
    try:
        draft = entry_correct(actor=request.actor, entry=entry)
    except ValidationError as error:
        return _refused(request, public_id, "correct", error)
    return redirect("entry-edit", draft.public_id)


def reason_of(request: access.PortalRequest) -> str:
    """The reason as sent, without what no table can hold."""
    return request.POST.get("reason", "").replace("\0", "").strip()[:REASON_LENGTH]


REASON_LENGTH = 500


def mend_by_of(request: access.PortalRequest) -> dt.date | None:
    """The day named to mend a returned entry by; raises ValidationError for what is no day."""
    try:
        day: dt.date | None = DateField(required=False).clean(request.POST.get("mend_by", ""))
    except ValidationError as error:
        raise ValidationError({"mend_by": "补正期限请写成 2026-03-01 的样子。"}) from error
    return day


def given(request: access.PortalRequest) -> dict[str, str]:
    """What was written beside a deed that is refused, to be shown again."""
    return {f"given_{name}": request.POST.get(name, "") for name in ("reason", "mend_by")}


def _settled(request: access.PortalRequest, entry: Any, text: str) -> HttpResponse:
    """The card of the list as it is now, or the entry's page."""
    if request.headers.get("HX-Request"):
        return render(request, "meetings/settled.html", {"entry": entry, "mark": ENTRY_MARKS[entry.state]})
    messages.success(request, text)
    return redirect("entry", entry.public_id)


def _refused(
    request: access.PortalRequest, public_id: uuid.UUID, deed: str, error: ValidationError
) -> HttpResponse:
    """The entry as it is now, with the reason at the place of the deed."""
    entry = entry_or_404(request.actor, public_id)
    more = {"refused": deed, "refusal": error.messages, **given(request)}
    if request.headers.get("HX-Request"):
        return render(request, "meetings/card.html", {"entry": entry, **more}, status=422)
    return entry_page(request, entry, status=422, **more)
