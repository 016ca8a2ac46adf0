"""Where each part of an official paper stands: the measures of GB/T 9704-2012 turned into what the template prints.

Lengths are points from the upper left corner of the type area (版心) unless said otherwise. Positions depend on how
wide a text really runs and where its ink begins, so they are computed from the font files before the page is made.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from portal.documents import typeset
from portal.documents.fonts import Face, advance, ink, metrics
from portal.documents.paper import Annex, Block, Heading, OfficialDocument, Paragraph, Table
from portal.documents.punctuation import full_width
from portal.documents.qr import data_uri
from portal.documents.typeset import BODY, CELL, IMPRINT, MM, PITCH, TYPE_HEIGHT, TYPE_WIDTH, Line, Style

MARK_TOP = 35 * MM
"""Upper edge of the issuer mark below the upper edge of the type area (7.2.4)."""
MARK_SIZE = 54.0
"""The largest issuer mark, in points; the standard leaves the size to the eye."""
MARK_SLENDER = 0.62
"""How far the letters of a long mark may be narrowed before they are made smaller."""
RULE_GAP = 4 * MM
"""From the number to the red rule (7.2.7)."""
RULE = 0.5 * MM
"""Thickness of the red rule; the standard names none."""
TITLE_PITCH = 36.0
PAGE_NUMBER_TOP = 7 * MM
"""The 一字线 of the page number below the type area (7.5)."""
SEAL_LINES = 2
"""Blank lines above a signatory, so that a seal of 42 mm over name and date starts within a line of the text."""
DATE_INDENT = 4
HEADING_FACES = {1: Face.HEI, 2: Face.KAI, 3: Face.FANG, 4: Face.FANG}


class Sheet:
    """The style rules that a paper needs beside the template's own, one class for each set of declarations."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def name(self, **lengths: float) -> str:
        """The class that gives an element these CSS lengths in points (margin_left=12.5 and the like)."""
        declarations = ";".join(f"{name.replace('_', '-')}:{value:.3f}pt" for name, value in lengths.items())
        return self._names.setdefault(declarations, f"s{len(self._names)}")

    def rules(self) -> str:
        """All rules as a style sheet."""
        return "\n".join(f".{name}{{{declarations}}}" for declarations, name in self._names.items())


@dataclass(frozen=True)
class Shown:
    """A line or table of the page with the class that places it."""

    text: str
    style: str


def chinese_date(day: dt.date) -> str:
    """A date as papers write it: Arabic numerals without leading zeros (7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


class Layout:
    """One paper, measured."""

    def __init__(self, document: OfficialDocument) -> None:
        self.document = document
        self.sheet = Sheet()
        self.title = self._title_lines()
        self.mark_size, self.mark_scale = fit_mark(document.issuer_mark)
        self.addressee = typeset.set_lines(full_width(f"{document.addressee.rstrip('：:')}："))

    def context(self) -> dict[str, Any]:
        """What the template prints."""
        document, crowded = self.document, self._addressees_crowd_out_body()
        shown = {
            "document": document,
            "faces": tuple(Face),
            "head": self._head(),
            "title": self.title,
            "addressee": [] if crowded else self._shown(self.addressee),
            "blocks": [self._block(block) for block in document.body],
            "attachments": self._shown(self._attachment_note()),
            "sign_off": self._sign_off(),
            "note": self._shown(self._text_lines(f"（{document.note.strip('（）()')}）"))
            if document.note
            else [],
            "annexes": [
                self._annex(index, annex) for index, annex in enumerate(document.attachments, 1) if annex.body
            ],
            "imprint": self._imprint(moved_addressee=crowded),
            "qr": data_uri(document.verify_url) if document.verify_url else "",
            "pitch": PITCH,
            "title_pitch": TITLE_PITCH,
            "tracking": typeset.TRACKING,
            "page_number_top": page_number_padding(),
            "cell": CELL,
        }
        return {**shown, "rules": self.sheet.rules()}

    def _title_lines(self) -> tuple[str, ...]:
        title = self.document.title
        return (
            typeset.title_lines(full_width(title))
            if isinstance(title, str)
            else tuple(map(full_width, title))
        )

    def _head(self) -> dict[str, Any]:
        """The 版头: mark, number (and signer) and red rule, by 7.2.4 to 7.2.7."""
        mark = self.document.issuer_mark
        bottom, top = ink(mark, Face.TITLE)
        size = self.mark_size
        middle = MARK_TOP + (top - metrics(Face.TITLE).baseline) * size
        number_top = MARK_TOP + (top - bottom) * size + 2 * PITCH
        width = advance(mark, Face.TITLE) * size
        return {
            "mark_class": self.sheet.name(
                top=middle - size / 2,
                left=(TYPE_WIDTH - width) / 2,
                width=width + 1,
                font_size=size,
                line_height=size,
            ),
            "mark_scale": f"{self.mark_scale:.4f}",
            "number_class": self.sheet.name(top=number_top),
            "rule_class": self.sheet.name(top=self._rule_top(number_top)),
            "height_class": self.sheet.name(height=self._rule_top(number_top) + RULE),
            "number": self.document.number or "",
        }

    def _rule_top(self, number_top: float) -> float:
        """The red rule lies 4 mm below the characters of the number, which stand in the middle of their line."""
        return number_top + (PITCH + typeset.SIZE_3) / 2 + RULE_GAP

    def _head_height(self) -> float:
        bottom, top = ink(self.document.issuer_mark, Face.TITLE)
        return self._rule_top(MARK_TOP + (top - bottom) * self.mark_size + 2 * PITCH) + RULE

    def _addressees_crowd_out_body(self) -> bool:
        """Whether the addressees leave no line of body on page 1; then they go to the imprint (7.3.2)."""
        above = self._head_height() + 2 * PITCH + len(self.title) * TITLE_PITCH + PITCH
        return above + (len(self.addressee) + 1) * PITCH > TYPE_HEIGHT

    def _shown(self, lines: Iterable[Line]) -> list[Shown]:
        return [
            Shown(line.text, self.sheet.name(letter_spacing=line.tracking, margin_left=line.indent))
            for line in lines
        ]

    def _text_lines(self, text: str, face: Face = Face.FANG) -> list[Line]:
        return typeset.set_lines(full_width(text), Style(face=face), first=2 * CELL)

    def _block(self, block: Block) -> dict[str, Any]:
        match block:
            case Heading(level, text):
                lines = self._shown(self._text_lines(text, HEADING_FACES[level]))
                return {"type": "heading", "face": HEADING_FACES[level].name.lower(), "lines": lines}
            case Paragraph(text):
                return {"type": "paragraph", "face": "fang", "lines": self._shown(self._text_lines(text))}
            case Table():
                return self._table(block)

    def _table(self, table: Table) -> dict[str, Any]:
        whole = sum(table.shares)
        widths = [self.sheet.name(width=TYPE_WIDTH * share / whole) for share in table.shares]
        return {
            "type": "table",
            "caption": full_width(table.caption),
            "heads": list(zip(table.heads, widths, strict=True)),
            "rows": [[full_width(cell) for cell in row] for row in table.rows],
        }

    def _attachment_note(self) -> list[Line]:
        """附件：1.××× without a mark at the end, runs-on under the first character of the name (7.3.4)."""
        annexes = self.document.attachments
        lines: list[Line] = []
        for index, annex in enumerate(annexes, 1):
            number = f"{index}." if len(annexes) > 1 else ""
            label = "附件：" if index == 1 else ""
            first = 2 * CELL if index == 1 else 5 * CELL
            text = label + number + full_width(annex.name).rstrip("。；，")
            lines += typeset.set_lines(text, first=first, hang=5 * CELL + BODY.width(number))
        return lines

    def _annex(self, index: int, annex: Annex) -> dict[str, Any]:
        """An attachment bound with the paper: its number on line 1, its title on line 3 (7.3.7)."""
        return {
            "label": f"附件{index}" if len(self.document.attachments) > 1 else "附件",
            "title": typeset.title_lines(full_width(annex.name)),
            "blocks": [self._block(block) for block in annex.body],
        }

    def _sign_off(self) -> dict[str, Any]:
        """Signatory and date: centred over the date where sealed (7.3.5.1), else staggered (7.3.5.2)."""
        date = chinese_date(self.document.date)
        if self.document.sealed:
            lines, date_left = self._sealed(date), TYPE_WIDTH - DATE_INDENT * CELL - BODY.width(date)
        else:
            name = full_width(self.document.signatory)
            name_left = TYPE_WIDTH - 2 * CELL - BODY.width(name)
            date_left = min(name_left + 2 * CELL, TYPE_WIDTH - 2 * CELL - BODY.width(date))
            lines = [Line(name, date_left - 2 * CELL, typeset.TRACKING)]
        lines.append(Line(date, date_left, typeset.TRACKING))
        blank = SEAL_LINES if self.document.sealed else 1
        return {"lines": self._shown(lines), "above": self.sheet.name(margin_top=blank * PITCH)}

    def _sealed(self, date: str) -> list[Line]:
        """The signatory centred over its date; a name that would pass the right edge is broken in two."""
        half = BODY.width(date) / 2 + DATE_INDENT * CELL
        centre = TYPE_WIDTH - half
        limit = max(int(2 * half / CELL), 4)
        names = typeset.title_lines(full_width(self.document.signatory), limit)
        return [Line(name, centre - BODY.width(name) / 2, typeset.TRACKING) for name in names]

    def _imprint(self, *, moved_addressee: bool) -> dict[str, Any]:
        """The 版记 (7.4): 主送 if moved, 抄送, 印发机关 and date, in 4号仿宋, one character in from both sides."""
        document = self.document
        copies: list[Line] = []
        if moved_addressee:
            copies += self._imprint_list("主送：", (document.addressee.rstrip("：:"),))
        if document.copies_to:
            copies += self._imprint_list("抄送：", document.copies_to)
        date = f"{chinese_date(document.printed_on or document.date)}印发"
        room = Style(size=typeset.SIZE_4, tracking=0.0, measure=IMPRINT.measure - IMPRINT.width(date + "字"))
        printed_by = typeset.set_lines(full_width(document.printed_by), room)
        return {"copies": self._shown(copies), "printed_by": self._shown(printed_by), "date": date}

    def _imprint_list(self, label: str, names: tuple[str, ...]) -> list[Line]:
        text = f"{label}{'，'.join(names)}。"
        return typeset.set_lines(full_width(text), IMPRINT, hang=IMPRINT.width(label))


def fit_mark(text: str) -> tuple[float, float]:
    """The size in points and the horizontal scale at which an issuer mark fills at most one line (7.2.4)."""
    width = advance(text, Face.TITLE)
    size = min(MARK_SIZE, TYPE_WIDTH / (width * MARK_SLENDER))
    return size, min(1.0, TYPE_WIDTH / (width * size))


def page_number_padding() -> float:
    """How far below the type area the line of the page number starts, so that the ink of its — lies 7 mm below."""
    _, top = ink("—", Face.SONG)
    size = typeset.SIZE_4
    return PAGE_NUMBER_TOP - size / 2 - (metrics(Face.SONG).baseline - top) * size
