"""The two charts of a brief as plain numbers for their SVG templates: lengths in points, the origin at the upper left."""

import dataclasses
from collections.abc import Sequence

from duties.briefs.facts import Place, Point
from duties.selectors.board.figures import percent
from portal.wording import period_cn

TREND_WIDTH, TREND_HEIGHT = 250.0, 139.0
TOP, FLOOR = 10.0, 102.0
"""Where 100% and 0% lie."""
SIDE = 14.0
BAR = 15.0


@dataclasses.dataclass(frozen=True)
class Column:
    """One period: the bars of 完成率 and 按时率, and what is written above and below."""

    x: float
    y: float
    height: float
    late_y: float
    late_height: float
    label: str
    base: str
    rate: str
    chosen: bool

    @property
    def middle(self) -> float:
        """Where its words are centred."""
        return self.x + BAR / 2


@dataclasses.dataclass(frozen=True)
class Trend:
    """The chart of 完成率 by period: what was fulfilled on time stands below, what was late on top of it."""

    columns: Sequence[Column]
    words: str
    width: float = TREND_WIDTH
    height: float = TREND_HEIGHT
    floor: float = FLOOR
    top: float = TOP
    bar: float = BAR

    @property
    def middle(self) -> float:
        """Where half lies."""
        return (self.floor + self.top) / 2


def trend_of(points: Sequence[Point]) -> Trend:
    """The chart of some periods; fewer ones keep their width and stand at the right."""
    step = (TREND_WIDTH - 2 * SIDE) / max(len(points), 4)
    first = TREND_WIDTH - SIDE - step * len(points) + (step - BAR) / 2
    columns = [
        _column(point, first + step * number, number == len(points) - 1)
        for number, point in enumerate(points)
    ]
    said = "，".join(f"{period_cn(point.period)}完成率{_percent(point)}" for point in points)
    return Trend(columns, said)


def _column(point: Point, x: float, chosen: bool) -> Column:
    high = FLOOR - TOP
    whole, met = high * point.fulfilled / point.base, high * point.met / point.base
    return Column(
        x=round(x, 2),
        y=round(FLOOR - met, 2),
        height=round(met, 2),
        late_y=round(FLOOR - whole, 2),
        late_height=round(whole - met, 2),
        label=_short(point.period),
        base=f"{point.fulfilled}/{point.base}",
        rate=_percent(point),
        chosen=chosen,
    )


def _percent(point: Point) -> str:
    return percent(point.fulfilled / point.base)


def _short(period: str) -> str:
    """2026Q3 as 26年三季, 2026H1 as 26年上半年, 2026 as 2026年."""
    whole = period_cn(period)
    return whole.removeprefix("20").replace("第", "").replace("季度", "季") if len(period) > 4 else whole


@dataclasses.dataclass(frozen=True)
class Bar:
    """A unit: how long its bars are, of 100."""

    place: Place
    whole: float
    met: float
    rate: str


def bars_of(places: Sequence[Place]) -> list[Bar]:
    """The units as bars."""
    return [
        Bar(
            place,
            round(100 * place.fulfilled / place.base, 2),
            round(100 * place.met / place.base, 2),
            percent(place.fulfilled / place.base),
        )
        for place in places
    ]
