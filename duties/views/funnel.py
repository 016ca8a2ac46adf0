"""督办漏斗: what became of the items issued within a period, urgings before them, talks after them."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from duties.models import Rule
from duties.periods import Period, period_of
from duties.selectors.board.choice import chosen_period
from duties.selectors.funnel.around import After, Before, Urged, talked_after, urged_before
from duties.selectors.funnel.funnel import Narrowed, funnel_of
from duties.selectors.funnel.ways import Stage, Way, ways_of
from duties.selectors.moment import reading_day
from duties.supervision_states import State
from duties.views.choice import number_of_request, unit_of_request
from duties.views.dash import dash_context
from duties.views.live import live
from duties.views.moment import at_moment
from portal import access
from portal.access import PortalRequest
from portal.models import Unit
from portal.views.saved_views import opens_default

PAGE = 30
URGED = {"": "全部", "done": "已完成、补办或豁免", "supervised": "已转督办", "left": "仍未完成且未督办"}
"""What the list of urged cells can be narrowed to."""


@access.roles(*access.BUSINESS)
@require_safe
@opens_default
@live
@at_moment
def funnel(request: PortalRequest) -> HttpResponse:
    """The funnel of an area and a period, by default of the running year; below it the rows behind a figure."""
    period, unknown = _period(request)
    unit = unit_of_request(request, period)
    ways = ways_of(request.actor, unit, period)
    before, after = urged_before(request.actor, unit, period), talked_after(request.actor, ways)
    narrowed = _narrowed(request)
    shown = request.GET.get("list", "")
    rows = _rows(request, ways, before, after, narrowed)
    page = Paginator(rows, PAGE).get_page(number_of_request(request, "page"))
    if shown == "urged":
        page.object_list = _named(list(page.object_list))
    context = dash_context(request, unit, period, unknown) | {
        "funnel": funnel_of(ways),
        "urged": before,
        "talked": after,
        "narrowed": narrowed,
        "shown": shown if shown in ("urged", "talks") else "items",
        "urged_filter": request.GET.get("urged", ""),
        "urged_filters": URGED.items(),
        "page": page,
    }
    return render(request, "duties/dash/funnel.html", context)


def _period(request: PortalRequest) -> tuple[Period, str]:
    """The period asked for, or the running year, with the name that could not be shown."""
    name, today = request.GET.get("period", ""), reading_day()
    found = chosen_period(name, today) if name else None
    return found or period_of("year", today), "" if found else name


def _narrowed(request: PortalRequest) -> Narrowed:
    """What of the items the address asks for; what is not offered counts as not asked."""
    reached, state = request.GET.get("reached", ""), request.GET.get("state", "")
    return Narrowed(
        reached=Stage(reached) if reached in set(Stage) else None,
        state=State(state) if state in set(State) else None,
        late=request.GET.get("late") == "1",
        returned=request.GET.get("returned") == "1",
        apart=request.GET.get("apart") == "1",
        talked=request.GET.get("talked") == "1",
    )


def _rows(
    request: PortalRequest, ways: Sequence[Way], before: Before, after: After, narrowed: Narrowed
) -> list[Any]:
    """The rows behind the chosen figure."""
    shown, urged = request.GET.get("list", ""), request.GET.get("urged", "")
    if shown == "talks":
        return list(after.talks)
    if shown == "urged":
        return [each for each in before.urged if urged not in URGED or each.fits(urged)]
    return [way for way in ways if narrowed.takes(way, after.items)]


def _named(rows: Sequence[Urged]) -> list[tuple[Urged, Unit, Rule]]:
    """Urged cells with their unit and rule; two queries."""
    units = Unit.objects.in_bulk({each.key.unit for each in rows})
    rules = Rule.objects.select_related("regulation").in_bulk({each.key.rule for each in rows})
    return [(each, units[each.key.unit], rules[each.key.rule]) for each in rows]
