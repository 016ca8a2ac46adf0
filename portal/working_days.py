"""Days on which people in China work, swapped days (调休) included.

The table that the office keeps comes first, then the packaged calendar of the State Council's notices; a year that
neither knows counts Monday to Friday, and `calendar_gaps` says so on the health page.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping

import chinese_calendar

from portal import clock
from portal.models import CalendarDay, CalendarYear

SATURDAY = 5

AHEAD = dt.timedelta(days=45)
"""So long before a year begins its calendar is missed: the State Council announces it in November."""


@dataclasses.dataclass(frozen=True)
class WorkingDays:
    """The calendar as read once: for work on many days."""

    table: Mapping[dt.date, bool]

    def works(self, day: dt.date) -> bool:
        """Whether `day` is a working day."""
        if day in self.table:
            return self.table[day]
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            return day.weekday() < SATURDAY

    def next(self, day: dt.date) -> dt.date:
        """The first working day after `day`."""
        return self.add(day, 1)

    def add(self, day: dt.date, number: int) -> dt.date:
        """The working day that is the `number`-th after `day` (before it, for a negative one).

        For 0 it is `day` itself or, where nobody works on it, the first working day after it.
        """
        step = dt.timedelta(days=-1 if number < 0 else 1)
        if number == 0:
            while not self.works(day):
                day += step
            return day
        for _ in range(abs(number)):
            day += step
            while not self.works(day):
                day += step
        return day


def working_days() -> WorkingDays:
    """The calendar as it stands now; one query."""
    return WorkingDays(dict(CalendarDay.objects.values_list("day", "works")))


def is_working_day(day: dt.date) -> bool:
    """Whether `day` is a working day; one query."""
    return working_days().works(day)


def next_working_day(day: dt.date) -> dt.date:
    """The first working day after `day`; one query."""
    return working_days().next(day)


def add_working_days(day: dt.date, n: int) -> dt.date:
    """The `n`-th working day after `day`, before it for a negative `n`; see `WorkingDays.add`. One query."""
    return working_days().add(day, n)


def is_packaged(year: int) -> bool:
    """Whether the packaged calendar knows `year`."""
    try:
        chinese_calendar.is_workday(dt.date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def calendar_gaps() -> list[int]:
    """The years, of this and the coming one once it is near, that count Monday to Friday for want of a calendar; one query."""
    today = clock.today()
    near = sorted({today.year, (today + AHEAD).year})
    settled = set(CalendarYear.objects.filter(year__in=near).values_list("year", flat=True))
    return [year for year in near if year not in settled and not is_packaged(year)]
