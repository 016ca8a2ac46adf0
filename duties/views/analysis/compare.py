"""对比: two units in one period, or one unit in two periods."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from duties.periods import Period
from duties.selectors.analysis.comparison import Compared, Side, beside, called, compare
from duties.selectors.board.choice import chosen_period, neighbours
from duties.selectors.figures.measures import Measures
from duties.selectors.moment import reading_day
from duties.views.analysis.asked import Asked, asked_of
from duties.views.analysis.drawing import share
from duties.views.analysis.page import Choice, period_choice, respond
from duties.views.choice import other_unit
from duties.views.live import live
from duties.views.moment import at_moment
from portal import access
from portal.charts import Chart, Point, Series
from portal.models import Unit
from portal.views.saved_views import opens_default
from portal.wording import period_cn

DRAWN = 16


@access.roles(*access.BUSINESS)
@require_safe
@opens_default
@live
@at_moment
def page(request: access.PortalRequest) -> HttpResponse:
    """By default the period with the one before it; with a unit chosen, two units in one period."""
    asked = asked_of(request)
    near = beside(asked.unit, request.actor, asked.period)
    typed = request.GET.get("name", "").replace("\x00", "").strip()[:60]
    found = called(typed, request.actor, asked.period) if typed else []
    other = other_unit(request, "with", asked.period) if request.GET.get("with") else None
    if other is None and len(found) == 1:
        other = found[0]
    period = _other_period(request, asked) if other is None else asked.period
    sides = Side(asked.unit, asked.period), Side(other or asked.unit, period)
    lines = compare(request.actor, sides, asked.readings, asked.words)
    context = {
        "sides": sides,
        "names": _names(sides),
        "lines": [_line(asked, sides, line) for line in lines],
        "empty": not any(line.one.rows or line.other.rows for line in lines),
        "typed": typed,
        "candidates": [
            (each, asked.page("analysis-compare", **{"with": str(each.public_id), "name": ""}))
            for each in found
        ]
        if other is None
        else [],
        "nobody": bool(typed) and not found,
        "chart": _chart(asked, sides, lines),
    }
    choices = period_choice(asked), _unit_choice(near, other), _period_choice(asked, period, other)
    return respond(asked, "duties/analysis/compare.html", context, *choices)


def _other_period(request: access.PortalRequest, asked: Asked) -> Period:
    return (
        chosen_period(request.GET.get("with_period", ""), reading_day())
        or neighbours(asked.period, reading_day())[0]
    )


def _names(sides: tuple[Side, Side]) -> tuple[str, str]:
    one, other = sides
    if one.unit != other.unit:
        return one.unit.name, other.unit.name
    return period_cn(one.period.name), period_cn(other.period.name)


def _unit_choice(near: list[Unit], other: Unit | None) -> Choice:
    """The units beside it, and the one that was found by name."""
    listed = near if other is None or other in near else [other, *near]
    options = [("", "同一单位"), *((str(unit.public_id), unit.name) for unit in listed)]
    return Choice("with", "对比单位", [("", options)], str(other.public_id) if other else "")


def _period_choice(asked: Asked, period: Period, other: Unit | None) -> Choice:
    choice = period_choice(asked)
    return Choice("with_period", "对比周期", choice.options, (asked.period if other else period).name)


def _query(side: Side, line: Compared) -> dict[str, str]:
    query = {"unit": str(side.unit.public_id)}
    return query | ({"column": line.column.code} if line.column else {"force": "must"})


def _line(asked: Asked, sides: tuple[Side, Side], line: Compared) -> tuple[Compared, str, list[Point], str]:
    """A line with its name, the points of both sides and the difference in words."""
    name = line.column.title if line.column else "全部应当事项"
    points = []
    for side, tally, measures in zip(sides, (line.one, line.other), line.measures, strict=True):
        rate = _rate(asked, side, line, measures)
        counts = f"{tally.counted:,}/{tally.required:,}" if tally.required else "—"
        points += [Point(tally.counted, counts, rate.url), rate]
    return line, name, points, points_of(line.difference)


def _rate(asked: Asked, side: Side, line: Compared, measures: Measures) -> Point:
    url = asked.rows(_query(side, line), side.period, all_rules=True)
    return Point(measures.rate, share(measures.actual, measures.base, measures.rate), url)


def points_of(difference: float | None) -> str:
    """A difference of rates in 百分点: +3.2, −1.0, 0.0; — where there is none."""
    if difference is None:
        return "—"
    text = f"{abs(difference) * 100:.1f}"
    return f"{'+' if difference > 0 else '−'}{text}" if text != "0.0" else text


def _chart(asked: Asked, sides: tuple[Side, Side], lines: list[Compared]) -> Chart:
    drawn = [line for line in lines if line.force == "must"][:DRAWN]
    series = [
        Series(
            name,
            [_rate(asked, sides[at], line, line.measures[at]) for line in drawn],
            tone,
        )
        for at, (name, tone) in enumerate(zip(_names(sides), ("one", "other"), strict=True))
    ]
    return Chart(
        id="compared",
        title=f"完成率:{' 与 '.join(_names(sides))}",
        shape="lying",
        across="事项",
        names=[line.column.title if line.column else "全部应当事项" for line in drawn],
        series=series,
        share=True,
        table="comparison",
    )
