"""What the dashboards of supervision, due days and coverage share: the choice of unit and period, and the way up."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from duties.periods import Period
from duties.selectors.board.board import last_read_day
from duties.selectors.board.choice import neighbours, offered_periods
from duties.selectors.board.tree import path_to
from duties.selectors.moment import reading_day
from duties.selectors.overdue import offered_units
from duties.views.analysis.tabs import TABS
from duties.views.moment import chosen
from portal.access import READS_BELOW, PortalRequest
from portal.models import Unit


def dash_context(
    request: PortalRequest, unit: Unit, period: Period, unknown: str = "", *, chooses: bool = True
) -> dict[str, Any]:
    """Unit and period with what else may be chosen instead, `chooses` says whether other units; at most two queries."""
    post, day = request.actor.post, reading_day()
    assert post is not None
    before, after = neighbours(period, day)
    return {
        "unit": unit,
        "units": offered_units(request.actor, unit) if chooses and request.actor.role in READS_BELOW else [],
        "path": path_to(unit, post.unit, last_read_day(period)),
        "period": period,
        "unknown_period": unknown,
        "offered": offered_periods(day),
        "before": before,
        "after": after,
        "today": day,
        "tabs": tabs(request, unit, period),
    }


def tabs(request: PortalRequest, unit: Unit, period: Period) -> list[tuple[str, str, bool]]:
    """The pages of analysis of the same unit, period and moment: address, word, whether it is this one."""
    asked = {"unit": str(unit.public_id), "period": period.name} | chosen(request).asked
    match = request.resolver_match
    here = match.url_name if match else ""
    return [(f"{reverse(name)}?{urlencode(asked)}", word, name == here) for name, word in TABS]
