"""Long reports in chunks: laid out apart, cut at page ends so that no page stays half empty, merged and numbered."""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pikepdf
from django.template.loader import render_to_string

from portal.documents import pdfa
from portal.documents.columns import column_widths, figures_right
from portal.documents.fonts import Face, printable
from portal.documents.paper import Paragraph, Section, Table
from portal.documents.punctuation import full_width
from portal.documents.sheet import Sheet
from portal.documents.typeset import MM

TEMPLATE = "documents/report.html"
NUMBERS_TEMPLATE = "documents/report_numbers.html"
ROWS = 500
"""Rows of a chunk at most; one table of 20,000 rows took minutes and gigabytes."""
TEXT_WIDTH = {False: 174 * MM, True: 261 * MM}
"""The width of the text of a page, upright and landscape."""
TABLE_SIZE = 9.5
TABLE_PADDING = 10.2
STACKS = {f"{face.name.lower()}_stack": face.stack for face in Face}


@dataclass(frozen=True)
class Piece:
    """The smallest part of a report: a paragraph, or a row of a table (None for a table without rows)."""

    section: int
    block: int
    content: Paragraph | Table
    row: int | None = None
    opens_section: bool = False


@dataclass(frozen=True)
class Chunk:
    """Laid-out pages, and on which of them (from 0) each section begins."""

    pdf: bytes
    pages: int
    openings: tuple[tuple[str, int], ...]


def render_chunks(
    sections: Sequence[Section],
    context: Mapping[str, Any],
    *,
    landscape: bool,
    source: Mapping[str, Any],
    progress: Callable[[int, int], None],
) -> list[Chunk]:
    """Lay all sections out; the first chunk has the cover and carries `source`, the last one the signature lines."""
    pieces = list(_pieces(sections))
    widths = _widths(sections, TEXT_WIDTH[landscape])
    chunks: list[Chunk] = []
    start = 0
    progress(0, len(pieces))
    while start < len(pieces) or not chunks:
        end = min(start + ROWS, len(pieces))
        ends = {"first": start == 0, "last": end == len(pieces)}
        html = _html(sections, pieces[start:end], start, {**context, **ends}, widths)
        document = pdfa.lay_out(html)
        kept = list(document.pages)
        if end < len(pieces) and len(kept) > 1 and (again := _first_piece(kept[-1], start)) is not None:
            kept.pop()
            end = again
        chunks.append(
            Chunk(
                pdfa.write(document.copy(kept), source=source if start == 0 else None),
                len(kept),
                tuple(_openings(kept, sections, pieces, end)),
            )
        )
        start = end
        progress(end, len(pieces))
    return chunks


def _pieces(sections: Sequence[Section]) -> Iterator[Piece]:
    for number, section in enumerate(sections):
        opens = True
        for index, block in enumerate(section.blocks):
            rows: Sequence[int | None] = (
                range(len(block.rows)) if isinstance(block, Table) and block.rows else [None]
            )
            for row in rows:
                yield Piece(number, index, block, row, opens)
                opens = False


def _first_piece(page: Any, start: int) -> int | None:
    """The first piece that begins on `page`, where it is not the first of the chunk."""
    found = [int(name[1:]) for name in page.anchors if name[1:].isdigit()]
    return min(found) if found and min(found) > start else None


def _openings(
    pages: Sequence[Any], sections: Sequence[Section], pieces: Sequence[Piece], end: int
) -> Iterator[tuple[str, int]]:
    for number, page in enumerate(pages):
        for index in sorted(int(name[1:]) for name in page.anchors if name[1:].isdigit()):
            if index < end and pieces[index].opens_section:
                yield sections[pieces[index].section].title, number


def _widths(sections: Sequence[Section], measure: float) -> dict[tuple[int, int], list[float]]:
    """The column widths of all tables by section and block, the same in all chunks."""
    return {
        (number, index): column_widths(block, measure, TABLE_SIZE, TABLE_PADDING)
        for number, section in enumerate(sections)
        for index, block in enumerate(section.blocks)
        if isinstance(block, Table)
    }


def _html(
    sections: Sequence[Section],
    pieces: Sequence[Piece],
    start: int,
    context: Mapping[str, Any],
    widths: Mapping[tuple[int, int], list[float]],
) -> str:
    """The page of `pieces`, of which the first is number `start`."""
    blocks = []
    sheet = Sheet()
    for place, group in groupby(enumerate(pieces, start), lambda item: (item[1].section, item[1].block)):
        parts = list(group)
        opening = parts[0][1]
        heading = shown(sections[opening.section].title) if opening.opens_section else ""
        columns = [sheet.name(width=width) for width in widths.get(place, ())]
        blocks.append({"heading": heading, "columns": columns, **_block(parts)})
    computed = {"faces": tuple(Face), "blocks": blocks, "rules": sheet.rules()}
    return render_to_string(TEMPLATE, {**context, **STACKS, **computed})


def shown(text: str) -> str:
    """A text as it is printed: Chinese marks in full width, nothing that no font holds."""
    return printable(full_width(text))


def _block(parts: Sequence[tuple[int, Piece]]) -> dict[str, Any]:
    """What the template prints of one block, each piece with the name by which its page is found."""
    index, piece = parts[0]
    content = piece.content
    if isinstance(content, Paragraph):
        return {"text": shown(content.text), "anchor": f"p{index}"}
    aligns = content.align or figures_right(content)
    return {
        "caption": shown(content.caption) if not piece.row else "",
        "heads": list(zip(map(shown, content.heads), aligns, strict=True)),
        "anchor": f"p{index}",
        "rows": [
            (f"p{number}", list(zip(map(shown, content.rows[part.row]), aligns, strict=True)))
            for number, part in parts
            if part.row is not None
        ],
    }


def merge(chunks: Sequence[Chunk], *, landscape: bool) -> bytes:
    """Join the chunks into one file with page numbers and an outline of the sections."""
    with ExitStack() as opened:
        merged = opened.enter_context(pikepdf.open(io.BytesIO(chunks[0].pdf)))
        for chunk in chunks[1:]:
            merged.pages.extend(opened.enter_context(pikepdf.open(io.BytesIO(chunk.pdf))).pages)
        numbers = opened.enter_context(pikepdf.open(io.BytesIO(_numbers(len(merged.pages), landscape))))
        for page, number in zip(merged.pages, numbers.pages, strict=True):
            page.add_overlay(number, pikepdf.Rectangle(page.mediabox))
        with merged.open_outline() as outline:
            before = 0
            for chunk in chunks:
                outline.root.extend(
                    pikepdf.OutlineItem(title, before + number) for title, number in chunk.openings
                )
                before += chunk.pages
        written = io.BytesIO()
        merged.save(written)
    return written.getvalue()


def _numbers(pages: int, landscape: bool) -> bytes:
    """As many empty pages with nothing but 第x页 共y页."""
    context = {**STACKS, "faces": tuple(Face), "pages": range(pages), "landscape": landscape}
    return pdfa.write(pdfa.lay_out(render_to_string(NUMBERS_TEMPLATE, context)))
