"""The words and tables of the new Office files: plain text in blocks, without looks, pictures or links.

A block is `["heading" | "text", words]` or `["table", rows]`; what is beyond measure is left out and said.
"""

import datetime as dt
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import openpyxl
from docx.table import Table

from portal.previews import BLOCKS, Facts

Block = tuple[str, Any]

MOST_BLOCKS, MOST_ROWS, MOST_COLUMNS, MOST_SHEETS, MOST_SLIDES = 400, 200, 20, 5, 40
MOST_LETTERS, CELL_LETTERS = 100_000, 300
LEFT_OUT = "(其余内容未列出,请下载原文件查看)"


def show_document(source: Path, folder: Path) -> Facts:
    """Write the paragraphs and tables of a docx."""
    return _write(_document(source), folder)


def show_sheets(source: Path, folder: Path) -> Facts:
    """Write the first sheets of an xlsx as tables."""
    return _write(_sheets(source), folder)


def show_slides(source: Path, folder: Path) -> Facts:
    """Write the words of a pptx, slide by slide."""
    return _write(_slides(source), folder)


def _write(blocks: Iterable[Block], folder: Path) -> Facts:
    kept: list[Block] = []
    letters = 0
    for kind, content in blocks:
        letters += len(json.dumps(content, ensure_ascii=False))
        if len(kept) >= MOST_BLOCKS or letters > MOST_LETTERS:
            kept.append(("text", LEFT_OUT))
            break
        kept.append((kind, content))
    (folder / BLOCKS).write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    return {"pages": 0, "shown": 0, "perceptual_hash": ""}


def _document(source: Path) -> Iterator[Block]:
    for block in docx.Document(str(source)).iter_inner_content():
        if isinstance(block, Table):
            rows = [
                [cell.text.strip()[:CELL_LETTERS] for cell in row.cells] for row in block.rows[:MOST_ROWS]
            ]
            yield "table", [row[:MOST_COLUMNS] for row in rows]
            if len(block.rows) > MOST_ROWS:
                yield "text", LEFT_OUT
        elif words := block.text.strip():
            style = block.style.name or "" if block.style else ""
            yield ("heading" if style.startswith(("Heading", "Title")) else "text"), words


def _sheets(source: Path) -> Iterator[Block]:
    # By its content: a stored file has no ending.
    with source.open("rb") as stream:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        for sheet in book.worksheets[:MOST_SHEETS]:
            yield "heading", sheet.title
            yield from _sheet(sheet)
        if len(book.worksheets) > MOST_SHEETS:
            yield "text", LEFT_OUT


def _sheet(sheet: Any) -> Iterator[Block]:
    table = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
    rows = [[_cell(value) for value in row] for row in table]
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((column + 1 for row in rows for column, text in enumerate(row) if text), default=0)
    if rows:
        yield "table", [row[:width] for row in rows]
    if (sheet.max_row or 0) > MOST_ROWS or (sheet.max_column or 0) > MOST_COLUMNS:
        yield "text", LEFT_OUT


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d" if value.time() == dt.time() else "%Y-%m-%d %H:%M")
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value).strip()[:CELL_LETTERS]


DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")


def _slides(source: Path) -> Iterator[Block]:
    with zipfile.ZipFile(source) as archive:
        numbers = sorted(int(found[1]) for name in archive.namelist() if (found := SLIDE.fullmatch(name)))
        for number in numbers[:MOST_SLIDES]:
            yield "heading", f"第 {number} 页"
            slide = ElementTree.fromstring(archive.read(f"ppt/slides/slide{number}.xml"))
            for paragraph in slide.iter(f"{DRAWING}p"):
                if words := "".join(run.text or "" for run in paragraph.iter(f"{DRAWING}t")).strip():
                    yield "text", words
        if len(numbers) > MOST_SLIDES:
            yield "text", LEFT_OUT
