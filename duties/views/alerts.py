"""预警 of an area: units by how much presses on them, and of one unit each obligation with the step that it has reached."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from duties.models import Step
from duties.selectors.alert_list import (
    SHOWN,
    Filters,
    by_unit,
    lateness_choices,
    pressing_rows,
    step_counts,
)
from duties.selectors.alerts import alert_lines, pressing_in, waiting
from duties.selectors.ledger import ledger
from duties.selectors.provisions import provision_names
from portal import access
from portal.models import Unit
from portal.selectors.installation import installation_of

UNITS, LINES = 30, 30
LONGEST_NAME = 60


@access.roles(*access.READS_BELOW)
@require_safe
def alerts(request: access.PortalRequest) -> HttpResponse:
    """What presses in the area of the post; with `unit` the obligations of that unit, one by one."""
    assert request.actor.post is not None
    area, filters = request.actor.post.unit, _filters(request)
    unit = _unit(request)
    rows = pressing_rows(area, filters)
    context: dict[str, Any] = {
        "area": area,
        "unit": unit,
        "filters": filters,
        "steps": list(Step),
        "latenesses": lateness_choices(),
        "waiting": waiting(installation_of(request).last_flagged_at),
        "pressing": pressing_in(area, ledger()),
    }
    if unit is not None:
        page = Paginator(rows.filter(unit=unit), LINES).get_page(request.GET.get("page"))
        lines = alert_lines(page)
        names = provision_names({line.obligation.rule for line in lines})
        context |= {
            "page": page,
            "lines": [(line, names[line.obligation.rule_id], _step(line.obligation)) for line in lines],
        }
    else:
        of_units = Paginator(by_unit(rows), UNITS).get_page(request.GET.get("page"))
        units = [(row, [row[step] for step in SHOWN]) for row in of_units]
        counts = step_counts(pressing_rows(area, Filters(lateness=filters.lateness, name=filters.name)))
        context |= {"page": of_units, "units": units, "shown": SHOWN, "counts": counts.items()}
    return render(request, "duties/alerts/list.html", context)


def _filters(request: access.PortalRequest) -> Filters:
    """What the address asks for; what it cannot ask for is left out."""
    step, lateness = request.GET.get("step", ""), request.GET.get("lateness", "")
    return Filters(
        step if step in Step.values else "",
        lateness if lateness in dict(lateness_choices()) else "",
        request.GET.get("name", "").replace("\x00", "").strip()[:LONGEST_NAME],
    )


def _unit(request: access.PortalRequest) -> Unit | None:
    """The unit asked for, if the actor reads it; raises Http404 for another."""
    asked = request.GET.get("unit")
    if not asked:
        return None
    try:
        public_id = uuid.UUID(asked)
    except ValueError:
        public_id = uuid.UUID(int=0)
    return access.readable_unit_or_404(request.actor, public_id)


def _step(row: Any) -> str:
    """The step that a row of `pressing_rows` has reached, in words."""
    return Step(row.step).label if row.step else ""
