"""代录: the office's setting, and how the unit itself confirms or returns what another logged for it."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from meetings.access import CLERKS
from meetings.models import Entry
from meetings.selectors.entries import entry_or_404
from meetings.selectors.proxies import units_below
from meetings.services.proxies import proxies_set
from meetings.services.settling import entry_confirm, entry_return
from meetings.views.deeds import given, mend_by_of, reason_of
from meetings.views.entries import entry_page
from portal import access
from portal.models import Role, Unit


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def proxies(request: access.PortalRequest) -> HttpResponse:
    """Which units below `?unit=` (default one's own) may be logged for by the unit directly above them."""
    parent = _parent(request)
    rows = units_below(parent)
    if request.method == "POST":
        chosen = set(request.POST.getlist("allowed"))
        allowed = [row.unit for row in rows if str(row.unit.public_id) in chosen]
        changed = proxies_set(actor=request.actor, units=[row.unit for row in rows], allowed=allowed)
        messages.success(request, f"已保存,变更{changed}个单位。" if changed else "没有变更。")
        return redirect(f"{reverse('entry-proxies')}?unit={parent.public_id}")
    context = {"parent": parent, "rows": rows, "own": not request.GET.get("unit")}
    return render(request, "meetings/proxies.html", context)


def _parent(request: access.PortalRequest) -> Unit:
    assert request.actor.post is not None
    named = request.GET.get("unit", "")
    if not named:
        return request.actor.post.unit
    try:
        return access.readable_unit_or_404(request.actor, uuid.UUID(named))
    except ValueError as error:
        raise Http404 from error


@access.roles(*CLERKS)
@require_POST
def accept(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """The unit's own clerk confirms what the unit above logged for it."""
    entry = _proxied_or_404(request, public_id)
    try:
        entry_confirm(actor=request.actor, entry=entry)
    except ValidationError as error:
        return _refused(request, public_id, "confirm", error)
    messages.success(request, "已确认。")
    return redirect("entry", public_id)


@access.roles(*CLERKS)
@require_POST
def refuse(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """The unit's own clerk returns what the unit above logged for it, with a reason."""
    entry = _proxied_or_404(request, public_id)
    try:
        entry_return(actor=request.actor, entry=entry, reason=reason_of(request), mend_by=mend_by_of(request))
    except ValidationError as error:
        return _refused(request, public_id, "return", error)
    messages.success(request, "已退回,不再计入台账;原因已告知代录的经办人。")
    return redirect("entry", public_id)


def _proxied_or_404(request: access.PortalRequest, public_id: uuid.UUID) -> Entry:
    """An entry of the clerk's own unit that another unit logged; raises Http404 otherwise."""
    entry = entry_or_404(request.actor, public_id)
    if entry.entered_from_id is None or request.actor.post is None:
        raise Http404
    if entry.unit_id != request.actor.post.unit.pk:
        raise Http404
    return entry


def _refused(
    request: access.PortalRequest, public_id: uuid.UUID, deed: str, error: ValidationError
) -> HttpResponse:
    entry = entry_or_404(request.actor, public_id)
    more = {"refused": deed, "refusal": error.messages, **given(request)}
    return entry_page(request, entry, status=422, **more)
