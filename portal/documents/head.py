"""The 版头 of an official paper and its title: mark, number, signers, red rule (GB/T 9704-2012, 7.2, 7.3.1 and 10).

Lengths are points from the upper left corner of the type area (版心) unless said otherwise.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from portal.documents import typeset
from portal.documents.fonts import Face, advance, ink, metrics
from portal.documents.kinds import Format, kind_of
from portal.documents.paper import OfficialDocument
from portal.documents.punctuation import full_width
from portal.documents.sheet import Sheet
from portal.documents.typeset import BODY, CELL, MM, PITCH, TYPE_HEIGHT, TYPE_WIDTH, Style

RED = "#e60012"
"""The standard asks for Y 80 %, M 80 %; this is the red that office printers bring nearest to it."""
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
LETTER_MARK_TOP = (30 - 37) * MM
"""Upper edge of the mark of a letter: 30 mm below the upper edge of the page (10.1)."""
LETTER_GAP = 7 / 8 * typeset.SIZE_3
"""From the first double line of a letter to the characters below it (10.1)."""
DOUBLE_RULE = (0.8 * MM, 0.6 * MM, 0.3 * MM)
"""Thick rule, space and thin rule of a letter's double lines; the standard names no measures."""
DOUBLE_RULE_WIDTH = 170 * MM
DOUBLE_RULE_LEFT = (20 - 28) * MM
"""The double lines are 170 mm long and stand in the middle of the page (10.1)."""
SECOND_RULE_FOOT = (297 - 37 - 20) * MM
"""Lower edge of the second double line: 20 mm above the lower edge of the page (10.1)."""
BODY_LINES = 2
"""Lines of body that page 1 must have room for (7.3.3): a heading and a line, or two lines."""
KAI = Style(face=Face.KAI)


@dataclass(frozen=True)
class Title:
    """A title broken into lines, its size and the distance of its lines."""

    lines: tuple[str, ...]
    size: float
    pitch: float

    @property
    def height(self) -> float:
        """From two blank lines above the title to the blank line below it."""
        return 2 * PITCH + len(self.lines) * self.pitch + PITCH


class Head:
    """What stands above the body on page 1, measured so that page 1 shows body text."""

    mark_top = MARK_TOP

    def __init__(self, document: OfficialDocument, addressee_lines: int) -> None:
        self.document = document
        self.mark_size, self.mark_scale = fit_mark(document.issuer_mark)
        self.signers = tuple(filter(None, re.split(r"[、，,;；\s]+", document.signer)))
        self.title, self.addressee_moves = self._fitted_title(addressee_lines)

    @property
    def height(self) -> float:
        """Down to the lower edge of the red rule."""
        return self._rule_top + RULE

    @property
    def _number_top(self) -> float:
        """Two blank lines below the ink of the mark (7.2.5); several rows of signers push it down (7.2.6)."""
        bottom, top = ink(self.document.issuer_mark, Face.TITLE)
        rows = len(self._signer_rows) or 1
        return self.mark_top + (top - bottom) * self.mark_size + (2 + rows - 1) * PITCH

    @property
    def _rule_top(self) -> float:
        """The red rule lies 4 mm below the characters of the number, which stand in the middle of their line."""
        return self._number_top + (PITCH + typeset.SIZE_3) / 2 + RULE_GAP

    def _fitted_title(self, addressee_lines: int) -> tuple[Title, bool]:
        """The title, and whether the addressees must go to the imprint (7.3.2), so that page 1 shows body text.

        A title of many lines is set closer, and smaller in the end.
        """
        room = TYPE_HEIGHT - self.height - BODY_LINES * PITCH
        tries = [(22.0, 36.0, addressee_lines), (22.0, 30.0, addressee_lines)]
        tries += [(22.0, 36.0, 0), (22.0, 30.0, 0), (18.0, 26.0, 0), (16.0, 23.0, 0)]
        for size, pitch, lines in tries:
            title = Title(title_lines(self.document.title, size), size, pitch)
            if title.height + lines * PITCH <= room:
                break
        return title, not lines and addressee_lines > 0

    def context(self, sheet: Sheet) -> dict[str, Any]:
        """What the template prints."""
        return {
            "mark_class": self._mark_class(sheet),
            "mark_scale": f"{self.mark_scale:.4f}",
            "rows": self._rows(sheet),
            "rules": self._rules(sheet),
            "height_class": sheet.name(height=self.height),
            "title": self.title.lines,
            "title_class": sheet.name(font_size=self.title.size, line_height=self.title.pitch),
        }

    def _rules(self, sheet: Sheet) -> list[str]:
        """The classes that place the red rules."""
        return [sheet.name(top=self._rule_top, left=0, width=TYPE_WIDTH, height=RULE)]

    def _mark_class(self, sheet: Sheet) -> str:
        mark, size = self.document.issuer_mark, self.mark_size
        _, top = ink(mark, Face.TITLE)
        middle = self.mark_top + (top - metrics(Face.TITLE).baseline) * size
        width = advance(mark, Face.TITLE) * size
        return sheet.name(
            top=middle - size / 2,
            left=(TYPE_WIDTH - width) / 2 - 1,
            width=width + 2,
            font_size=size,
            line_height=size,
        )

    @cached_property
    def _signer_rows(self) -> list[tuple[str, ...]]:
        """Two signers a row where they have room beside the number, else one (7.2.6), or the number below them all."""
        room = TYPE_WIDTH - 3 * CELL - BODY.width("签发人：") - BODY.width(self.document.number or "")
        pairs = [self.signers[start : start + 2] for start in range(0, len(self.signers), 2)]
        single: list[tuple[str, ...]] = [(signer,) for signer in self.signers]
        for rows in (pairs, single):
            if all(KAI.width("　".join(row)) <= room for row in rows):
                return rows
        return [*single, ()]

    def _rows(self, sheet: Sheet) -> list[dict[str, Any]]:
        """The number alone in the middle, or upward: number left, signers right, the last beside the number."""
        number, rows = self.document.number or "", self._signer_rows
        if not rows:
            centred = _part(sheet, number, Face.FANG, (TYPE_WIDTH - BODY.width(number)) / 2)
            return [{"row_class": sheet.name(top=self._number_top), "parts": [centred]}]
        names_left = TYPE_WIDTH - CELL - max(KAI.width("　".join(row)) for row in rows)
        placed = []
        for index, row in enumerate(rows):
            parts = [_part(sheet, "　".join(row), Face.KAI, names_left)]
            if index == 0:
                parts.append(_part(sheet, "签发人：", Face.FANG, names_left - BODY.width("签发人：")))
            if index == len(rows) - 1:
                parts.append(_part(sheet, number, Face.FANG, CELL))
            top = self._number_top - (len(rows) - 1 - index) * PITCH
            placed.append({"row_class": sheet.name(top=top), "parts": parts})
        return placed


class LetterHead(Head):
    """The head of a letter (10.1): mark, double line, number flush right; a second double line at the page's foot."""

    mark_top = LETTER_MARK_TOP

    @property
    def height(self) -> float:
        """Down to the lower edge of the number's line."""
        return self._number_top + PITCH

    @property
    def _first_rule_top(self) -> float:
        """4 mm below the ink of the mark."""
        bottom, top = ink(self.document.issuer_mark, Face.TITLE)
        return self.mark_top + (top - bottom) * self.mark_size + RULE_GAP

    @property
    def _number_top(self) -> float:
        """The line whose characters stand 7/8 of a character below the first double line."""
        return self._first_rule_top + sum(DOUBLE_RULE) + LETTER_GAP - (PITCH - typeset.SIZE_3) / 2

    def context(self, sheet: Sheet) -> dict[str, Any]:
        """What the template prints; the urgency stands on the number's line, flush left."""
        return {**super().context(sheet), "urgency_class": sheet.name(top=self._number_top)}

    def _rules(self, sheet: Sheet) -> list[str]:
        """Thick over thin below the mark, thin over thick at the foot."""
        thick, space, thin = DOUBLE_RULE
        first, second = self._first_rule_top, SECOND_RULE_FOOT - sum(DOUBLE_RULE)
        placed = [
            (first, thick),
            (first + thick + space, thin),
            (second, thin),
            (second + thin + space, thick),
        ]
        return [
            sheet.name(top=top, left=DOUBLE_RULE_LEFT, width=DOUBLE_RULE_WIDTH, height=height)
            for top, height in placed
        ]

    def _rows(self, sheet: Sheet) -> list[dict[str, Any]]:
        """The number flush right."""
        number = self.document.number or ""
        # Nothing follows the last character, so its tracking does not belong to the width.
        left = TYPE_WIDTH - BODY.width(number) + typeset.TRACKING
        part = _part(sheet, number, Face.FANG, left)
        return [{"row_class": sheet.name(top=self._number_top), "parts": [part]}]


def head_of(document: OfficialDocument, addressee_lines: int) -> Head:
    """The head of a paper by the format of its kind."""
    letter = kind_of(document.kind).format == Format.LETTER
    return (LetterHead if letter else Head)(document, addressee_lines)


def _part(sheet: Sheet, text: str, face: Face, left: float) -> dict[str, str]:
    return {"text": text, "face": face.name.lower(), "style": sheet.name(left=left)}


def title_lines(title: str | tuple[str, ...], size: float) -> tuple[str, ...]:
    """The lines of a title at `size`: as given, or broken by sense."""
    if isinstance(title, str):
        return typeset.title_lines(full_width(title), int((TYPE_WIDTH - CELL) // size))
    return tuple(map(full_width, title))


def fit_mark(text: str) -> tuple[float, float]:
    """The size in points and the horizontal scale at which an issuer mark fills at most one line (7.2.4)."""
    width = advance(text, Face.TITLE)
    size = min(MARK_SIZE, TYPE_WIDTH / (width * MARK_SLENDER))
    return size, min(1.0, TYPE_WIDTH / (width * size))
