"""What may stand in a cell of a spreadsheet."""

import datetime as dt

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

Value = str | int | float | dt.date | None
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Beginnings that a spreadsheet runs as a formula."""


def neutral(value: Value) -> Value:
    """A value as it may stand in a cell: text that begins like a formula gets an apostrophe, control characters go."""
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    return f"'{text}" if text.startswith(FORMULA) else text
