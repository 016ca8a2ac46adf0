"""Values of statistics as they are read from cells and written: exact decimals. Free of Django."""

from decimal import Decimal, InvalidOperation
from typing import Any

MOST_DIGITS = 14
"""So many digits a value may have before its point."""
EXACT_DIGITS = 15
"""A spreadsheet keeps so many digits of a number."""
EMPTY = frozenset({"", "-", "—", "/"})
"""What stands in a cell that says nothing."""


class NumberError(ValueError):
    """A cell that holds no number that can be taken in; its text says why."""


def number_of(cell: Any) -> Decimal | None:
    """The number in a cell of a workbook, exactly as it shows; None for an empty one. Raises NumberError."""
    if cell is None or isinstance(cell, bool):
        if cell is None:
            return None
        raise NumberError("不是数字")
    text = repr(cell) if isinstance(cell, float) else str(cell).strip().replace(",", "").replace(",", "")
    if text in EMPTY:
        return None
    if text.endswith(("%", "%")):
        raise NumberError("请去掉百分号,按计量单位填写数字")
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise NumberError("不是数字") from error
    if not value.is_finite():
        raise NumberError("不是数字")
    if value.adjusted() >= MOST_DIGITS:
        raise NumberError(f"整数部分超过 {MOST_DIGITS} 位")
    return value


def places_of(value: Decimal) -> int:
    """How many decimals a number has, without zeros at its end."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -int(exponent))


def plain(value: Decimal) -> str:
    """A decimal as it is written: without an exponent and without zeros that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def cell_of(value: Decimal) -> int | float | str:
    """A decimal as it stands in a workbook: a number where the workbook keeps it exactly, else text."""
    if len(value.normalize().as_tuple().digits) > EXACT_DIGITS:
        return plain(value)
    return int(value) if value == value.to_integral_value() else float(value)
