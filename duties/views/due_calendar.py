"""到期日历: what falls due on each day of a month or quarter; a day opens its obligations beside it."""

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from duties.ledger.status import Status
from duties.periods import ONE_DAY, Period, period_of
from duties.selectors.board.board import last_read_day
from duties.selectors.board.tree import path_to
from duties.selectors.due_calendar import (
    AREA,
    MINE,
    UNIT,
    Wanted,
    calendar_of,
    due_list,
    horizon,
    span_called,
)
from duties.selectors.moment import reading_day
from duties.selectors.overdue import offered_units
from duties.selectors.scope import reads_below
from duties.views.choice import list_of_request, number_of_request, unit_of_request
from duties.views.dash import tabs
from duties.views.live import live
from duties.views.moment import at_moment
from portal import access
from portal.access import PortalRequest
from portal.models import Role
from portal.views.saved_views import opens_default

ALL = "all"
"""As a day: all days of the span."""

WHOSE = {AREA: "辖区", UNIT: "本级", MINE: "本人"}


@access.roles(*access.BUSINESS)
@require_safe
@opens_default
@live
@at_moment
def due_calendar(request: PortalRequest) -> HttpResponse:
    """The calendar of a unit's area, a unit or oneself; `period` is a month or quarter, `day` a day of it or `all`."""
    today = reading_day()
    until = horizon(today)
    asked = request.GET.get("period", "")
    span = span_called(asked, until) if asked else None
    shown = span or period_of("month", today)
    unit = unit_of_request(request, shown)
    wanted = Wanted(unit, shown, _whose(request))
    made = calendar_of(request.actor, wanted)
    days = _days(request, shown)
    statuses = [name for name in list_of_request(request, "status") or () if name in Status.values]
    post = request.actor.post
    assert post is not None
    context = {
        "unit": unit,
        "units": offered_units(request.actor, unit) if reads_below(request.actor) else [],
        "path": path_to(unit, post.unit, last_read_day(shown)),
        "span": shown,
        "unknown_period": asked if asked and span is None else "",
        "month": period_of("month", min(max(today, shown.start), shown.last_day)),
        "quarter": period_of("quarter", shown.start),
        "before": period_of(shown.kind, shown.start - ONE_DAY),
        "after": period_of(shown.kind, shown.end) if shown.end <= until else None,
        "until": until,
        "today": today,
        "tabs": tabs(request, unit, shown),
        "whose": wanted.whose,
        "offered_whose": [(value, WHOSE[value]) for value in _offered(request)],
        "calendar": made,
        "days": days,
        "statuses": statuses,
        "found": days
        and due_list(request.actor, wanted, *days, statuses, number_of_request(request, "page")),
    }
    return render(request, "duties/dash/calendar.html", context)


def _offered(request: PortalRequest) -> list[str]:
    """Whose due days the actor may choose, the default first."""
    person = request.actor.account is not None and request.actor.account.person_id is not None
    if reads_below(request.actor):
        return [AREA, UNIT, *([MINE] if person else [])]
    return [MINE, UNIT] if request.actor.role == Role.OFFICIAL else [UNIT, *([MINE] if person else [])]


def _whose(request: PortalRequest) -> str:
    offered, asked = _offered(request), request.GET.get("whose", "")
    return asked if asked in offered else offered[0]


def _days(request: PortalRequest, span: Period) -> tuple[dt.date, dt.date] | None:
    """The day asked for as first and last, all days of the span for `all`, None for none of its days."""
    asked = request.GET.get("day", "")
    if asked == ALL:
        return span.start, span.last_day
    try:
        day = dt.date.fromisoformat(asked)
    except ValueError:
        return None
    return (day, day) if span.start <= day <= span.last_day else None
