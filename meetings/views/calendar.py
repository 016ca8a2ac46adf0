"""The calendar of a unit: planned and held, and what falls due."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from meetings import access as policy
from meetings.selectors.calendar import asked_month, month_of
from portal import access


@access.roles(*policy.READERS)
@require_GET
def calendar_page(request: access.PortalRequest) -> HttpResponse:
    """One month of one's own unit, or of `?unit=` in one's scope; `?month=2026-09` chooses."""
    assert request.actor.post is not None
    unit = request.actor.post.unit
    if named := request.GET.get("unit"):
        unit = access.readable_unit_or_404(request.actor, _key(named))
    month = month_of(request.actor, unit, asked_month(request.GET.get("month", "")))
    context = {
        "month": month,
        "unit": unit,
        "own": unit.pk == request.actor.post.unit.pk,
        "may_enter": policy.may_enter(request.actor, unit),
    }
    return render(request, "meetings/calendar.html", context)


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error
