"""The heat map over time: units × periods, or rules × periods, every cell that of the board of its period."""

import dataclasses
from collections.abc import Collection, Sequence

from django.core.paginator import Page, Paginator

from duties.models import Reading
from duties.periods import Period
from duties.selectors.analysis.matter import Matter
from duties.selectors.board.board import MOST_ROWS, last_read_day
from duties.selectors.board.columns import Column, columns_of, governing
from duties.selectors.board.sums import Part, Reach
from duties.selectors.board.table import Cell, Row, Sums, cell_of, rows_of
from duties.selectors.board.tree import tree_below
from duties.selectors.figures.by import Figure, Only, figures_by
from duties.selectors.figures.spans import Span, stand_over
from portal.models import Unit
from portal.selectors.vocabulary import Vocabulary


@dataclasses.dataclass(frozen=True)
class UnitLine:
    """A line of units × periods: the unit as the board has it, and its cell in each period."""

    row: Row
    cells: tuple[Cell, ...]


@dataclasses.dataclass(frozen=True)
class UnitLines:
    """A page of them."""

    lines: Sequence[UnitLine]
    page: Page[Row]


@dataclasses.dataclass(frozen=True)
class RuleLine:
    """A line of rules × periods: a column of the board, and its cell in each period."""

    column: Column
    cells: tuple[Cell, ...]


def by_units(
    reach: Reach,
    periods: Sequence[Period],
    matter: Matter,
    words: Vocabulary,
    *,
    unfolded: Collection[str] = (),
    page: int = 1,
) -> UnitLines:
    """The area's units, those called `unfolded` with the units below them, as they stand in the last period's tree."""
    spans = [Span.of(period) for period in periods]
    opened = frozenset(Unit.objects.filter(code__in=unfolded).values_list("pk", flat=True))
    stand_over(spans, reach.unit, below=reach.below)
    figures = figures_by(reach, spans, "period", "part", "sub", "rule", only=Only(unfolded=sorted(opened)))
    parts = {span.name: [_part(each) for each in figures if each.key[0] == span.name] for span in spans}
    day = last_read_day(periods[-1])
    tree = tree_below(reach.unit, day, opened, [part for each in parts.values() for part in each])
    sums = {name: Sums(tree, each) for name, each in parts.items()}
    rows = Paginator(rows_of(tree, opened, words, below=reach.below), MOST_ROWS).get_page(page)
    lines = [
        UnitLine(row, tuple(_cell(sums[period.name].found(row), period.name, matter) for period in periods))
        for row in rows.object_list
    ]
    return UnitLines(lines, rows)


def _part(figure: Figure) -> Part:
    _, part, sub, rule = figure.key
    return Part(part, sub, rule, figure.force, figure.tally)


def _cell(parts: Sequence[Part], period: str, matter: Matter) -> Cell:
    return cell_of(part.tally for part in parts if matter.holds(period, part.rule, part.force))


def by_rules(
    reach: Reach, periods: Sequence[Period], readings: Sequence[Reading], words: Vocabulary
) -> list[RuleLine]:
    """What the area owes and did of each column of the board, period by period; columns that nobody owes are left out."""
    spans = [Span.of(period) for period in periods]
    stand_over(spans, reach.unit, below=reach.below)
    found: dict[tuple[str, int], list[Figure]] = {}
    for figure in figures_by(reach, spans, "period", "rule"):
        found.setdefault((figure.key[0], figure.key[1]), []).append(figure)
    columns = {period.name: by_code(governing(readings, period.last_day), words) for period in periods}
    shown: dict[str, Column] = {}
    for period in reversed(periods):
        for column in columns[period.name].values():
            shown.setdefault(column.code, column)
    lines = [
        RuleLine(column, tuple(_of_column(columns[name].get(code), name, found) for name in columns))
        for code, column in shown.items()
    ]
    return [line for line in lines if any(cell.owed for cell in line.cells)]


def by_code(readings: Sequence[Reading], words: Vocabulary) -> dict[str, Column]:
    """In which column the rules of each code stand, in the order of the columns."""
    codes = {reading.rule_id: reading.rule.code for reading in readings}
    found: dict[str, Column] = {}
    for column in columns_of(readings, words):
        for rule in column.rules:
            found.setdefault(codes[rule], column)
    return found


def _of_column(column: Column | None, period: str, found: dict[tuple[str, int], list[Figure]]) -> Cell:
    rules = column.rules if column else ()
    return cell_of(each.tally for rule in rules for each in found.get((period, rule), ()))
