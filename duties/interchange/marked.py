"""The faults as a workbook: a list, and for each file its faulty rows as they came, with the faulty cells marked.

Rows keep their own numbers, so that the sender finds them in the file.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter

from duties.interchange.faults import Fault
from duties.interchange.sources import Line, RowFault, Sources
from portal.tables import neutral, saved_to

MARKED = PatternFill("solid", fgColor="FDECEA")
HEAD = PatternFill("solid", fgColor="EEF1F5")
LIST_HEADS = ("文件", "行", "列", "错在哪里", "应当怎样")
WIDTHS = (16, 8, 28, 60, 60)
LONGEST = 2_000
"""So much of a cell is shown."""


def write_marked(path: Path, faults: Sequence[Fault], sources: Sources | None) -> None:
    """Write the workbook; without `sources` (they could not be opened) only the list."""
    with path.open("wb") as stream, saved_to(stream) as book:
        _write_list(book, faults)
        for source in sources.found if sources else ():
            own = [fault for fault in faults if fault.file == source.label and fault.line]
            if own:
                _write_rows(book, source.name, own, source.rows())


def _write_list(book: Workbook, faults: Sequence[Fault]) -> None:
    sheet: Any = book.create_sheet("错误清单")
    for number, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, head, HEAD) for head in LIST_HEADS])
    for fault in faults:
        row = (fault.file, fault.line or None, fault.column, fault.wrong, fault.right)
        sheet.append([_cell(sheet, value) for value in row])


def _write_rows(book: Workbook, name: str, faults: Sequence[Fault], rows: Iterator[Line]) -> None:
    sheet: Any = book.create_sheet(f"{name} 有错的行")
    sheet.freeze_panes = "B2"
    by_line: dict[int, list[Fault]] = {}
    for fault in faults:
        by_line.setdefault(fault.line, []).append(fault)
    head: list[str] = []
    for line, values in _wanted(rows, set(by_line)):
        head = head or [value.strip() for value in values]
        found = by_line.get(line, [])
        sheet.append([_number(sheet, line, found, head), *_cells(sheet, values, head, found)])


def _wanted(rows: Iterator[Line], lines: set[int]) -> Iterator[Line]:
    """The header and the rows of these lines, as far as the file can be read."""
    last = max(lines)
    try:
        for number, (line, values) in enumerate(rows):
            if line > last:
                return
            if number == 0 or line in lines:
                yield line, values
    except RowFault:
        return


def _number(sheet: Any, line: int, faults: Sequence[Fault], head: Sequence[str]) -> Any:
    """The row's number; it bears what is wrong with no one cell."""
    apart = [fault for fault in faults if fault.column not in head]
    return _cell(sheet, line if line > 1 else "行", MARKED if apart else HEAD, apart)


def _cells(sheet: Any, values: Sequence[str], head: Sequence[str], faults: Sequence[Fault]) -> Iterator[Any]:
    for place in range(max(len(values), len(head))):
        own = [fault for fault in faults if place < len(head) and fault.column == head[place]]
        value = values[place] if place < len(values) else ""
        yield _cell(sheet, value[:LONGEST], MARKED if own else None, own)


def _cell(sheet: Any, value: Any, fill: PatternFill | None = None, faults: Sequence[Fault] = ()) -> Any:
    shown: Any = neutral(value)
    cell = WriteOnlyCell(sheet, value=shown)
    if fill:
        cell.fill = fill
    if faults:
        cell.comment = Comment("\n".join(fault.told for fault in faults), "平台")
    return cell
