"""Reads positions, fonts and lines out of a PDF: what is measured is the paper itself, not its HTML.

Lengths are millimetres from the upper left corner of the page.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import pikepdf

MM = 72 / 25.4
Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True)
class Glyph:
    """One printed character: its font without the subset's prefix, size in points, origin and advance."""

    text: str
    font: str
    size: float
    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Box:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    colour: tuple[float, ...]


@dataclass(frozen=True)
class Row:
    """All glyphs of one baseline, from left to right."""

    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        """Its text."""
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def y(self) -> float:
        """Its baseline."""
        return self.glyphs[0].y

    @property
    def left(self) -> float:
        """Where its first character starts."""
        return self.glyphs[0].x

    @property
    def right(self) -> float:
        """Where its last character ends."""
        return self.glyphs[-1].x + self.glyphs[-1].width

    @property
    def fonts(self) -> set[str]:
        """The fonts of its characters."""
        return {glyph.font for glyph in self.glyphs}

    @property
    def size(self) -> float:
        """The size of its first character."""
        return self.glyphs[0].size


@dataclass
class Page:
    """The glyphs and rectangles of one page."""

    glyphs: list[Glyph]
    boxes: list[Box]

    @cached_property
    def rows(self) -> list[Row]:
        """The lines of text from top to bottom."""
        ordered = sorted(self.glyphs, key=lambda glyph: (round(glyph.y, 1), glyph.x))
        return [Row(tuple(group)) for _, group in groupby(ordered, lambda glyph: round(glyph.y, 1))]

    @property
    def text(self) -> str:
        """All text, line by line."""
        return "\n".join(row.text for row in self.rows)

    def row(self, part: str) -> Row:
        """The first line that holds `part`."""
        return next(row for row in self.rows if part in row.text)


def read(pdf: bytes) -> list[Page]:
    """All pages of `pdf`."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [_page(page) for page in opened.pages]


def _page(page: pikepdf.Page) -> Page:
    read_page = Page([], [])
    _Interpreter(read_page, float(page.mediabox[3])).run(page.obj, page.Resources, (1, 0, 0, 1, 0, 0))
    return read_page


def _times(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


class _Font:
    def __init__(self, font: pikepdf.Dictionary) -> None:
        descendant = font.DescendantFonts[0]
        self.name = str(font.BaseFont).split("+")[1]
        self.widths = dict(_widths(list(descendant.W)))
        self.texts = dict(_to_unicode(font.ToUnicode.read_bytes().decode()))


def _widths(entries: list[object]) -> Iterator[tuple[int, float]]:
    while entries:
        first, second = int(entries.pop(0)), entries.pop(0)  # type: ignore[call-overload]
        if isinstance(second, pikepdf.Array):
            yield from ((first + offset, float(width)) for offset, width in enumerate(second))
        else:
            width = float(entries.pop(0))  # type: ignore[arg-type]
            yield from ((code, width) for code in range(first, int(second) + 1))  # type: ignore[call-overload]


def _to_unicode(cmap: str) -> Iterator[tuple[int, str]]:
    for line in cmap.splitlines():
        if line.startswith("<") and line.count("<") == 2 and "> <" in line and len(line.split()[0]) == 6:
            code, text = (part.strip("<>") for part in line.split())
            yield int(code, 16), bytes.fromhex(text).decode("utf-16-be")


class _Interpreter:
    """The few operators that WeasyPrint writes."""

    def __init__(self, page: Page, height: float) -> None:
        self.page = page
        self.height = height

    def run(self, stream: object, resources: pikepdf.Dictionary, matrix: Matrix) -> None:
        """Read one content stream."""
        stack: list[tuple[Matrix, tuple[float, ...]]] = []
        colour: tuple[float, ...] = (0.0,)
        text: Matrix = (1, 0, 0, 1, 0, 0)
        font, size = None, 0.0
        fonts = {name: _Font(found) for name, found in resources.get("/Font", {}).items()}
        rectangles: list[tuple[float, ...]] = []
        for operands, operator in pikepdf.parse_content_stream(stream):  # type: ignore[arg-type]
            match str(operator):
                case "q":
                    stack.append((matrix, colour))
                case "Q":
                    matrix, colour = stack.pop()
                case "cm":
                    matrix = _times(tuple(map(float, operands)), matrix)  # type: ignore[arg-type]
                case "rg" | "g":
                    colour = tuple(map(float, operands))
                case "re":
                    rectangles.append(tuple(map(float, operands)))
                case "f" | "f*":
                    self.page.boxes += [self._box(shape, matrix, colour) for shape in rectangles]
                    rectangles = []
                case "n" | "S" | "W" | "W*":
                    rectangles = []
                case "Tf":
                    font, size = fonts[str(operands[0])], float(operands[1])
                case "Tm":
                    text = tuple(map(float, operands))  # type: ignore[assignment]
                case "TJ":
                    assert font is not None
                    text = self._show(list(operands[0]), font, size, text, matrix)
                case "Do":
                    form = resources["/XObject"][str(operands[0])]
                    if form.get("/Subtype") == "/Form":
                        inner = tuple(map(float, form.get("/Matrix", [1, 0, 0, 1, 0, 0])))
                        self.run(form, form.Resources, _times(inner, matrix))  # type: ignore[arg-type]

    def _box(self, shape: tuple[float, ...], matrix: Matrix, colour: tuple[float, ...]) -> Box:
        x, y, width, height = shape
        left, top = _point(x, y, matrix)
        right, bottom = _point(x + width, y + height, matrix)
        low, high = sorted((self.height - top, self.height - bottom))
        return Box(min(left, right) / MM, low / MM, abs(right - left) / MM, (high - low) / MM, colour)

    def _show(self, parts: list[object], font: _Font, size: float, text: Matrix, matrix: Matrix) -> Matrix:
        for part in parts:
            if not isinstance(part, pikepdf.String):
                text = _times((1, 0, 0, 1, -float(part) / 1000 * size, 0), text)  # type: ignore[arg-type]
                continue
            codes = bytes(part)
            for code in (int.from_bytes(codes[at : at + 2], "big") for at in range(0, len(codes), 2)):
                whole = _times(text, matrix)
                advance = font.widths.get(code, 1000.0) / 1000 * size
                self.page.glyphs.append(
                    Glyph(
                        font.texts.get(code, ""),
                        font.name,
                        round(size * abs(whole[3]), 2),
                        whole[4] / MM,
                        (self.height - whole[5]) / MM,
                        advance * whole[0] / MM,
                    )
                )
                text = _times((1, 0, 0, 1, advance, 0), text)
        return text


def _point(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
