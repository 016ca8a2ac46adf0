"""An official paper as DOCX: the same words, tables and figures for who goes on working with them. The PDF is the paper.

Typefaces are named as offices have them (仿宋, 黑体, 楷体, 小标宋); where one is not there, Word takes another.
"""

import datetime as dt
import io
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from portal.documents.layout import chinese_date
from portal.documents.paper import Align, Block, Chart, Heading, OfficialDocument, Paragraph, Table
from portal.documents.punctuation import full_width
from portal.documents.typeset import PITCH, SIZE_2, SIZE_3, SIZE_4

TITLE, HEI, KAI, FANG = "方正小标宋简体", "黑体", "楷体", "仿宋"
HEADINGS = {1: HEI, 2: KAI, 3: FANG, 4: FANG}
RED = RGBColor(0xE6, 0x00, 0x12)
PLACES = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}  # fmt: skip
EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""The file says nothing of when it was made: the paper says its date itself."""


def render_docx(document: OfficialDocument) -> bytes:
    """`document` as DOCX on A4 with the margins of GB/T 9704-2012; a draft says so on top of every page."""
    made = Document()
    made.core_properties.created = made.core_properties.modified = EPOCH
    made.core_properties.author, made.core_properties.title = document.issuer_name, _title(document)
    _page(made, document)
    _head(made, document)
    for block in document.body:
        _block(made, block)
    _end(made, document)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def _title(document: OfficialDocument) -> str:
    return document.title if isinstance(document.title, str) else "".join(document.title)


def _page(made: Any, document: OfficialDocument) -> None:
    section = made.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    said = [words for words, on in (("草稿", document.draft), ("演示数据", document.demo)) if on]
    if said:
        line = section.header.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(line, " · ".join(said), HEI, 12)


def _head(made: Any, document: OfficialDocument) -> None:
    _line(made, document.issuer_mark, TITLE, 30, WD_ALIGN_PARAGRAPH.CENTER, colour=RED, spacing=None)
    if document.signer:
        line = _line(made, document.number or "", FANG, SIZE_3)
        line.paragraph_format.tab_stops.add_tab_stop(Mm(156), WD_TAB_ALIGNMENT.RIGHT)
        _run(line, "\t签发人：", FANG, SIZE_3)
        _run(line, document.signer, KAI, SIZE_3)
    elif document.number:
        _line(made, document.number, FANG, SIZE_3, WD_ALIGN_PARAGRAPH.CENTER)
    _line(made, "", FANG, SIZE_3)
    _line(made, full_width(_title(document)), TITLE, SIZE_2, WD_ALIGN_PARAGRAPH.CENTER, spacing=36)
    _line(made, "", FANG, SIZE_3)
    if document.addressee:
        _line(made, full_width(f"{document.addressee.rstrip('：:')}："), FANG, SIZE_3)


def _block(made: Any, block: Block) -> None:
    match block:
        case Heading(level, text):
            _line(
                made, full_width(text), HEADINGS[level], SIZE_3, indent=2
            ).paragraph_format.keep_with_next = True
        case Paragraph(text):
            _line(made, full_width(text), FANG, SIZE_3, indent=2)
        case Table():
            _table(made, block.caption, block.heads, block.rows, block.aligns("center"))
        case Chart():
            rows = tuple((name, says) for name, _, says in block.bars)
            _table(made, block.caption, ("名称", "数值"), rows, ("left", "right"))


def _table(
    made: Any,
    caption: str,
    heads: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    aligns: tuple[Align, ...],
) -> None:
    if caption:
        line = _line(made, full_width(caption), HEI, SIZE_4, WD_ALIGN_PARAGRAPH.CENTER, spacing=24)
        line.paragraph_format.keep_with_next = True
    table = made.add_table(rows=0, cols=len(heads), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for number, texts in enumerate((heads, *rows)):
        for cell, text, align in zip(table.add_row().cells, texts, aligns, strict=True):
            line = cell.paragraphs[0]
            line.alignment = PLACES["center" if number == 0 else align]
            _run(line, full_width(text), HEI if number == 0 else FANG, 12)


def _end(made: Any, document: OfficialDocument) -> None:
    if document.attachments:
        named = [annex.name for annex in document.attachments]
        told = named if len(named) == 1 else [f"{number}.{name}" for number, name in enumerate(named, 1)]
        _line(made, f"附件：{'　'.join(map(full_width, told))}", FANG, SIZE_3, indent=2)
    _line(made, "", FANG, SIZE_3)
    for words in (document.signatory, chinese_date(document.date)):
        line = _line(made, full_width(words), FANG, SIZE_3, WD_ALIGN_PARAGRAPH.RIGHT)
        line.paragraph_format.right_indent = Pt(2 * SIZE_3)
    if document.note:
        _line(made, f"（{full_width(document.note.strip('（）()'))}）", FANG, SIZE_3, indent=2)
    if document.copies_to:
        _line(made, full_width(f"抄送：{'，'.join(document.copies_to)}。"), FANG, SIZE_4)
    for annex in document.attachments:
        if annex.body:
            made.add_page_break()
            _line(made, full_width(annex.name), TITLE, SIZE_2, WD_ALIGN_PARAGRAPH.CENTER, spacing=36)
            for block in annex.body:
                _block(made, block)


def _line(
    made: Any,
    text: str,
    face: str,
    size: float,
    place: WD_ALIGN_PARAGRAPH | None = None,
    *,
    indent: int = 0,
    colour: RGBColor | None = None,
    spacing: float | None = PITCH,
) -> Any:
    line = made.add_paragraph()
    line.alignment = place
    form = line.paragraph_format
    form.space_before = form.space_after = Pt(0)
    if spacing is not None:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(spacing)
    if indent:
        form.first_line_indent = Pt(indent * size)
    _run(line, text, face, size, colour)
    return line


def _run(line: Any, text: str, face: str, size: float, colour: RGBColor | None = None) -> None:
    run = line.add_run(text)
    run.font.name, run.font.size = face, Pt(size)
    # Word has a typeface of its own for Chinese characters.
    run._element.rPr.rFonts.set(qn("w:eastAsia"), face)
    if colour is not None:
        run.font.color.rgb = colour
