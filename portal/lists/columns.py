"""Columns of a list: what each says of a row, in a cell of a page and in a cell of a spreadsheet."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Generic, TypeVar

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from portal import clock
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


def link(text: str, url: str) -> SafeString:
    """A cell that leads to a page."""
    return format_html('<a href="{}">{}</a>', url, text)


def beside(first: str, quiet: str) -> SafeString:
    """A cell with a quiet word after what it says."""
    return (
        format_html('{} <span class="quiet">{}</span>', first, quiet) if quiet else conditional_escape(first)
    )


def marked(mark: Marked, word: str = "", quiet: str = "") -> SafeString:
    """A cell with a status as colour, sign and word."""
    return beside(status(mark, word), quiet)


def day_of(instant: dt.datetime | None) -> dt.date | None:
    """The day of an instant in Asia/Shanghai."""
    return instant.astimezone(clock.SHANGHAI).date() if instant else None
