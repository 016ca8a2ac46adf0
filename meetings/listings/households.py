"""入户走访联系: how far each company has come in a year."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from duties.listings.cells import done_columns, due_column, seat_column
from duties.selectors.cell_key import cell_url
from duties.selectors.ledger import Line, in_area, lines
from meetings.selectors.households import day_of_year, registers, years
from portal import clock
from portal.lists.columns import Column, link, marked, page_of
from portal.lists.filters import ListFilters, PickFilter, UnitFilter, WordsFilter
from portal.lists.listing import Listing


def _line(row: Line) -> Line:
    return row


def _anyhow(value: str) -> Q:
    """The year is chosen where the rows come from."""
    return Q()


class RegisterFilters(ListFilters):
    """What the companies can be narrowed by."""

    year = PickFilter(label="年度", choices=[], by=_anyhow)
    words = WordsFilter("unit__name", hint="连队")
    unit = UnitFilter(by=in_area)

    def prepare(self) -> None:
        """Offer the years before this one."""
        self.filters["year"].extra["choices"] = [(str(year), f"{year}年") for year in years()[1:]]


def _grid(row: Line) -> str:
    about = row.obligation
    year = about.period_start.year
    return link(about.unit.name, f"{page_of('households-of', about.unit.public_id)}?year={year}")


COLUMNS: Sequence[Column[Line]] = (
    Column("unit", "连队", lambda row: row.obligation.unit.name, _grid, sort=("unit__code",), width=26),
    seat_column(_line),
    *done_columns(_line),
    due_column(_line),
    Column(
        "status", "情况", lambda row: str(row.status.label),
        lambda row: link(marked(row.status), cell_url(row.obligation)), width=14, nowrap=True,
    ),
)  # fmt: skip


class RegisterList(Listing[Line]):
    """The companies of one's scope that keep a register."""

    name = "households"
    title = "入户走访联系"
    columns = COLUMNS
    filters = RegisterFilters
    order = ("unit__code", "rule__position", "role")
    quick = "year"

    def rows(self) -> QuerySet[Any]:
        """Those of one's scope, as of the year."""
        return registers(self.actor, day_of_year(self.query.get("year", "")))

    def prepared(self, rows: Sequence[Any]) -> Sequence[Line]:
        """With their status."""
        return lines(rows)

    def all_label(self) -> str:
        """Without a choice, this year."""
        return f"{clock.today().year}年"
