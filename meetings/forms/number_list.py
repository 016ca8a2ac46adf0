"""Household numbers from a CSV or XLSX file: one column and nothing beside it, so that nothing else is ever taken in."""

import csv
import io
import warnings
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from openpyxl import load_workbook

from portal.services.uploads import check_upload

HEADS = frozenset({"number", "户编号", "户号", "编号"})
LARGEST = 1024 * 1024
ENDINGS = ("csv", "txt", "xlsx")
EXACT = 10**15
"""From here on a spreadsheet keeps no number to its last digit."""


def numbers_of(upload: "File[bytes]") -> list[str]:
    """The numbers of the file's only column, without its head; raises ValidationError with what to do."""
    ending = PurePath(upload.name or "").suffix.lower().removeprefix(".")
    if ending not in ENDINGS:
        raise ValidationError("请选择 CSV 或 XLSX 文件。")
    if (upload.size or 0) > LARGEST:
        raise ValidationError("文件过大;户编号清单不应超过 1 MB,请只留户编号一列。")
    rows = _sheet(upload) if ending == "xlsx" else _lines(upload)
    numbers = [number for row in rows if (number := _only(row))]
    if numbers and numbers[0].lower() in HEADS:
        numbers = numbers[1:]
    if not numbers:
        raise ValidationError("文件里没有户编号;请一行填一个,放在第一张表的一列里。")
    return numbers


def _only(row: Iterable[str]) -> str:
    filled = [text.strip() for text in row if text.strip()]
    if len(filled) > 1:
        raise ValidationError("文件里除户编号外还有其他列;平台不收集居民的其他信息,请只留户编号一列。")
    return filled[0] if filled else ""


def _lines(upload: "File[bytes]") -> Iterator[list[str]]:
    content = upload.read()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return csv.reader(io.StringIO(text))
    raise ValidationError("文件的编码无法读取;请另存为“CSV UTF-8”。")


def _sheet(upload: "File[bytes]") -> Iterator[list[str]]:
    check_upload(upload)
    with warnings.catch_warnings():
        # What openpyxl does not know in a workbook (styles, drop-down lists) holds no value.
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(upload.read()), read_only=True, data_only=True)
    for cells in book.worksheets[0].iter_rows(values_only=True):
        yield [_text(value) for value in cells]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and abs(value) >= EXACT:
        raise ValidationError("有超过 15 位的数字,表格软件已丢失末位;请把该列设为文本后重填。")
    return str(value)
