"""The sheet in which an office fills in values: units down, indicators across, for one period."""

import dataclasses
import io
import warnings
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from assessment.models import StatisticIndicator
from assessment.statistics.numbers import cell_of, plain
from portal.models import Unit
from portal.tables import Value, saved_to, sheet_write

CODE, NAME = "单位代码", "单位名称"
GUIDE = "填写说明"
MOST_ROWS, MOST_COLUMNS = 5_000, 200
UNREADABLE = (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, ParseError, OSError, EOFError)
"""What openpyxl raises for a file that is none of Excel's, or is damaged."""


class SheetError(Exception):
    """A file that is no such sheet; its text says what to do."""


@dataclasses.dataclass(frozen=True)
class Cell:
    """A place in the sheet, `at` as a spreadsheet names it (C5), and what stands there."""

    at: str
    value: Any


@dataclasses.dataclass(frozen=True)
class Line:
    """A unit's row: its code, its name and the cells under the indicators, in their order."""

    number: int
    code: str
    name: str
    cells: Sequence[Cell]


@dataclasses.dataclass(frozen=True)
class Sheet:
    """What a sheet says: its period (the sheet's name), the indicators' codes with their places, the rows of units."""

    period: str
    codes: Sequence[Cell]
    lines: Sequence[Line]


def sheet_read(content: bytes) -> Sheet:
    """Read the first sheet of a workbook that is not the guide. Raises SheetError with what to do."""
    try:
        with warnings.catch_warnings():
            # What openpyxl does not know in a workbook (styles, drop-down lists) holds no value.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        found = next((sheet for sheet in book.worksheets if sheet.title != GUIDE), None)
        if found is None:
            raise SheetError("文件里没有数据表;请下载模板填写。")
        rows = [
            _filled(row)
            for row in found.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS + 3, values_only=True)
        ]
    except UNREADABLE as error:
        raise SheetError("不是可读的 XLSX 工作簿;请用 Excel 或 WPS 另存为 .xlsx。") from error
    if not rows or [str(each or "").strip() for each in rows[0][:2]] != [CODE, NAME]:
        raise SheetError(f"第一行应以“{CODE}”“{NAME}”开头;请下载模板填写,不要改动表头。")
    if any(rows[MOST_ROWS + 1 :]) or len(rows[0]) > MOST_COLUMNS + 2:
        raise SheetError(f"一张表最多 {MOST_ROWS} 行、{MOST_COLUMNS} 项指标;请分成几份导入。")
    heads = [
        Cell(f"{get_column_letter(column)}1", str(head).split(maxsplit=1)[0])
        for column, head in enumerate(rows[0], start=1)
        if column > 2 and str(head or "").strip()
    ]
    if not heads:
        raise SheetError("表头没有指标;请下载模板填写,不要改动表头。")
    return Sheet(found.title.strip(), heads, list(_lines(rows[1:], heads)))


def _filled(row: Sequence[Any]) -> Sequence[Any]:
    """A row without the empty cells at its end."""
    last = max(
        (at for at, value in enumerate(row, start=1) if str(value or "").strip() or value == 0), default=0
    )
    return row[:last]


def _lines(rows: Sequence[Sequence[Any]], heads: Sequence[Cell]) -> Iterable[Line]:
    columns = [head.at.rstrip("1") for head in heads]
    for number, row in enumerate(rows, start=2):
        values = dict(zip((get_column_letter(at) for at in range(1, len(row) + 1)), row, strict=True))
        if not row:
            continue
        cells = [Cell(f"{column}{number}", values.get(column)) for column in columns]
        code, name = (str(values.get(column) or "").strip() for column in "AB")
        yield Line(number, code, name, cells)


def sheet_write_template(
    stream: BinaryIO,
    period: str,
    indicators: Sequence[StatisticIndicator],
    units: Sequence[Unit],
    known: Mapping[tuple[int, int], Decimal],
) -> None:
    """Write the sheet of a period: a row for each unit, a column for each indicator, what is known already filled in.

    `known` holds values by (indicator pk, unit pk).
    """
    heads = [CODE, NAME, *(f"{each.code} {each}" for each in indicators)]
    rows = (
        [unit.code, unit.name, *(_known(known.get((each.pk, unit.pk))) for each in indicators)]
        for unit in units
    )
    guide = [
        ["怎样填", "一行一个单位,一列一项指标;不报的留空,不要填 0。"],
        ["不要改", "表头、单位代码、工作表名(周期)都不要改动;不需要的行和列可以删除。"],
        ["已有的数", "已报过的数值已填好;改动已报的数值时,导入前须写明修订理由。"],
        *(
            [
                each.code,
                f"{each};小数不超过 {each.decimals} 位;来源:{each.source}" + _bounds(each) + _defined(each),
            ]
            for each in indicators
        ),
    ]
    with saved_to(stream) as book:
        sheet_write(book, period, [16, 26, *(18 for _ in indicators)], heads, rows)
        sheet_write(book, GUIDE, [20, 90], ["项目", "说明"], guide)


def _known(value: Decimal | None) -> Value:
    return None if value is None else cell_of(value)


def _bounds(indicator: StatisticIndicator) -> str:
    told = [
        f"不小于 {plain(indicator.lowest)}" if indicator.lowest is not None else "",
        f"不大于 {plain(indicator.highest)}" if indicator.highest is not None else "",
    ]
    return "".join(f";{each}" for each in told if each)


def _defined(indicator: StatisticIndicator) -> str:
    return f"。{indicator.definition}" if indicator.definition else ""
