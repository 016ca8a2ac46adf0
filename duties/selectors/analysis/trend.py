"""The trend: the measures of an area in several periods, each that of the board of its period."""

import dataclasses
from collections.abc import Sequence

from duties.periods import Period
from duties.selectors.analysis.matter import Matter
from duties.selectors.board.sums import Reach, Tally
from duties.selectors.figures.by import Figure, figures_by
from duties.selectors.figures.measures import Measures, measures_of
from duties.selectors.figures.spans import Span, stand_over


@dataclasses.dataclass(frozen=True)
class Moment:
    """One period of a trend: what is owed, done and on time, and how much is counted of what is asked."""

    period: Period
    tally: Tally
    measures: Measures


def trend(reach: Reach, periods: Sequence[Period], matter: Matter) -> list[Moment]:
    """The periods in order; one query."""
    spans = [Span.of(period) for period in periods]
    stand_over(spans, reach.unit, below=reach.below)
    found: dict[str, list[Figure]] = {}
    for figure in figures_by(reach, spans, "period", "rule"):
        found.setdefault(figure.key[0], []).append(figure)
    tallies = [matter.tally(found.get(period.name, []), period.name, 1) for period in periods]
    return [
        Moment(period, tally, measures_of(tally, matter.force))
        for period, tally in zip(periods, tallies, strict=True)
    ]
