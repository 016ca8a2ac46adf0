"""What a chart shows: its figures, drawn in the browser and written as a table behind it (templates/components/chart.html).

A page makes a `Chart` and includes the component: the drawing and the table are of the same points, and each point is a
link to what it counts. Docs: docs/analysis.md.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any, Literal

Shape = Literal["bar", "lying", "line", "pyramid", "funnel"]
"""`bar` upright and `lying` bars, `line` over time, `pyramid` of filled levels, `funnel` of steps."""


@dataclasses.dataclass(frozen=True)
class Point:
    """One figure: `value` is drawn (None: nothing there), `says` is written, always with its base; `url` is what it opens."""

    value: float | None
    says: str
    url: str = ""


NO_POINT = Point(None, "—")


@dataclasses.dataclass(frozen=True)
class Series:
    """Points of one name, one under each of the chart's names; `tone` is a colour of chart.css (--chart-TONE)."""

    name: str
    points: Sequence[Point]
    tone: str = ""


@dataclasses.dataclass(frozen=True)
class Chart:
    """A chart and its table. `across` heads the names, `share` says that values are shares from 0 to 1.

    `urls` are what the names themselves open, one each. `note` stands below. `stacked`: series are parts of one bar.
    `table` is the id of a table on the page that has these figures already; without it the chart brings its own.
    """

    id: str
    title: str
    shape: Shape
    across: str
    names: Sequence[str]
    series: Sequence[Series]
    share: bool = False
    urls: Sequence[str] = ()
    note: str = ""
    stacked: bool = False
    table: str = ""

    @property
    def data_id(self) -> str:
        """The id of the element that holds the data."""
        return f"{self.id}-data"

    @property
    def data(self) -> dict[str, Any]:
        """What the browser draws."""
        series = [
            {
                "name": each.name,
                "tone": each.tone,
                "points": [[point.value, point.says, point.url] for point in each.points],
            }
            for each in self.series
        ]
        shown = {"shape": self.shape, "share": self.share, "stacked": self.stacked}
        return {**shown, "names": list(self.names), "series": series}

    @property
    def rows(self) -> list[tuple[str, str, list[Point]]]:
        """The lines of the table: a name, what it opens, and its point in each series."""
        urls = self.urls or [""] * len(self.names)
        columns = [each.points for each in self.series]
        return [
            (name, url, [points[at] for points in columns])
            for at, (name, url) in enumerate(zip(self.names, urls, strict=True))
        ]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return all(point.value is None for each in self.series for point in each.points)
