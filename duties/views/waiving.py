"""豁免: the office waives a cell of its own accord, and takes a waiver back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from duties.forms.statements import ReasonForm
from duties.selectors.cell_key import Cell, cell_url, cells_named
from duties.selectors.statements import answers_for, standing_waiver
from duties.services.waiving import cell_unwaive, cell_waive
from portal import access
from portal.models import Role


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def waiver_new(request: access.PortalRequest) -> HttpResponse:
    """Waive a cell with a reason."""
    return _page(request, cell_waive, "已豁免,该事项不再计逾期。", taking_back=False)


@access.roles(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def waiver_end(request: access.PortalRequest) -> HttpResponse:
    """Take the waiver of a cell back with a reason."""
    return _page(request, cell_unwaive, "已取消豁免,该事项恢复原状。", taking_back=True)


def _page(
    request: access.PortalRequest, work: Callable[..., Any], said: str, *, taking_back: bool
) -> HttpResponse:
    cell = _asked_cell(request)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            work(actor=request.actor, cell=cell, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error("reason" if "reason" in getattr(error, "error_dict", {}) else None, error.messages)
        else:
            messages.success(request, said)
            return redirect(cell_url(cell))
    context = {
        "cell": cell,
        "line": cell.line(),
        "waiver": standing_waiver(cell.key),
        "form": form,
        "taking_back": taking_back,
        "cell_url": cell_url(cell),
    }
    return render(request, "duties/statements/waiving.html", context, status=422 if form.is_bound else 200)


def _asked_cell(request: access.PortalRequest) -> Cell:
    """The cell that the address names, of a unit that the office answers for; Http404 otherwise."""
    cells = cells_named(request.GET.getlist("cell")[:1])
    if not cells or not answers_for(request.actor, cells[0].unit):
        raise Http404
    return cells[0]
