"""What facts are asked for, and what they are: numbers of a method, and what stands behind them."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from assessment.scoring.kinds import Kind
from assessment.scoring.methods import Method, Numbers

MOST_ITEMS = 200
"""So many facts are kept with a line; how many more there are is said."""


@dataclasses.dataclass(frozen=True)
class Line:
    """A line of a scheme; `key` is the id of its indicator."""

    key: int
    kind: Kind
    method: Method


@dataclasses.dataclass(frozen=True)
class Asked:
    """Lines of one kind for units (ids) below `office`, for a year; the ledger is read where one stands."""

    lines: Sequence[Line]
    units: Sequence[int]
    office: int
    year: int
    day: dt.date
    known_at: dt.datetime | None = None


@dataclasses.dataclass(frozen=True)
class Fact:
    """Numbers for one line and unit, or none with why; the facts behind them as plain data, and how many are not listed."""

    numbers: Numbers | None
    items: Sequence[Mapping[str, Any]] = ()
    more: int = 0
    absent: str = ""


Facts = dict[tuple[int, int], Fact]
"""By line (id of the indicator) and unit (id)."""


def cut(items: Sequence[Mapping[str, Any]]) -> tuple[list[Mapping[str, Any]], int]:
    """The first items that are kept, and how many more there are."""
    return list(items[:MOST_ITEMS]), max(len(items) - MOST_ITEMS, 0)
