"""Working days: 调休, the office's table before the package, years that nobody knows."""

import datetime as dt

import pytest
import time_machine

from portal.models import Account, CalendarDay, CalendarYear
from portal.working_days import (
    WorkingDays,
    add_working_days,
    calendar_gaps,
    is_packaged,
    is_working_day,
    next_working_day,
)

PACKAGED = WorkingDays({})

FIRST_UNKNOWN = next(year for year in range(2026, 2100) if not is_packaged(year))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("2026-11-24", True),
        ("2026-11-28", False),
        ("2026-10-01", False),
        ("2026-10-10", True),  # Saturday, worked in place of a day of the National Day holiday
        ("2026-02-14", True),  # Saturday, worked for the Spring Festival
        ("2026-02-16", False),  # Monday of the Spring Festival
        ("2024-02-29", True),
        ("2025-01-26", True),  # Sunday, worked for the Spring Festival
    ],
)
def test_the_packaged_calendar_knows_holidays_and_swapped_days(text: str, works: bool) -> None:
    assert PACKAGED.works(day(text)) is works


def test_days_are_counted_over_holidays_and_swapped_saturdays() -> None:
    assert PACKAGED.next(day("2026-09-30")) == day("2026-10-08")
    assert PACKAGED.add(day("2026-09-30"), 3) == day("2026-10-10")
    assert PACKAGED.add(day("2026-10-10"), -3) == day("2026-09-30")
    assert PACKAGED.add(day("2026-10-03"), 0) == day("2026-10-08")
    assert PACKAGED.add(day("2026-10-08"), 0) == day("2026-10-08")


@pytest.mark.django_db
def test_the_table_comes_before_the_package() -> None:
    CalendarDay.objects.create(day=day("2026-11-24"), works=False, note="演示放假")
    CalendarDay.objects.create(day=day("2026-11-28"), works=True, note="演示调休上班")
    assert not is_working_day(day("2026-11-24"))
    assert is_working_day(day("2026-11-28"))
    assert next_working_day(day("2026-11-23")) == day("2026-11-25")
    assert add_working_days(day("2026-11-27"), 1) == day("2026-11-28")


@pytest.mark.django_db
def test_an_unknown_year_counts_monday_to_friday_and_is_named_in_time() -> None:
    monday = dt.date.fromisocalendar(FIRST_UNKNOWN, 10, 1)
    assert [is_working_day(monday + dt.timedelta(days=n)) for n in range(7)] == [True] * 5 + [False] * 2
    with time_machine.travel(dt.datetime(FIRST_UNKNOWN - 1, 10, 31, tzinfo=dt.UTC)):
        assert calendar_gaps() == []
    with time_machine.travel(dt.datetime(FIRST_UNKNOWN - 1, 12, 1, tzinfo=dt.UTC)):
        assert calendar_gaps() == [FIRST_UNKNOWN]
        CalendarYear.objects.create(
            year=FIRST_UNKNOWN,
            settled_at=dt.datetime.now(dt.UTC),
            settled_by=Account.objects.create(username="a", name="演示-甲"),
        )
        assert calendar_gaps() == []
