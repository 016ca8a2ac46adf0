"""The body of a paper as text that an office types, and back: a line a paragraph, headings by their numbers.

一、 begins a heading of level 1, （一） one of level 2, unless the line is a whole sentence. Lines with bars are the rows
of a table, the first its heads.
"""

import re
from collections.abc import Iterable
from itertools import groupby

from portal.documents.paper import Block, Heading, Paragraph, Table

_NUMERALS = "一二三四五六七八九十"
_LEVELS = {1: re.compile(rf"[{_NUMERALS}]+、"), 2: re.compile(rf"[（(][{_NUMERALS}]+[）)]")}
_BAR = "|"
_CAPTION = "【表】"


def to_text(blocks: Iterable[Block]) -> str:
    """The text of the blocks."""
    return "\n".join(line for block in blocks for line in _lines(block))


def to_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text. Raises ValueError where the rows of a table do not have equally many cells."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    blocks: list[Block] = []
    for barred, group in groupby(lines, lambda line: line.startswith((_BAR, _CAPTION))):
        found = list(group)
        blocks += [_table(found)] if barred else [_block(line) for line in found]
    return tuple(blocks)


def _lines(block: Block) -> list[str]:
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
