"""Which period a view of a chosen period shows: by default the last quarter that is over. Pure: neither Django nor the clock."""

import datetime as dt

from duties.periods import ONE_DAY, Kind, Period, kind_of, parse, period_of

KINDS: dict[Kind, int] = {"quarter": 9, "half": 5, "year": 4}
"""The kinds of period that may be chosen, and how many of each are offered, the running one included."""


def last_closed_quarter(day: dt.date) -> Period:
    """The quarter before the one in which `day` lies: what it left undone is what the office urges now."""
    return period_of("quarter", period_of("quarter", day).start - ONE_DAY)


def chosen_period(name: str, day: dt.date) -> Period | None:
    """The period called `name`; None where it is no quarter, half or year, or has not begun on `day`."""
    try:
        period = parse(name) if kind_of(name) in KINDS else None
    except ValueError:
        return None
    return period if period and period.start <= day else None


def offered_periods(day: dt.date) -> dict[Kind, list[Period]]:
    """The periods to choose from, latest first."""
    offered: dict[Kind, list[Period]] = {}
    for kind, number in KINDS.items():
        period = period_of(kind, day)
        for _ in range(number):
            offered.setdefault(kind, []).append(period)
            period = period_of(kind, period.start - ONE_DAY)
    return offered


def neighbours(period: Period, day: dt.date) -> tuple[Period, Period | None]:
    """The period before, and the one after unless it has not begun on `day`."""
    after = period_of(period.kind, period.end)
    return period_of(period.kind, period.start - ONE_DAY), after if after.start <= day else None
