"""填报用时: what the portal costs units in minutes and entries, beside what it asked of them; for the office alone."""

import io
import uuid

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from duties.periods import Period, period_of
from duties.selectors.board.tree import path_to
from duties.views.choice import list_of_request
from meetings.selectors.burden import burden, month_called, months_to
from meetings.services.burden_export import burden_export
from portal import access, clock
from portal.models import Role, Unit
from portal.views.session import address_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@access.roles(Role.OFFICE)
@require_safe
def burden_page(request: access.PortalRequest) -> HttpResponse:
    """Units below the one asked for (default: one's own) in a month (default: this one), and the months up to it."""
    month, unfolded = _month(request), list_of_request(request, "open") or []
    unit = _unit(request, month)
    assert request.actor.post is not None
    context = {
        "burden": burden(unit, month, unfolded),
        "unfolded": unfolded,
        "months": months_to(period_of("month", clock.today()))[::-1],
        "path": path_to(unit, request.actor.post.unit, min(clock.today(), month.last_day)),
        "running": month.end > clock.today(),
    }
    return render(request, "meetings/burden.html", context)


@access.roles(Role.OFFICE)
@require_POST
def burden_file(request: access.PortalRequest) -> FileResponse:
    """The same as XLSX, with each unit of the area by itself; the export is in the access log."""
    month = _month(request)
    unit, content = _unit(request, month), io.BytesIO()
    burden_export(actor=request.actor, unit=unit, month=month, stream=content, address=address_of(request))
    content.seek(0)
    name = f"填报用时 {unit.name} {month.name}.xlsx"
    return FileResponse(content, as_attachment=True, filename=name, content_type=XLSX)


def _month(request: access.PortalRequest) -> Period:
    return month_called(request.POST.get("month") or request.GET.get("month", ""), clock.today())


def _unit(request: access.PortalRequest, month: Period) -> Unit:
    """The unit asked for, where it lies in the office's area in that month; raises Http404 for another."""
    assert request.actor.post is not None
    asked = request.POST.get("unit") or request.GET.get("unit", "")
    if not asked:
        return request.actor.post.unit
    day = min(clock.today(), month.last_day)
    try:
        return access.readable_units(request.actor, day).get(public_id=uuid.UUID(asked))
    except (ValueError, Unit.DoesNotExist) as error:
        raise Http404 from error
