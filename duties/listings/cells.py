"""Columns that lists of the ledger share: bearer, matter, period, day, figures, status."""

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from duties.models import Obligation
from duties.selectors.cell_key import cell_url
from duties.selectors.ledger import Line
from portal.lists.columns import Column, link, marked
from portal.models import Word
from portal.selectors.vocabulary import vocabulary
from portal.tables import Value
from portal.templatetags.portal_ui import fraction
from portal.wording import period_cn

Row = TypeVar("Row")
LineOf = Callable[[Row], Line]


def seat_of(row: Obligation) -> str:
    """The role that bears an obligation, in words; empty for a unit's own. Words are read once a request."""
    return vocabulary().name(Word.Group.ROLE, row.role) if row.role else ""


def unit_column(line: LineOf[Row]) -> Column[Row]:
    """The unit that bears it."""
    return Column(
        "unit", "单位", lambda row: line(row).obligation.unit.name, sort=("unit__code", "due_on"), width=26
    )


def seat_column(line: LineOf[Row]) -> Column[Row]:
    """The role that bears it."""
    return Column("role", "责任岗位", lambda row: seat_of(line(row).obligation), width=20)


def matter_column(line: LineOf[Row]) -> Column[Row]:
    """What is owed; it leads to why it stands as it does."""
    return Column(
        "matter",
        "应履职事项",
        lambda row: line(row).obligation.reading.title,
        lambda row: link(line(row).obligation.reading.title, cell_url(line(row).obligation)),
        width=32,
    )


def period_column(line: LineOf[Row]) -> Column[Row]:
    """For which period."""
    return Column(
        "period", "周期", lambda row: period_cn(line(row).obligation.period), sort=("period_start", "unit__code"),
        latest=True, width=20, nowrap=True,
    )  # fmt: skip


def due_column(line: LineOf[Row]) -> Column[Row]:
    """By when."""
    return Column(
        "due_on",
        "到期日",
        lambda row: line(row).obligation.due_on,
        sort=("due_on", "unit__code"),
        width=12,
        nowrap=True,
    )


def done_columns(line: LineOf[Row]) -> tuple[Column[Row], Column[Row]]:
    """How much counts of how much is required: one cell on the page, two in a spreadsheet."""

    def figures(row: Row) -> str:
        found = line(row)
        return fraction(found.obligation.counted, found.obligation.required, found.status)

    return (
        Column("counted", "已计入", lambda row: line(row).obligation.counted, figures, width=9),
        Column("required", "应完成", lambda row: line(row).obligation.required, width=9, along="counted"),
    )


def status_column(line: LineOf[Row]) -> Column[Row]:
    """Where it stands."""

    def words(row: Row) -> Value:
        return str(line(row).status.label)

    return Column(
        "status", "情况", words, lambda row: marked(line(row).status, line(row).when), width=14, nowrap=True
    )


def day_in_words(day: dt.date | None, without: str) -> str:
    """A day, or what is said where there is none."""
    return f"{day:%Y-%m-%d}" if day else without
