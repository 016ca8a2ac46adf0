"""热力图: units × periods or rules × periods, each cell that of the board of its period."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from duties.selectors.analysis.fulfilment import query_of
from duties.selectors.analysis.heat import RuleLine, UnitLine, by_rules, by_units
from duties.selectors.board.table import Cell
from duties.views.analysis.asked import Asked, asked_of
from duties.views.analysis.drawing import short
from duties.views.analysis.page import Choice, matter_choice, number_choice, period_choice, respond
from duties.views.choice import list_of_request, number_of_request
from duties.views.live import live
from duties.views.moment import at_moment
from portal import access
from portal.views.saved_views import opens_default

SORTS = {"units": "单位 × 周期", "rules": "事项 × 周期"}

Shown = tuple[Cell, int, int, str, str]
"""A cell with what is done, what is asked for, what it opens, and what it is called."""


@access.roles(*access.BUSINESS)
@require_safe
@opens_default
@live
@at_moment
def page(request: access.PortalRequest) -> HttpResponse:
    """One screen for the area: divisions as lines that unfold, or its rules, and one cell a period."""
    asked, sort = asked_of(request, several=True), request.GET.get("sort", "")
    sort = sort if sort in SORTS else "units"
    sorts = Choice("sort", "行", [("", list(SORTS.items()))], sort)
    heads = [(short(period), asked.page("analysis-heat", period=period.name)) for period in asked.periods]
    if sort == "rules":
        found = by_rules(asked.reach, asked.periods, asked.readings, asked.words)
        rules = [(line.column, _of_rule(asked, line)) for line in found]
        context = {"heads": heads, "empty": not found, "rules": rules}
        choices = [period_choice(asked), number_choice(asked), sorts]
        return respond(asked, "duties/analysis/heat.html", context, *choices)
    unfolded = list_of_request(request, "open") or []
    lines = by_units(
        asked.reach,
        asked.periods,
        asked.matter,
        asked.words,
        unfolded=unfolded,
        page=number_of_request(request, "rows"),
    )
    context = {
        "heads": heads,
        "empty": not any(cell.owed for line in lines.lines for cell in line.cells),
        "units": [(line.row, _of_unit(asked, line)) for line in lines.lines],
        "rows": lines.page,
        "unfolded": unfolded,
    }
    choices = [period_choice(asked), number_choice(asked), matter_choice(asked), sorts]
    return respond(asked, "duties/analysis/heat.html", context, *choices)


def _of_unit(asked: Asked, line: UnitLine) -> list[Shown]:
    return [
        (
            cell,
            *asked.matter.done_of(cell.tally),
            asked.rows(query_of(line.row), period),
            f"{line.row.label} {short(period)}",
        )
        for period, cell in zip(asked.periods, line.cells, strict=True)
    ]


def _of_rule(asked: Asked, line: RuleLine) -> list[Shown]:
    return [
        (
            cell,
            cell.tally.counted,
            cell.tally.required,
            asked.rows({"column": line.column.code}, period, all_rules=True),
            f"{line.column.title} {short(period)}",
        )
        for period, cell in zip(asked.periods, line.cells, strict=True)
    ]
