"""Exact numbers: read from text, kept as text, cut to steps, and rounded once, at the end."""

import itertools
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

PLACES = 2
"""Decimals of what is published."""
ROUNDING = "得分在计算中不取舍,只在最后四舍五入保留两位小数;名次和等次按公布的总分确定。"
"""The rule of rounding, as pages and papers state it."""

Steps = tuple[tuple[Fraction, Fraction], ...]
"""Points (value, share of the weight in percent) with rising values; between them the share runs in straight lines."""


def exact(text: str) -> Fraction:
    """The number written in `text` (1.5, 3, 437/12). Raises ValueError where it is none."""
    try:
        return Fraction(text.strip())
    except ZeroDivisionError as error:
        raise ValueError(text) from error


def rounded(number: Fraction, places: int = PLACES) -> Decimal:
    """The number with so many decimals, halves away from zero (四舍五入)."""
    scaled = abs(number) * 10**places
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    whole += 2 * rest >= scaled.denominator
    return Decimal(-whole if number < 0 else whole).scaleb(-places)


def plain(number: Fraction) -> str:
    """The number as an official writes it: whole, with the decimals that it has, or rounded to four where it has no end."""
    if number.denominator == 1:
        return str(number.numerator)
    text = f"{rounded(number, 4):f}"
    return text.rstrip("0").rstrip(".")


def clamped(number: Fraction, most: Fraction) -> Fraction:
    """The number held between 0 and `most`."""
    return min(max(number, Fraction(0)), most)


def along(steps: Sequence[tuple[Fraction, Fraction]], value: Fraction) -> Fraction:
    """The share at `value`: on a straight line between two steps, that of the nearest step outside of them."""
    first, last = steps[0], steps[-1]
    if value <= first[0]:
        return first[1]
    for (low, at_low), (high, at_high) in itertools.pairwise(steps):
        if value <= high:
            return at_low + (at_high - at_low) * (value - low) / (high - low)
    return last[1]
