"""Widths of table columns from what stands in them, so that dates and numbers are never torn and long texts wrap."""

import re

from portal.documents import typeset
from portal.documents.fonts import Face, advance
from portal.documents.paper import Align, Table

DATES = re.compile(r"[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日")
FIGURE = re.compile(r"-?[0-9,]+(\.[0-9]+)?[%％]?|[0-9]+/[0-9]+|—?")
STEPS = 40
"""Halvings of the search for the common width of long columns; far below a thousandth of a point."""


def column_widths(table: Table, measure: float, size: float, padding: float) -> list[float]:
    """Return the widths of the columns, `measure` points in all, for text of `size` points.

    Shares of the table are kept as far as no date or number is torn. Without shares, short columns get what they need
    on one line and the long ones share the rest.
    """
    columns = list(zip(table.heads, *table.rows, strict=True))
    whole = [max(advance(text, Face.FANG) for text in column) * size + padding for column in columns]
    least = [max(_unbreakable(text) for text in column) * size + padding for column in columns]
    if sum(least) > measure:
        return _scaled(least, measure)
    if table.shares:
        return _raised(_scaled([float(share) for share in table.shares], measure), least)
    if sum(whole) <= measure:
        return _scaled(whole, measure)
    return _levelled(whole, least, measure)


def figures_right(table: Table) -> tuple[Align, ...]:
    """Columns of nothing but figures stand right, all others left."""
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.heads)
    return tuple(
        "right" if any(column) and all(FIGURE.fullmatch(cell) for cell in column) else "left"
        for column in columns
    )


def _unbreakable(text: str) -> float:
    whole = [*typeset.atoms(text), *DATES.findall(text)]
    return max((advance(piece, Face.FANG) for piece in whole), default=0.0)


def _scaled(widths: list[float], measure: float) -> list[float]:
    return [width * measure / sum(widths) for width in widths]


def _raised(widths: list[float], least: list[float]) -> list[float]:
    """Raise what is too narrow; the others give, each as far as it has to spare."""
    missing = sum(max(low - width, 0) for width, low in zip(widths, least, strict=True))
    spare = sum(max(width - low, 0) for width, low in zip(widths, least, strict=True))
    rest = 1 - missing / spare if spare else 1.0
    return [low + max(width - low, 0) * rest for width, low in zip(widths, least, strict=True)]


def _levelled(whole: list[float], least: list[float], measure: float) -> list[float]:
    """The widest common limit under which all columns fit."""
    low, high = 0.0, measure
    for _ in range(STEPS):
        level = (low + high) / 2
        total = sum(max(floor, min(full, level)) for full, floor in zip(whole, least, strict=True))
        low, high = (level, high) if total <= measure else (low, level)
    return _scaled([max(floor, min(full, low)) for full, floor in zip(whole, least, strict=True)], measure)
