"""完成情况: expected, counted and on time of one period, of the area and of the lines that make it."""

from collections.abc import Callable
from typing import cast

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from duties.selectors.analysis.fulfilment import SORTS, Line, Sort, fulfilment
from duties.selectors.figures.measures import Measures
from duties.views.analysis.asked import Asked, asked_of
from duties.views.analysis.drawing import count_point, on_time_point, rate_point
from duties.views.analysis.page import Choice, matter_choice, period_choice, respond
from duties.views.live import live
from duties.views.moment import at_moment
from portal import access
from portal.charts import Chart, Point, Series
from portal.views.saved_views import opens_default

UNDONE = "overdue,due_soon,made_up,open,pending,upcoming"
"""How an address asks for what is owed and not fulfilled."""

HEADS = ("应履职", "计率基数", "已履职 · 完成率", "按时 · 按时率", "逾期补办", "逾期未完成")


@access.roles(*access.BUSINESS)
@require_safe
@opens_default
@live
@at_moment
def page(request: access.PortalRequest) -> HttpResponse:
    """By unit, by article or by kind of unit."""
    asked, sort = asked_of(request), request.GET.get("sort", "")
    sort = sort if sort in SORTS else "unit"
    found = fulfilment(asked.reach, asked.period, asked.matter, cast(Sort, sort), asked.readings, asked.words)
    lines = [line for line in found.lines if line.measures.expected or line.measures.waived or sort == "unit"]
    context = {
        "heads": HEADS,
        "whole": _points(asked, Line(asked.unit.name, found.whole, {})),
        "measures": found.whole,
        "lines": [(line.name, _deeper(asked, line), _points(asked, line)) for line in lines],
        "apart": found.apart,
        "chart": _chart(asked, sort, [line for line in lines if line.measures.expected]),
        "across": SORTS[sort].removeprefix("按"),
        "base_url": asked.rows({}, base="1"),
    }
    choices = (
        period_choice(asked),
        matter_choice(asked),
        Choice("sort", "分列", [("", list(SORTS.items()))], sort),
    )
    return respond(asked, "duties/analysis/fulfilment.html", context, *choices)


def _deeper(asked: Asked, line: Line) -> str:
    """The same page of a unit below; nothing for other lines."""
    if line.query.keys() - {"within"} != {"unit"}:
        return ""
    return asked.page("analysis", unit=line.query["unit"])


def _points(asked: Asked, line: Line) -> list[Point]:
    """The five measures of a line, and what stands beside them."""
    measures, query = line.measures, line.query
    expected = Point(measures.expected, f"{measures.expected:,}", asked.rows(query))
    if not measures.expected:
        waived = (
            Point(None, f"免 {measures.waived}", asked.rows(query)) if measures.waived else Point(None, "—")
        )
        return [waived, *[Point(None, "—")] * 5]
    return [
        expected,
        count_point(asked, measures.base, query, base="1"),
        rate_point(asked, measures, query),
        on_time_point(asked, measures, query),
        count_point(asked, measures.made_up, query, status="made_up"),
        count_point(asked, measures.overdue, query, status="overdue"),
    ]


def _chart(asked: Asked, sort: str, lines: list[Line]) -> Chart:
    """One bar a line: on time, late, and what is not fulfilled."""

    def part(name: str, tone: str, number: Callable[[Measures], int], status: str) -> Series:
        points = [
            Point(
                number(line.measures),
                f"{number(line.measures):,}/{line.measures.expected:,}",
                asked.rows(line.query, status=status),
            )
            for line in lines
        ]
        return Series(name, points, tone)

    return Chart(
        id="by-line",
        title=f"应履职事项{SORTS[sort]}",
        shape="lying",
        across=SORTS[sort].removeprefix("按"),
        names=[line.name for line in lines],
        series=[
            part("按时完成", "on-time", lambda each: each.on_time, "met"),
            part("逾期完成", "late", lambda each: each.actual - each.on_time, "met_late"),
            part("未完成", "rest", lambda each: each.expected - each.actual, UNDONE),
        ],
        stacked=True,
        table="lines",
    )
