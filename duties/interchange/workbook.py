"""The sheets of one XLSX workbook as rows of text; what a spreadsheet may have done to a value is refused by name."""

import datetime as dt
import hashlib
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from duties.interchange.columns import FILES
from duties.interchange.sources import (
    CHUNK,
    NAMES,
    CellFault,
    Line,
    RowFault,
    Source,
    Sources,
    known_sheet,
    refused,
)

GUIDES = ("填写说明", "可填的词")
"""Sheets of the template that hold no rows."""

MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s+[^>]*ref="([A-Z0-9:]+)"')
UNSAFE = (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, ParseError, OSError, EOFError)
"""What openpyxl raises for a file that is none of Excel's, or is damaged."""


def open_workbook(path: Path) -> Sources:
    """The interchange sheets of a workbook. Raises ImportRefusedError where it has none or is no workbook."""
    try:
        content = path.read_bytes()
        with warnings.catch_warnings():
            # What openpyxl does not know in a workbook (styles, drop-down lists) holds no value.
            warnings.simplefilter("ignore")
            # From memory: a workbook that is read row by row would keep its file open.
            book = load_workbook(io.BytesIO(content), read_only=True)
    except UNSAFE as error:
        raise refused(path.name, "不是可读的 XLSX 工作簿;请用 Excel 或 WPS 另存为 .xlsx") from error
    digest = hashlib.sha256(content).hexdigest()
    sheets: dict[str, Any] = {}
    ignored = []
    for sheet in book.worksheets:
        name = known_sheet(sheet.title)
        if name in sheets:
            raise refused(sheet.title, "与另一张工作表同名;请只留一张")
        if name:
            sheets[name] = sheet
        elif sheet.title not in GUIDES:
            ignored.append(sheet.title)
    if not sheets:
        raise refused(path.name, f"没有可导入的工作表;表名应为 {NAMES} 去掉 .csv")
    found = [
        Source(
            file.name,
            sheets[file.name].title,
            _rows_of(sheets[file.name], path),
            digest,
            sheets[file.name].max_row or 0,
        )
        for file in FILES
        if file.name in sheets
    ]
    return Sources(found, ignored)


def _rows_of(sheet: Any, path: Path) -> Any:
    return lambda: _rows(sheet, path)


def _rows(sheet: Any, path: Path) -> Iterator[Line]:
    try:
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            values = [_text(cell) for cell in cells]
            if number == 1:
                _refuse_merged(sheet, path, values)
            yield number, values
    except UNSAFE as error:
        raise RowFault(1, "", "工作表已损坏,无法读取;请用 Excel 或 WPS 打开后另存") from error


def _refuse_merged(sheet: Any, path: Path, head: list[str]) -> None:
    """The read-only reader does not tell of merged cells, so they are looked for in the sheet's own XML."""
    found, tail = [], b""
    with zipfile.ZipFile(path) as archive, archive.open(sheet._worksheet_path) as stream:
        while chunk := stream.read(CHUNK):
            text = tail + chunk
            ends = [0]
            for match in MERGE.finditer(text):
                found.append(match[1].decode())
                ends.append(match.end())
            tail = text[max(ends[-1], len(text) - 200) :]
    if found:
        column, row, _, _ = range_boundaries(found[0])
        name = head[column - 1] if column and column <= len(head) and head[column - 1] else f"第 {column} 列"
        cells = "、".join(found[:10])
        raise RowFault(row or 1, name, f"{cells} 是合并单元格;请取消合并,每格各填各的值")


def _text(cell: Any) -> str:
    """A cell as the text that a CSV file would hold."""
    value, kind = cell.value, cell.data_type
    if value is None:
        return ""
    if kind == "f":
        return CellFault("是公式;请选择性粘贴为数值")
    if kind == "e":
        return CellFault(f"是错误值 {value};请改为实际内容")
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, dt.datetime):
        if value.time() == dt.time():
            return value.date().isoformat()
        return CellFault(f"{value} 是没有时区的日期时间;请改为文本,写成 2025-04-10T23:59:59+08:00")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value)
    return str(value)


def _number(value: float) -> str:
    if abs(value) >= 1e15:
        return CellFault("是超过 15 位的数字,Excel 已丢失末位;请把该列设为文本后重填")
    if value != int(value):
        return CellFault(f"{value} 是带小数的数字;请改为文本")
    return str(int(value))
