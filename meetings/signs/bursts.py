"""A burst of entries on the last days of a quarter."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Doing:
    """An entry of a unit on a day."""

    entry: int
    unit: int
    day: dt.date


@dataclass(frozen=True)
class Burst:
    """So many of a unit's entries of a quarter lie on its last days."""

    unit: int
    quarter: str
    entries: tuple[int, ...]
    of_all: int


def quarter_of(day: dt.date) -> tuple[str, dt.date]:
    """The quarter's word (2026Q1) and its last day."""
    number = (day.month + 2) // 3
    after = dt.date(day.year + number // 4, number % 4 * 3 + 1, 1)
    return f"{day.year}Q{number}", after - dt.timedelta(days=1)


def bursts(doings: Iterable[Doing], *, days: int, least: int, share: float) -> Iterator[Burst]:
    """Units of which at least `least` entries, and at least `share` of a quarter's, lie on its last `days` days."""
    held: dict[tuple[int, str], list[tuple[int, bool]]] = defaultdict(list)
    for each in doings:
        quarter, last = quarter_of(each.day)
        held[each.unit, quarter].append((each.entry, (last - each.day).days < days))
    for (unit, quarter), entries in sorted(held.items()):
        late = tuple(sorted(entry for entry, at_end in entries if at_end))
        if len(late) >= least and len(late) >= share * len(entries):
            yield Burst(unit, quarter, late, len(entries))
