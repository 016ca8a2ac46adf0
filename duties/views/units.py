"""A unit's page."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from duties.selectors.board.board import last_read_day
from duties.selectors.moment import reading_day
from duties.selectors.scope import readable_between
from duties.selectors.units import unit_page
from duties.selectors.urging import may_urge
from duties.views.choice import period_of_request
from duties.views.moment import at_moment, chosen
from portal import access


@access.roles(*access.BUSINESS)
@require_safe
@at_moment
def unit(request: access.PortalRequest, public_id: uuid.UUID) -> HttpResponse:
    """Where it stands, who holds its seats, its links, and what it owes of the chosen period."""
    period, _ = period_of_request(request)
    day = last_read_day(period)
    found = readable_between(request.actor, day, reading_day()).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    page = unit_page(request.actor, found, period.last_day, day)
    context = {
        "page": page,
        "unit": found,
        "period": period,
        "day": day,
        "may_urge": may_urge(request.actor) and not chosen(request).is_past,
    }
    return render(request, "duties/unit.html", context)
