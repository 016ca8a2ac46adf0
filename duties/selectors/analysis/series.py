"""Which periods stand side by side. Pure: neither Django nor the clock."""

from duties.periods import ONE_DAY, Kind, Period, period_of

NUMBERS: dict[Kind, tuple[int, ...]] = {"quarter": (4, 8, 12), "half": (4, 6), "year": (3, 4)}
"""How many periods of a kind may stand side by side."""

FIRST: dict[Kind, int] = {"quarter": 8, "half": 4, "year": 3}
"""How many do at first."""


def series_to(period: Period, number: int) -> list[Period]:
    """So many periods up to and with `period`, the earliest first."""
    found = [period]
    while len(found) < number:
        found.append(period_of(period.kind, found[-1].start - ONE_DAY))
    return found[::-1]


def number_of(kind: Kind, asked: int) -> int:
    """How many periods an address asks for, where that many are offered."""
    return asked if asked in NUMBERS[kind] else FIRST[kind]
