"""The body of a paper as text that an office types, and back: a line a paragraph, headings by their numbers.

Charts cannot be typed and are left out.

一、 begins a heading of level 1, （一） one of level 2, unless the line is a whole sentence. Lines with bars are the rows
of a table, the first its heads; a blank line ends it.
"""

import re
from collections.abc import Iterable

from portal.documents.paper import Block, Chart, Heading, Paragraph, Table

_NUMERALS = "一二三四五六七八九十"
_LEVELS = {1: re.compile(rf"[{_NUMERALS}]+、"), 2: re.compile(rf"[（(][{_NUMERALS}]+[）)]")}
_BAR = "|"
_CAPTION = "【表】"


def to_text(blocks: Iterable[Block]) -> str:
    """The text of the blocks; a blank line keeps two tables apart."""
    lines: list[str] = []
    before: Block | None = None
    for block in blocks:
        if isinstance(block, Table) and isinstance(before, Table):
            lines.append("")
        lines += _lines(block)
        before = block
    return "\n".join(lines)


def to_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text. Raises ValueError where the rows of a table do not have equally many cells."""
    blocks: list[Block] = []
    rows: list[str] = []
    for line in [*map(str.strip, text.splitlines()), ""]:
        caption = line.startswith(_CAPTION)
        if rows and (caption or not line.startswith(_BAR)):
            blocks.append(_table(rows))
            rows = []
        if caption or line.startswith(_BAR):
            rows.append(line)
        elif line:
            blocks.append(_block(line))
    return tuple(blocks)


def _lines(block: Block) -> list[str]:
    if isinstance(block, Chart):
        return []
    if not isinstance(block, Table):
        return [" ".join(block.text.split())]
    caption = [f"{_CAPTION}{block.caption}"] if block.caption else []
    return caption + [f"{_BAR} {f' {_BAR} '.join(row)} {_BAR}" for row in (block.heads, *block.rows)]


def _block(line: str) -> Block:
    if "。" not in line:
        if _LEVELS[1].match(line):
            return Heading(1, line)
        if _LEVELS[2].match(line):
            return Heading(2, line)
    return Paragraph(line)


def _table(lines: list[str]) -> Table:
    caption = lines.pop(0).removeprefix(_CAPTION).strip() if lines[0].startswith(_CAPTION) else ""
    rows = [tuple(cell.strip() for cell in line.strip(_BAR).split(_BAR)) for line in lines]
    if len(rows) < 2:
        raise ValueError("表格至少要有一行表头和一行内容。")
    if len({len(row) for row in rows}) > 1:
        raise ValueError("表格各行的格数不一致,请逐行核对竖线“|”。")
    return Table(rows[0], tuple(rows[1:]), caption=caption)
