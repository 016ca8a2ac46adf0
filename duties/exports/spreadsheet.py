"""The ledger as XLSX: typed cells, a frozen header with filters, and no text that a spreadsheet would run as a formula."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from duties.exports.history import HISTORY_HEADS, HISTORY_WIDTHS
from duties.exports.rows import ExportRow
from duties.exports.totals import HEADS, Total
from portal.tables import Value, saved_to, sheet_write

STEP = 500
"""So many rows between two looks at the progress."""

LEDGER: tuple[tuple[str, int, Callable[[ExportRow], Value]], ...] = (
    ("法规", 14, lambda row: row.ledger.regulation),
    ("条款", 20, lambda row: row.provision),
    ("口径代码", 22, lambda row: row.ledger.rule),
    ("事项", 28, lambda row: row.title),
    ("约束", 10, lambda row: row.force),
    ("单位代码", 16, lambda row: row.ledger.unit),
    ("单位", 26, lambda row: row.unit),
    ("职务代码", 20, lambda row: row.ledger.role),
    ("职务", 24, lambda row: row.seat),
    ("周期", 14, lambda row: row.ledger.period),
    ("周期名称", 22, lambda row: row.period),
    ("应完成", 9, lambda row: row.ledger.required),
    ("已计入", 9, lambda row: row.ledger.counted),
    ("补办", 9, lambda row: row.ledger.made_up),
    ("到期日", 12, lambda row: row.ledger.due_on),
    ("完成日", 12, lambda row: row.ledger.met_on),
    ("状态代码", 12, lambda row: row.ledger.status.value),
    ("状态", 18, lambda row: str(row.ledger.status.label)),
)
"""Columns of the sheet 台账: head, width, value."""


def write_spreadsheet(
    stream: BinaryIO,
    *,
    facts: Sequence[tuple[str, str]],
    rows: Sequence[ExportRow],
    sums: Sequence[tuple[str, Sequence[Total]]],
    history: Sequence[Sequence[Value]],
    head: str,
    progress: Callable[[int, int], None],
) -> None:
    """Write the sheets 说明, 台账, 按条款汇总 and 办理经过, with `head` over each printed page.

    `progress` gets rows done and all, and may raise to stop.
    """
    with saved_to(stream) as book:
        _write(book, facts, rows, sums, progress)
        sheet_write(book, "办理经过", HISTORY_WIDTHS, HISTORY_HEADS, history, filters=True)
        for sheet in book.worksheets:
            header: Any = sheet.oddHeader
            # An ampersand begins a code there.
            header.center.text = ILLEGAL_CHARACTERS_RE.sub("", head).replace("&", "&&")


def _write(
    book: Workbook,
    facts: Sequence[tuple[str, str]],
    rows: Sequence[ExportRow],
    sums: Sequence[tuple[str, Sequence[Total]]],
    progress: Callable[[int, int], None],
) -> None:
    sheet_write(book, "说明", (16, 80), [], facts)
    heads, widths = tuple(head for head, _, _ in LEDGER), tuple(width for _, width, _ in LEDGER)
    values = ([read(row) for _, _, read in LEDGER] for row in rows)
    sheet_write(book, "台账", widths, heads, _counted(values, len(rows), progress), filters=True)
    sheet_write(book, "按条款汇总", (34, *(12,) * (len(HEADS) - 1)), HEADS, _sums(sums))


def _counted(
    rows: Iterable[Sequence[Value]], total: int, progress: Callable[[int, int], None]
) -> Iterable[Sequence[Value]]:
    for number, row in enumerate(rows):
        if number % STEP == 0:
            progress(number, total)
        yield row


def _sums(sums: Sequence[tuple[str, Sequence[Total]]]) -> Iterable[Sequence[Value]]:
    for title, lines in sums:
        yield [title]
        for line in lines:
            yield line.values
