"""Periods: their names, their days and the days by which an obligation is due. Pure: neither Django nor the clock.

Days are calendar days in Asia/Shanghai; a period is half-open, its `end` is the first day after it.
"""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator
from typing import Literal

Kind = Literal["week", "ten_days", "month", "quarter", "half", "year", "term"]

CALENDAR_KINDS: tuple[Kind, ...] = ("week", "ten_days", "month", "quarter", "half", "year")
MONTHS: dict[Kind, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
ONE_DAY = dt.timedelta(days=1)
GRACE = dt.timedelta(days=30)
"""A fixed day of the year is never due earlier than this after the bearer's first active day."""

_PATTERNS: dict[Kind, re.Pattern[str]] = {
    "week": re.compile(r"(\d{4})W(\d\d)", re.ASCII),
    "ten_days": re.compile(r"(\d{4})-(\d\d)([abc])", re.ASCII),
    "month": re.compile(r"(\d{4})-(\d\d)", re.ASCII),
    "quarter": re.compile(r"(\d{4})Q([1-4])", re.ASCII),
    "half": re.compile(r"(\d{4})H([12])", re.ASCII),
    "year": re.compile(r"(\d{4})", re.ASCII),
    "term": re.compile(r"T(\d{4}-\d\d-\d\d)", re.ASCII),
}


@dataclasses.dataclass(frozen=True)
class Period:
    """A stretch of days with a name: `start` is its first day, `end` the first day after it."""

    kind: Kind
    name: str
    start: dt.date
    end: dt.date

    @property
    def last_day(self) -> dt.date:
        """Its last day, the `period_end` of the rules."""
        return self.end - ONE_DAY

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days


def period_of(kind: Kind, day: dt.date) -> Period:
    """The calendar period of `kind` in which `day` lies. Raises ValueError for `term`, which is no calendar period."""
    if kind == "week":
        year, week, weekday = day.isocalendar()
        start = day - dt.timedelta(days=weekday - 1)
        return Period(kind, f"{year:04}W{week:02}", start, start + dt.timedelta(days=7))
    if kind == "ten_days":
        part = min((day.day - 1) // 10, 2)
        start = day.replace(day=10 * part + 1)
        end = _add_months(day.replace(day=1), 1) if part == 2 else start + dt.timedelta(days=10)
        return Period(kind, f"{day:%Y-%m}{'abc'[part]}", start, end)
    if kind == "term":
        raise ValueError("a term belongs to a tenure, not to the calendar")
    length = MONTHS[kind]
    number = (day.month - 1) // length
    start = dt.date(day.year, number * length + 1, 1)
    name = {
        "month": f"{day:%Y-%m}",
        "quarter": f"{day.year:04}Q{number + 1}",
        "half": f"{day.year:04}H{number + 1}",
        "year": f"{day.year:04}",
    }[kind]
    return Period(kind, name, start, _add_months(start, length))


def periods_between(kind: Kind, first: dt.date, last: dt.date) -> Iterator[Period]:
    """The calendar periods of `kind` that share a day with `first` to `last`, both included, in order."""
    period = period_of(kind, first)
    while period.start <= last:
        yield period
        period = period_of(kind, period.end)


def kind_of(name: str) -> Kind:
    """The kind that a period's name says. Raises ValueError for a name that is none."""
    for kind, pattern in _PATTERNS.items():
        if pattern.fullmatch(name):
            return kind
    raise ValueError(
        f"{name!r} is not a period: write 2025, 2025H1, 2025Q1, 2025-03, 2025-03a, 2025W07 or T2023-05-10"
    )


def first_day(name: str) -> dt.date:
    """The first day of the period called `name`. Raises ValueError where there is no such period (2025-13, 2025W54)."""
    kind = kind_of(name)
    match = _PATTERNS[kind].fullmatch(name)
    assert match is not None
    if kind == "term":
        return dt.date.fromisoformat(match[1])
    year = int(match[1])
    if kind == "week":
        return dt.date.fromisocalendar(year, int(match[2]), 1)
    if kind == "ten_days":
        return dt.date(year, int(match[2]), 10 * "abc".index(match[3]) + 1)
    if kind == "year":
        return dt.date(year, 1, 1)
    return dt.date(year, (int(match[2]) - 1) * MONTHS[kind] + 1, 1)


def is_period(name: str) -> bool:
    """Whether there is a period of that name."""
    try:
        first_day(name)
    except ValueError:
        return False
    return True


def parse(name: str) -> Period:
    """The calendar period called `name`. Raises ValueError for a name that is none, and for a term's."""
    return period_of(kind_of(name), first_day(name))


def nominal_end(start: dt.date, years: int) -> dt.date:
    """The first day after a term of `years` that starts on `start`; 29 February becomes 28 February where needed."""
    return _add_months(start, 12 * years)


def required(at_least: int, active_days: int, days: int) -> int:
    """`at_least` pro-rated by active days of the period: max(1, floor(at_least × share + 1/2)), in whole numbers."""
    return max(1, (2 * at_least * active_days + days) // (2 * days))


def is_owed(active_days: int, days: int) -> bool:
    """Whether a bearer with so many active days owes a calendar period: share >= 1/2."""
    return 2 * active_days >= days


def due_on(due: str, period: Period, first_active: dt.date) -> dt.date:
    """The day by which an obligation is due.

    `due` is `period_end`, `+Nd`, `next MM-DD` or, for a year, `MM-DD`; `first_active` is the bearer's first active
    day in the period. Raises ValueError for any other word.
    """
    if due == "period_end":
        return period.last_day
    if match := re.fullmatch(r"\+(\d+)d", due):
        return period.last_day + dt.timedelta(days=int(match[1]))
    if match := re.fullmatch(r"next (\d\d)-(\d\d)", due):
        return dt.date(period.last_day.year + 1, int(match[1]), int(match[2]))
    if match := re.fullmatch(r"(\d\d)-(\d\d)", due):
        day = dt.date(period.start.year, int(match[1]), int(match[2]))
        return min(max(day, first_active + GRACE), period.last_day)
    raise ValueError(f"{due!r} is not a due day: write period_end, +31d, next 03-31 or 03-31")


def display_name(name: str) -> str:
    """The period in Chinese, as screens and papers show it: 2026年第三季度."""
    kind, start = kind_of(name), first_day(name)
    words = {
        "week": lambda: f"{name[:4]}年第{int(name[5:])}周",
        "ten_days": lambda: f"{start.year}年{start.month}月{'上中下'['abc'.index(name[-1])]}旬",
        "month": lambda: f"{start.year}年{start.month}月",
        "quarter": lambda: f"{start.year}年第{'一二三四'[int(name[-1]) - 1]}季度",
        "half": lambda: f"{start.year}年{'上下'[int(name[-1]) - 1]}半年",
        "year": lambda: f"{start.year}年",
        "term": lambda: f"{start.year}年{start.month}月{start.day}日起任期",
    }
    return words[kind]()


def _add_months(day: dt.date, months: int) -> dt.date:
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = (dt.date(year + (month == 11), (month + 1) % 12 + 1, 1) - ONE_DAY).day
    return dt.date(year, month + 1, min(day.day, last))
