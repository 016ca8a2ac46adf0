"""Several entries confirmed with one button."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from meetings.selectors.entries import entries_named
from meetings.services.confirming import Confirmed, entries_confirm
from portal import access
from portal.models import Role


@access.roles(Role.OFFICIAL)
@require_POST
def confirm_ticked(request: access.PortalRequest) -> HttpResponse:
    """Confirm what was ticked; the page then names what could not be, and why."""
    chosen = entries_named(request.actor, request.POST.getlist("entry"))
    if chosen:
        _tell(request, entries_confirm(actor=request.actor, entries=chosen))
    else:
        messages.warning(request, "没有勾选登记;请先勾选要确认的,再点“确认勾选的登记”。")
    return redirect("entries-awaiting")


def _tell(request: access.PortalRequest, found: Confirmed) -> None:
    if found.done:
        messages.success(request, f"已确认{len(found.done)}份登记。")
    for entry, reason in found.refused:
        messages.warning(request, f"“{entry.title}”没有确认:{reason}")
