"""Locks of periods: the list with the form of a new one, and unlocking."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from duties.forms.period_locks import LockForm, UnlockForm
from duties.periods import display_name
from duties.selectors.period_locks import extent_of, own_lock_or_404, readable_locks
from duties.services.period_locks import period_lock, period_unlock
from portal import access
from portal.models import Role

PAGE = 30


@access.roles(*access.READS_BELOW)
@require_http_methods(["GET", "POST"])
def period_locks(request: access.PortalRequest) -> HttpResponse:
    """The locks that concern the actor; for the office the form of a new one.

    Sent, it is first said in words what would be locked; sent once more with `confirmed`, it is locked.
    """
    if request.method == "POST":
        access.require(request.actor, Role.OFFICE)
    is_office = request.actor.role == Role.OFFICE
    sent = request.POST if request.method == "POST" else None
    form = LockForm(sent, actor=request.actor) if is_office else None
    if form is not None and form.is_valid():
        if request.POST.get("confirmed") != form.asked:
            extent = extent_of(form.cleaned_data["unit"], form.cleaned_data["period"])
            return render(request, "duties/period_lock_confirm.html", {"form": form, "extent": extent})
        try:
            lock = period_lock(actor=request.actor, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            messages.success(request, f"已锁定{lock.unit.name}{display_name(lock.period)}的台账。")
            return redirect("period-locks")
    page = Paginator(readable_locks(request.actor), PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "locks": list(page)}
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "duties/period_locks.html", context, status=status)


@access.roles(Role.OFFICE)
@require_POST
def unlock(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Open a locked period again; what is missing is said on the list."""
    lock = own_lock_or_404(request.actor, public_id)
    form = UnlockForm(request.POST)
    if not form.is_valid():
        messages.warning(request, form.errors["reason"].as_data()[0].messages[0])
        return redirect("period-locks")
    try:
        period_unlock(actor=request.actor, lock=lock, reason=form.cleaned_data["reason"])
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, f"已解除{lock.unit.name}{display_name(lock.period)}的锁定。")
    return redirect("period-locks")
