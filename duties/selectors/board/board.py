"""The whole board of one area and period: constant queries, at most MOST_ROWS lines of the table at once."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Sequence

from django.core.paginator import Page, Paginator

from duties.periods import Period
from duties.selectors.board.columns import columns_of, families_of, readings_on
from duties.selectors.board.companies import in_order, lowest_kind, worst_first
from duties.selectors.board.figures import Figures, figures_of
from duties.selectors.board.sums import Company, part_sums, unit_sums
from duties.selectors.board.table import Band, Head, Row, Sums, bands_of, rows_of
from duties.selectors.board.tree import path_to, tree_below
from duties.selectors.moment import reading_day, stand_containing
from duties.selectors.scope import reach_of
from portal.access import Actor
from portal.models import Unit
from portal.selectors.vocabulary import Vocabulary

MOST_ROWS = 200
COMPANIES_A_PAGE = 20


@dataclasses.dataclass(frozen=True)
class Wanted:
    """What the address asks for: which units are unfolded (by code), which families (None: by the period), which pages."""

    unit: Unit
    period: Period
    unfolded: Collection[str] = ()
    families: Collection[str] | None = None
    rows_page: int = 1
    companies_page: int = 1


@dataclasses.dataclass(frozen=True)
class Board:
    """The board, ready to be shown."""

    unit: Unit
    period: Period
    day: dt.date
    path: Sequence[Unit]
    bands: Sequence[Band]
    rows: Page[Row]
    figures: Figures
    companies: Sequence[Company]
    companies_page: Page[Company]
    lowest: str

    @property
    def heads(self) -> list[Head]:
        """The visible columns in order."""
        return [head for band in self.bands for head in band.heads]


def last_read_day(period: Period) -> dt.date:
    """The day whose tree the board of `period` shows: its last day, or the day that is read while it runs."""
    return min(reading_day(), period.last_day)


def board(actor: Actor, wanted: Wanted, words: Vocabulary) -> Board:
    """The board that `wanted` asks for, of what the actor may read; the unit is one of those."""
    assert actor.post is not None
    on, reach = wanted.period.last_day, reach_of(actor, wanted.unit)
    day = last_read_day(wanted.period)
    unfolded = frozenset(Unit.objects.filter(code__in=wanted.unfolded).values_list("pk", flat=True))
    stand_containing(on, wanted.unit, below=reach.below)
    parts = part_sums(reach, on, unfolded=sorted(unfolded))
    lowest = lowest_kind(words, wanted.unit.kind)
    sums = unit_sums(reach, on, kind=lowest, placed_on=day)
    shown = {part.rule for part in parts}
    columns = [column for column in columns_of(readings_on(on), words) if shown.intersection(column.rules)]
    bands = bands_of(families_of(columns, words), wanted.period.kind, wanted.families)
    tree = tree_below(wanted.unit, day, unfolded, parts)
    lines = rows_of(tree, unfolded, words, below=reach.below)
    page = Paginator(lines, MOST_ROWS).get_page(wanted.rows_page)
    table, heads = Sums(tree, parts), [head for band in bands for head in band.heads]
    page.object_list = [table.fill(row, heads) for row in page.object_list]
    companies = in_order(sums.companies)
    return Board(
        unit=wanted.unit,
        period=wanted.period,
        day=day,
        path=path_to(wanted.unit, actor.post.unit, day),
        bands=bands,
        rows=page,
        figures=figures_of(parts, sums, wanted.unit, day, below=reach.below),
        companies=companies,
        companies_page=Paginator(worst_first(companies), COMPANIES_A_PAGE).get_page(wanted.companies_page),
        lowest=lowest,
    )
