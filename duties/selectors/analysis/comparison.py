"""Two sides beside each other: two units, or two periods, column by column of the board."""

import dataclasses
from collections.abc import Sequence

from django.db.models import Q

from duties.models import Reading
from duties.periods import Period
from duties.selectors.analysis.heat import by_code
from duties.selectors.board.board import last_read_day
from duties.selectors.board.columns import Column, governing
from duties.selectors.board.sums import NOTHING, Tally, total
from duties.selectors.figures.by import Figure, figures_by
from duties.selectors.figures.measures import Measures, measures_of
from duties.selectors.figures.spans import Span, stand_over
from duties.selectors.scope import reach_of
from portal.access import Actor, readable_units
from portal.models import Area, Unit
from portal.selectors.vocabulary import Vocabulary

MOST_FOUND = 12


@dataclasses.dataclass(frozen=True)
class Side:
    """One side: a unit with all below it in a period."""

    unit: Unit
    period: Period


@dataclasses.dataclass(frozen=True)
class Compared:
    """A line: a column of the board and what each side did of it; the first line, of all that must be done, has none."""

    column: Column | None
    force: str
    one: Tally
    other: Tally

    @property
    def measures(self) -> tuple[Measures, Measures]:
        """The measures of both sides."""
        return measures_of(self.one, self.force), measures_of(self.other, self.force)

    @property
    def difference(self) -> float | None:
        """How far 完成率 of the first side lies above the other's; None where one of them has no base."""
        one, other = self.measures
        return None if one.rate is None or other.rate is None else one.rate - other.rate


def compare(
    actor: Actor, sides: tuple[Side, Side], readings: Sequence[Reading], words: Vocabulary
) -> list[Compared]:
    """All that must be done, then every column that one side owes; two queries for the figures."""
    spans = [Span.of(side.period) for side in sides]
    stand_over(spans, *{side.unit for side in sides}, below=reach_of(actor, sides[0].unit).below)
    found: list[dict[int, list[Figure]]] = []
    columns: list[dict[str, Column]] = []
    for side, span in zip(sides, spans, strict=True):
        rules: dict[int, list[Figure]] = {}
        for figure in figures_by(reach_of(actor, side.unit), [span], "rule"):
            rules.setdefault(figure.key[0], []).append(figure)
        found.append(rules)
        columns.append(by_code(governing(readings, side.period.last_day), words))
    shown = {column.code: column for each in columns for column in each.values()}
    must = [_must(rules) for rules in found]
    lines = [
        Compared(
            column,
            column.force,
            *(_of(each.get(code), rules) for each, rules in zip(columns, found, strict=True)),
        )
        for code, column in shown.items()
    ]
    owed = [line for line in lines if any(side.rows or side.waived for side in (line.one, line.other))]
    return [Compared(None, "must", must[0], must[1]), *owed]


def _must(rules: dict[int, list[Figure]]) -> Tally:
    return total(each.tally for figures in rules.values() for each in figures if each.force == "must")


def _of(column: Column | None, rules: dict[int, list[Figure]]) -> Tally:
    if column is None:
        return NOTHING
    return total(each.tally for rule in column.rules for each in rules.get(rule, ()))


def beside(unit: Unit, actor: Actor, period: Period) -> list[Unit]:
    """The units directly below the same unit as `unit`, of its kind, that the actor may read: what it is compared with."""
    day = last_read_day(period)
    above = Area.objects.filter(unit=unit, depth=1, during__contains=day).values("ancestor")
    near = Area.objects.filter(ancestor__in=above, depth=1, during__contains=day).values("unit")
    found = readable_units(actor, day).filter(kind=unit.kind, pk__in=near).exclude(pk=unit.pk)
    return list(found.order_by("code"))


def called(text: str, actor: Actor, period: Period) -> list[Unit]:
    """The units that an actor may read whose name or code has `text`; the one that is called exactly so alone."""
    units = readable_units(actor, last_read_day(period))
    exact = list(units.filter(Q(code=text) | Q(name=text))[:2])
    if len(exact) == 1:
        return exact
    return list(units.filter(Q(name__icontains=text) | Q(code__icontains=text)).order_by("code")[:MOST_FOUND])
