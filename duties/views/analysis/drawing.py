"""Points of the five measures, each written with its base and a link to its rows."""

from collections.abc import Mapping

from duties.periods import Period
from duties.selectors.board.figures import percent
from duties.selectors.figures.measures import Measures
from duties.views.analysis.asked import Asked
from portal.charts import Point
from portal.wording import period_cn

FULFILLED = "met,met_late"
"""How an address asks for what is fulfilled, on time or late."""


def share(part: int, base: int, rate: float | None) -> str:
    """A rate in words, never without its base: 9/13 · 69.2%, — for an empty base."""
    return "—" if rate is None else f"{part:,}/{base:,} · {percent(rate)}"


def rate_point(
    asked: Asked, measures: Measures, query: Mapping[str, str], period: Period | None = None
) -> Point:
    """完成率, which opens what is fulfilled."""
    says = share(measures.actual, measures.base, measures.rate)
    return Point(measures.rate, says, asked.rows(query, period, base="1"))


def on_time_point(
    asked: Asked, measures: Measures, query: Mapping[str, str], period: Period | None = None
) -> Point:
    """按时率, which opens what was met by its due day."""
    says = share(measures.on_time, measures.base, measures.rate_on_time)
    return Point(measures.rate_on_time, says, asked.rows(query, period, status="met"))


def count_point(
    asked: Asked, number: int, query: Mapping[str, str], period: Period | None = None, **more: str
) -> Point:
    """A number of obligations, which opens them."""
    return Point(number, f"{number:,}", asked.rows({**query, **more}, period))


def short(period: Period) -> str:
    """A period as it stands under a chart: 2026年三季度."""
    return period_cn(period.name).replace("年第", "年")
