"""联系覆盖: contact points, visits to them, units and households reached; an area's table, and each contact point."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from duties.periods import period_of
from duties.selectors.board.choice import chosen_period
from duties.selectors.coverage import coverage, visits_of
from duties.selectors.moment import reading_day, stand_containing
from duties.views.choice import list_of_request, number_of_request, unit_of_request
from duties.views.dash import dash_context
from duties.views.live import live
from duties.views.moment import at_moment
from portal import access
from portal.access import PortalRequest
from portal.selectors.vocabulary import vocabulary
from portal.views.saved_views import opens_default

PAGE = 50


@access.roles(*access.BUSINESS)
@require_safe
@opens_default
@live
@at_moment
def coverage_table(request: PortalRequest) -> HttpResponse:
    """The coverage of an area in a period, by default the running year; `open` are the units that are unfolded."""
    name, today = request.GET.get("period", ""), reading_day()
    found = chosen_period(name, today) if name else None
    period = found or period_of("year", today)
    unit, words = unit_of_request(request, period), vocabulary()
    unfolded = list_of_request(request, "open") or []
    made = coverage(
        request.actor, unit, period, words, unfolded=unfolded, page=number_of_request(request, "rows")
    )
    # The lines of the table lead down, the path leads up.
    context = dash_context(request, unit, period, "" if found else name, chooses=False) | {
        "coverage": made,
        "unfolded": unfolded,
        "vocabulary": words,
    }
    return render(request, "duties/dash/coverage.html", context)


@access.roles(*access.BUSINESS)
@require_safe
@opens_default
@live
@at_moment
def coverage_visits(request: PortalRequest) -> HttpResponse:
    """Each contact point of an area with its visits in a period, those without one first; `none=1` keeps to them."""
    name, today = request.GET.get("period", ""), reading_day()
    found = chosen_period(name, today) if name else None
    period = found or period_of("year", today)
    unit = unit_of_request(request, period)
    stand_containing(period.last_day, unit)
    visits = visits_of(request.actor, unit, period)
    only = request.GET.get("none") == "1"
    rows = [visit for visit in visits if not only or visit.reached is None]
    context = dash_context(request, unit, period, "" if found else name) | {
        "visits": visits,
        "reached": sum(visit.reached is not None for visit in visits),
        "only": only,
        "page": Paginator(rows, PAGE).get_page(number_of_request(request, "page")),
    }
    return render(request, "duties/dash/visits.html", context)
