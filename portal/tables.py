"""Tables as CSV and XLSX that open well: typed cells, a frozen head with filters, no text that would be run as a formula."""

import contextlib
import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from portal import clock

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Value = str | int | float | dt.date | dt.datetime | None
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Beginnings that a spreadsheet runs as a formula; some take the full-width signs too."""
HEAD_FONT, HEAD_FILL = Font(bold=True), PatternFill("solid", fgColor="EEF1F5")
A4 = 9
"""The number of that paper in a workbook."""
LONGEST_TITLE = 31
"""So long a sheet's name may be."""
NOT_IN_TITLES = str.maketrans("", "", "[]:*?/\\")


def neutral(value: Value) -> Value:
    """A value as it may stand in a cell.

    Text that begins like a formula gets an apostrophe, control characters go; an instant becomes the clock time of
    Asia/Shanghai.
    """
    if isinstance(value, dt.datetime):
        return value.astimezone(clock.SHANGHAI).replace(tzinfo=None, microsecond=0) if value.tzinfo else value
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    return f"'{text}" if text.startswith(FORMULA) else text


def write_csv(
    stream: BinaryIO, heads: Sequence[str], rows: Iterable[Sequence[Value]], about: str = ""
) -> None:
    """Write a table as CSV in UTF-8 with its mark, as spreadsheets read it; `about` is the line above the heads."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    if about:
        writer.writerow([neutral(about)])
    writer.writerow([neutral(head) for head in heads])
    for row in rows:
        writer.writerow([_written(value) for value in row])
    text.detach()


def _written(value: Value) -> Value:
    plain = neutral(value)
    return f"{plain:%Y-%m-%d %H:%M:%S}" if isinstance(plain, dt.datetime) else plain


def write_xlsx(
    stream: BinaryIO,
    title: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Value]],
    about: str = "",
) -> None:
    """Write a table as a workbook of one sheet: `columns` are heads with widths, `about` the line above the heads."""
    with saved_to(stream) as book:
        sheet_write(
            book,
            title,
            [width for _, width in columns],
            [head for head, _ in columns],
            rows,
            filters=True,
            about=about,
        )


@contextlib.contextmanager
def saved_to(stream: BinaryIO) -> Iterator[Workbook]:
    """A workbook written row by row; it goes to `stream` at the end, and nowhere where the writing fails."""
    book = Workbook(write_only=True)
    try:
        yield book
    except BaseException:
        # Saved to nowhere: that is how openpyxl closes its sheets and takes away its temporary files.
        book.save(io.BytesIO())
        raise
    book.save(stream)


def sheet_write(
    book: Workbook,
    title: str,
    widths: Sequence[int],
    heads: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    filters: bool = False,
    about: str = "",
) -> None:
    """Add a sheet: columns of these widths, the line `about`, a frozen head if there is one, rows without formulas.

    It prints on sheets that lie, as wide as one page, the head on each.
    """
    sheet: Any = book.create_sheet(title.translate(NOT_IN_TITLES)[:LONGEST_TITLE])
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    head = 2 if about else 1
    if heads:
        sheet.freeze_panes = f"A{head + 1}"
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
        sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr = (
            0,
            PageSetupProperties(fitToPage=True),
        )
        sheet.print_title_rows = f"1:{head}"
    if about:
        sheet.append([neutral(about)])
    if heads:
        sheet.append([_head(sheet, each) for each in heads])
    last = head
    for row in rows:
        sheet.append([neutral(value) for value in row])
        last += 1
    if filters and last > head:
        sheet.auto_filter.ref = f"A{head}:{get_column_letter(len(heads))}{last}"


def _head(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=str(neutral(text)))
    cell.font, cell.fill, cell.alignment = HEAD_FONT, HEAD_FILL, Alignment(vertical="center")
    return cell
