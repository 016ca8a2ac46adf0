"""Columns of a list: what each says of a row, in a cell of a page and in a cell of a spreadsheet."""

import dataclasses
import datetime as dt
import functools
import html
import uuid
from collections.abc import Callable
from typing import Generic, TypeVar

from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString, mark_safe

from portal import clock
from portal.marks import Mark
from portal.tables import Value
from portal.templatetags.portal_ui import Marked, status

Row = TypeVar("Row")
NOTHING = "—"


@dataclasses.dataclass(frozen=True)
class Column(Generic[Row]):
    """One column of a list; the first of a list heads its rows and is always shown.

    `value` is what an export writes and, unless `cell` gives more, what the page shows. `sort` names the fields by which
    the list is ordered when one asks for this column; with `latest`, the greatest first. `width` is that of a spreadsheet.
    A `deed` is something to do about the row: it stands on the page alone. A column that goes `along` with another (by its
    key) is written beside it, while on the page that one says both.
    """

    key: str
    head: str
    value: Callable[[Row], Value]
    cell: Callable[[Row], str] | None = None
    sort: tuple[str, ...] = ()
    latest: bool = False
    shown: bool = True
    width: int = 16
    numeric: bool = False
    nowrap: bool = False
    deed: bool = False
    along: str = ""

    @property
    def classes(self) -> str:
        """The classes of its cells on a page."""
        names = {"numeric": self.numeric, "nowrap": self.nowrap, "no-print": self.deed}
        return " ".join(name for name, given in names.items() if given)

    def shown_of(self, row: Row) -> str:
        """What stands in its cell on a page."""
        return self.cell(row) if self.cell else in_words(self.value(row))


def in_words(value: Value) -> str:
    """A value as a page shows it: days and minutes of Asia/Shanghai; what is not there as a dash."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, dt.datetime):
        return f"{value.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
    return f"{value:%Y-%m-%d}" if isinstance(value, dt.date) else str(value)


def escaped(text: str) -> SafeString:
    """What a cell says as HTML; Django's own function, which asks whether a text is lazy, takes three times as long."""
    return text if isinstance(text, SafeString) else mark_safe(html.escape(str(text)))


def page_of(name: str, public_id: uuid.UUID) -> str:
    """The address of the page called `name` of one thing; looked up once, not for each row of a list."""
    before, after = _around(name, get_script_prefix())
    return f"{before}{public_id}{after}"


@functools.cache
def _around(name: str, prefix: str) -> tuple[str, str]:
    """What stands before and after the public id in an address."""
    no_one = uuid.UUID(int=0)
    before, _, after = reverse(name, args=[no_one]).partition(str(no_one))
    return before, after


def link(text: str, url: str) -> SafeString:
    """A cell that leads to a page."""
    return mark_safe(f'<a href="{escaped(url)}">{escaped(text)}</a>')


def beside(first: str, quiet: str) -> SafeString:
    """A cell with a quiet word after what it says."""
    return (
        mark_safe(f'{escaped(first)} <span class="quiet">{escaped(quiet)}</span>')
        if quiet
        else escaped(first)
    )


def marked(mark: Marked, word: str = "", quiet: str = "") -> SafeString:
    """A cell with a status as colour, sign and word."""
    return beside(_status(mark.value, mark.sign, word or mark.label), quiet)


@functools.lru_cache(maxsize=1000)
def _status(value: str, sign: str, word: str) -> SafeString:
    return status(Mark(value, sign, word))


def day_of(instant: dt.datetime | None) -> dt.date | None:
    """The day of an instant in Asia/Shanghai."""
    return instant.astimezone(clock.SHANGHAI).date() if instant else None
