"""Where each part of an official paper stands: the measures of GB/T 9704-2012 turned into what the template prints.

Lengths are points from the upper left corner of the type area (版心) unless said otherwise. Positions depend on how
wide a text really runs and where its ink begins, so they are computed from the font files before the page is made.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from portal.documents import typeset
from portal.documents.charts import drawn
from portal.documents.columns import column_widths
from portal.documents.fonts import Face, ink, metrics
from portal.documents.head import DOUBLE_RULE, LETTER_GAP, RED, head_of
from portal.documents.kinds import Format, kind_of
from portal.documents.paper import Annex, Block, Chart, Heading, OfficialDocument, Paragraph, Table
from portal.documents.punctuation import full_width
from portal.documents.qr import data_uri
from portal.documents.sheet import Sheet
from portal.documents.typeset import BODY, CELL, MM, PITCH, TYPE_HEIGHT, TYPE_WIDTH, Line, Style

PAGE_NUMBER_TOP = 7 * MM
"""The 一字线 of the page number below the type area (7.5)."""
SEAL_LINES = 2
"""Blank lines above a signatory, so that a seal of 42 mm over name and date starts within a line of the text."""
DATE_INDENT = 4
UNSEALED_CHARACTERS = 14
"""Characters of a signatory on a line without a seal; the code stands left of it."""
BODY_ANCHOR = "body-text"
"""The name of the body's first text on the pages; it must be on page 1 (7.3.3)."""
TABLE_PADDING = 10.0
"""Left and right of the text of a cell, with the lines of the table, in points."""
LETTER_FOOT = 20 * MM + sum(DOUBLE_RULE) + LETTER_GAP - (PITCH - typeset.SIZE_3) / 2
"""From the text of a letter's first page to the lower edge of the page: 7/8 of a character above the second line."""
IMPRINT_SIZES = ((typeset.SIZE_4, 20.0), (10.5, 15.0), (8.0, 11.0))
"""Size and distance of lines of the 版记: 4号 (7.4), smaller only where the list would fill the page."""
IMPRINT_PADDING = 3.0
IMPRINT_RULES = (2 * 0.35 + 0.25) * MM
IMPRINT_GAP = 3 * MM
"""What stays free between the text and the first rule of the 版记."""
IMPRINT_LEAVES = 7
"""Lines of a page that the 版记 leaves to the end of the text, its signatory and date."""
HEADING_FACES = {1: Face.HEI, 2: Face.KAI, 3: Face.FANG, 4: Face.FANG}


STACKS = {f"{face.name.lower()}_stack": face.stack for face in Face}


@dataclass(frozen=True)
class Shown:
    """A line or table of the page with the class that places it."""

    text: str
    style: str


def chinese_date(day: dt.date) -> str:
    """A date as papers write it: Arabic numerals without leading zeros (7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


class Layout:
    """One paper, measured; `tight` where page 1 would otherwise show no body text (7.3.3, 7.3.5.5)."""

    def __init__(self, document: OfficialDocument, *, tight: bool = False) -> None:
        self.document = document
        self.tight = tight
        self.sheet = Sheet()
        self.addressee = self._addressee_lines()
        self.format = kind_of(document.kind).format
        self.head = head_of(document, len(self.addressee))

    def context(self) -> dict[str, Any]:
        """What the template prints."""
        document, moved = self.document, self.head.addressee_moves
        shown = {
            "document": document,
            "tight": self.tight,
            "letter": self.format == Format.LETTER,
            "heading": "".join(self.head.title.lines),
            "head": self.head.context(self.sheet),
            "addressee": [] if moved else self._shown(self.addressee),
            "blocks": self._body(),
            "attachments": self._shown(self._attachment_note()),
            "attendance": [self._attendance(label, names) for label, names in document.attendance],
            "sign_off": None if self.format == Format.MINUTES else self._sign_off(),
            "note": self._shown(self._note()),
            "annexes": [
                self._annex(index, annex) for index, annex in enumerate(document.attachments, 1) if annex.body
            ],
            "imprint": self._imprint(moved_addressee=moved),
            "qr": data_uri(document.verify_url) if document.verify_url else "",
            "code_lines": code_lines(document.short_code),
        }
        return {
            **shown,
            **MEASURES,
            "page_number_top": page_number_padding(),
            "letter_foot": LETTER_FOOT,
            "faces": tuple(Face),
            **STACKS,
            "rules": self.sheet.rules(),
        }

    def _addressee_lines(self) -> list[Line]:
        addressee = self.document.addressee.rstrip("：:")
        return typeset.set_lines(full_width(f"{addressee}：")) if addressee else []

    def _note(self) -> list[Line]:
        note = self.document.note.strip("（）()")
        return self._text_lines(f"（{note}）") if note else []

    def _shown(self, lines: Iterable[Line]) -> list[Shown]:
        return [
            Shown(line.text, self.sheet.name(letter_spacing=line.tracking, margin_left=line.indent))
            for line in lines
        ]

    def _text_lines(self, text: str, face: Face = Face.FANG) -> list[Line]:
        return typeset.set_lines(full_width(text), Style(face=face), first=2 * CELL)

    def _body(self) -> list[dict[str, Any]]:
        """The blocks of the body; the first text among them bears the name by which its page is found."""
        blocks = [self._block(block) for block in self.document.body]
        for block in blocks:
            if block["type"] != "heading":
                block["anchor"] = BODY_ANCHOR
                break
        return blocks

    def _block(self, block: Block) -> dict[str, Any]:
        match block:
            case Heading(level, text):
                lines = self._shown(self._text_lines(text, HEADING_FACES[level]))
                return {"type": "heading", "face": HEADING_FACES[level].name.lower(), "lines": lines}
            case Paragraph(text):
                return {"type": "paragraph", "face": "fang", "lines": self._shown(self._text_lines(text))}
            case Table():
                return self._table(block)
            case Chart():
                return drawn(block, self.sheet)

    def _table(self, table: Table) -> dict[str, Any]:
        widths = [
            self.sheet.name(width=width)
            for width in column_widths(table, TYPE_WIDTH, typeset.SIZE_4, TABLE_PADDING)
        ]
        aligns = table.aligns("center")
        return {
            "type": "table",
            "caption": full_width(table.caption),
            "heads": list(zip(table.heads, widths, strict=True)),
            "rows": [list(zip(map(full_width, row), aligns, strict=True)) for row in table.rows],
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

    def _attendance(self, label: str, names: str) -> dict[str, Any]:
        """出席, 请假 or 列席 in 黑体, then the names, which run on after the colon (10.3)."""
        label = f"{label}："
        width = BODY.width(label)
        lines = typeset.set_lines(full_width(f"{label}{names}"), first=2 * CELL, hang=2 * CELL + width)
        first = dataclasses.replace(lines[0], text=lines[0].text.removeprefix(label), indent=0.0)
        shown = [dataclasses.replace(lines[0], text=label), first, *lines[1:]]
        head, *rest = self._shown(shown)
        return {"label": head, "lines": rest}

    def _sign_off(self) -> dict[str, Any]:
        """Signatory and date: centred over the date where sealed (7.3.5.1), else staggered (7.3.5.2)."""
        date = chinese_date(self.document.date)
        lines, date_left = self._sealed(date) if self.document.sealed else self._unsealed(date)
        lines.append(Line(date, date_left, typeset.TRACKING))
        blank = SEAL_LINES if self.document.sealed and not self.tight else 1
        return {"lines": self._shown(lines), "above": self.sheet.name(padding_top=blank * PITCH)}

    def _sealed(self, date: str) -> tuple[list[Line], float]:
        """The signatory centred over its date; a name that would pass the right edge is broken in two."""
        half = BODY.width(date) / 2 + DATE_INDENT * CELL
        centre = TYPE_WIDTH - half
        names = self._signatory(max(int(2 * half / CELL), 4))
        lines = [Line(name, centre - BODY.width(name) / 2, typeset.TRACKING) for name in names]
        return lines, TYPE_WIDTH - DATE_INDENT * CELL - BODY.width(date)

    def _unsealed(self, date: str) -> tuple[list[Line], float]:
        """The signatory indented by two, its date starting two characters further right; the longer one decides."""
        names = self._signatory(UNSEALED_CHARACTERS)
        name_left = TYPE_WIDTH - 2 * CELL - max(map(BODY.width, names))
        date_left = min(name_left + 2 * CELL, TYPE_WIDTH - 2 * CELL - BODY.width(date))
        return [Line(name, date_left - 2 * CELL, typeset.TRACKING) for name in names], date_left

    def _signatory(self, limit: int) -> tuple[str, ...]:
        return typeset.title_lines(full_width(self.document.signatory), limit)

    def _imprint(self, *, moved_addressee: bool) -> dict[str, Any]:
        """The 版记 (7.4) in 4号仿宋, one character in from both sides; a list that fills the page is set smaller."""
        letter = self.format == Format.LETTER
        for size, pitch in IMPRINT_SIZES:
            copies, printed_by = self._imprint_lines(size, moved_addressee=moved_addressee)
            lines = len(copies) + max(len(printed_by), 1)
            height = lines * pitch + (2 if copies else 1) * 2 * IMPRINT_PADDING + IMPRINT_RULES
            if height <= TYPE_HEIGHT - IMPRINT_LEAVES * PITCH:
                break
        if letter:
            # A letter has no rules, office or date there (10.1).
            height += -IMPRINT_RULES - 2 * IMPRINT_PADDING - pitch * max(len(printed_by), 1)
        return {
            "empty": letter and not copies,
            "copies": self._shown(copies),
            "printed_by": self._shown(printed_by),
            "date": self._printed_on,
            "style": self.sheet.name(font_size=size, line_height=pitch),
            "room": self.sheet.name(height=height + IMPRINT_GAP),
        }

    @property
    def _printed_on(self) -> str:
        return f"{chinese_date(self.document.printed_on or self.document.date)}印发"

    def _imprint_lines(self, size: float, *, moved_addressee: bool) -> tuple[list[Line], list[Line]]:
        """主送 if moved, and 抄送; then 印发机关, with room left for its date."""
        document = self.document
        style = Style(size=size, tracking=0.0, measure=TYPE_WIDTH - 2 * size)
        main = (document.addressee.rstrip("：:"),) if moved_addressee else ()
        lists = [
            (label, names) for label, names in (("主送：", main), ("抄送：", document.copies_to)) if names
        ]
        copies = [
            dataclasses.replace(line, indent=line.indent + size)
            for label, names in lists
            for line in typeset.set_lines(
                full_width(f"{label}{'，'.join(names)}。"), style, hang=style.width(label)
            )
        ]
        room = dataclasses.replace(style, measure=style.measure - style.width(f"{self._printed_on}字"))
        printed_by = typeset.set_lines(full_width(document.printed_by), room)
        return copies, [dataclasses.replace(line, indent=size) for line in printed_by]


def page_number_padding() -> float:
    """How far below the type area the line of the page number starts, so that the ink of its — lies 7 mm below."""
    _, top = ink("—", Face.SONG)
    size = typeset.SIZE_4
    return PAGE_NUMBER_TOP - size / 2 - (metrics(Face.SONG).baseline - top) * size


def code_lines(short_code: str) -> list[str]:
    """A short code in two lines, to stand beside its QR code."""
    groups = short_code.split("-")
    return [f"{'-'.join(groups[:3])}-", "-".join(groups[3:])] if groups[3:] else [short_code]


MEASURES = {"pitch": PITCH, "two_lines": 2 * PITCH, "tracking": typeset.TRACKING, "red": RED}
"""Measures of the style sheet that are the same for every paper."""
