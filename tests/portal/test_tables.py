"""Tables as CSV and XLSX, read back cell by cell."""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import pytest
from openpyxl import load_workbook

from portal import clock
from portal.tables import Value, neutral, write_csv, write_xlsx

COLUMNS = [("名称", 30), ("数", 8), ("日期", 12), ("时间", 18), ("备注", 20)]
NOON = dt.datetime(2026, 3, 31, 12, 0, 5, 7, clock.SHANGHAI)
ROWS: list[list[Value]] = [
    ["演示27团", 9, dt.date(2026, 3, 31), NOON, None],
    ["007", -5, dt.date(2026, 4, 1), NOON.astimezone(dt.UTC), '逗号,引号"和\n换行'],
    ["", 0.5, None, None, "=1+1"],
]
FORMULAS = [
    "=1+1",
    '=HYPERLINK("http://example.invalid","x")',
    "+86 138",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20SUM(A1)",
    "\x00=1",
    "\x1b=1",
]


def workbook(rows: Sequence[Sequence[Value]], about: str = "") -> Any:
    stream = io.BytesIO()
    write_xlsx(stream, "清单", COLUMNS, rows, about)
    return load_workbook(stream).active


def lines(rows: Sequence[Sequence[Value]], about: str = "") -> list[list[str]]:
    stream = io.BytesIO()
    write_csv(stream, [head for head, _ in COLUMNS], rows, about)
    return list(csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline="")))


def midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_a_formula(text: str) -> None:
    sheet, (_, line) = workbook([[text]]), lines([[text]])
    assert sheet["A2"].data_type == "s"
    assert str(sheet["A2"].value).startswith("'")
    assert line[0].startswith("'")


def test_numbers_and_plain_text_stay_as_they_are() -> None:
    assert neutral(-5) == -5
    assert neutral("演示27团") == "演示27团"
    assert neutral("一=二") == "一=二"


def test_the_workbook_has_the_cells_in_their_types() -> None:
    sheet = workbook(ROWS)
    clock_time = NOON.replace(tzinfo=None, microsecond=0)
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["演示27团", 9, midnight(dt.date(2026, 3, 31)), clock_time, None],
        ["007", -5, midnight(dt.date(2026, 4, 1)), clock_time, '逗号,引号"和\n换行'],
        [None, 0.5, None, None, "'=1+1"],
    ]
    assert sheet["C2"].is_date
    assert sheet["B2"].data_type == "n"


def test_the_workbook_opens_well() -> None:
    sheet = workbook(ROWS, "演示一师 · 导出")
    assert sheet["A1"].value == "演示一师 · 导出"
    assert [cell.value for cell in sheet[2]] == [head for head, _ in COLUMNS]
    assert sheet.freeze_panes == "A3"
    assert sheet.auto_filter.ref == "A2:E5"
    assert sheet.column_dimensions["A"].width == 30
    assert sheet.print_title_rows == "$1:$2"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_an_empty_table_has_its_head_and_no_filter() -> None:
    sheet = workbook([])
    assert [cell.value for cell in sheet[1]] == [head for head, _ in COLUMNS]
    assert sheet.auto_filter.ref is None


def test_csv_comes_back_cell_by_cell() -> None:
    assert lines(ROWS, "=关于") == [
        ["'=关于"],
        [head for head, _ in COLUMNS],
        ["演示27团", "9", "2026-03-31", "2026-03-31 12:00:05", ""],
        ["007", "-5", "2026-04-01", "2026-03-31 12:00:05", '逗号,引号"和\n换行'],
        ["", "0.5", "", "", "'=1+1"],
    ]
