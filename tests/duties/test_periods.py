"""Periods tile the calendar, names read back, and due days are as the rules say."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duties import periods

D = dt.date
DAYS = st.dates(min_value=D(1990, 1, 1), max_value=D(2090, 12, 31))
KINDS = st.sampled_from(periods.CALENDAR_KINDS)


@given(kind=KINDS, day=DAYS)
def test_periods_tile_the_calendar(kind: periods.Kind, day: dt.date) -> None:
    period = periods.period_of(kind, day)
    assert period.start <= day < period.end
    assert periods.period_of(kind, period.last_day) == period
    assert periods.period_of(kind, period.end).start == period.end
    assert periods.period_of(kind, period.start) == period == periods.parse(period.name)
    assert periods.first_day(period.name) == period.start
    assert period.start + dt.timedelta(days=period.days) == period.end


@pytest.mark.parametrize(
    ("kind", "day", "name", "start", "end"),
    [
        ("quarter", D(2025, 3, 31), "2025Q1", D(2025, 1, 1), D(2025, 4, 1)),
        ("quarter", D(2025, 4, 1), "2025Q2", D(2025, 4, 1), D(2025, 7, 1)),
        ("half", D(2025, 6, 30), "2025H1", D(2025, 1, 1), D(2025, 7, 1)),
        ("half", D(2025, 7, 1), "2025H2", D(2025, 7, 1), D(2026, 1, 1)),
        ("year", D(2024, 2, 29), "2024", D(2024, 1, 1), D(2025, 1, 1)),
        ("month", D(2024, 2, 29), "2024-02", D(2024, 2, 1), D(2024, 3, 1)),
        ("month", D(2025, 12, 31), "2025-12", D(2025, 12, 1), D(2026, 1, 1)),
        ("ten_days", D(2025, 3, 10), "2025-03a", D(2025, 3, 1), D(2025, 3, 11)),
        ("ten_days", D(2025, 3, 11), "2025-03b", D(2025, 3, 11), D(2025, 3, 21)),
        ("ten_days", D(2025, 3, 31), "2025-03c", D(2025, 3, 21), D(2025, 4, 1)),
        ("week", D(2021, 1, 3), "2020W53", D(2020, 12, 28), D(2021, 1, 4)),
        ("week", D(2025, 2, 10), "2025W07", D(2025, 2, 10), D(2025, 2, 17)),
    ],
)
def test_the_period_of_a_day(
    kind: periods.Kind, day: dt.date, name: str, start: dt.date, end: dt.date
) -> None:
    assert periods.period_of(kind, day) == periods.Period(kind, name, start, end)


@pytest.mark.parametrize(
    "name",
    [
        "2025W00",
        "2025W54",
        "2021W53",
        "2025-13",
        "2025-00a",
        "2025Q5",
        "2025H3",
        "25",
        "2025-03d",
        "T2025-02-30",
        "",
    ],
)
def test_a_name_that_is_no_period_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        periods.first_day(name)


def test_a_term_is_no_calendar_period() -> None:
    assert periods.first_day("T2023-05-10") == D(2023, 5, 10)
    with pytest.raises(ValueError, match="tenure"):
        periods.parse("T2023-05-10")


def test_between_gives_every_period_that_shares_a_day() -> None:
    found = [period.name for period in periods.periods_between("quarter", D(2024, 12, 31), D(2025, 4, 1))]
    assert found == ["2024Q4", "2025Q1", "2025Q2"]


@pytest.mark.parametrize(
    ("start", "years", "end"),
    [
        (D(2023, 5, 10), 5, D(2028, 5, 10)),
        (D(2024, 2, 29), 5, D(2029, 2, 28)),
        (D(2024, 2, 29), 4, D(2028, 2, 29)),
        (D(2023, 12, 31), 1, D(2024, 12, 31)),
    ],
)
def test_the_nominal_end_of_a_term(start: dt.date, years: int, end: dt.date) -> None:
    assert periods.nominal_end(start, years) == end


@pytest.mark.parametrize(
    ("at_least", "active", "days", "expected"),
    [
        (1, 214, 365, 1),
        (4, 214, 365, 2),
        (4, 365, 365, 4),
        (1, 1, 365, 1),
        (20, 366, 1827, 4),
        (1, 1, 2, 1),
        (3, 1, 2, 2),
    ],
)
def test_the_number_required_is_pro_rated(at_least: int, active: int, days: int, expected: int) -> None:
    assert periods.required(at_least, active, days) == expected


@pytest.mark.parametrize(("active", "owed"), [(45, True), (44, False), (90, True)])
def test_half_the_days_make_it_owed(active: int, owed: bool) -> None:
    assert periods.is_owed(active, 90) is owed


@pytest.mark.parametrize(
    ("due", "name", "first", "expected"),
    [
        ("period_end", "2025Q1", D(2025, 1, 1), D(2025, 3, 31)),
        ("+31d", "2025H1", D(2025, 1, 1), D(2025, 7, 31)),
        ("next 03-31", "2025", D(2025, 1, 1), D(2026, 3, 31)),
        ("next 01-31", "2025H2", D(2025, 7, 1), D(2026, 1, 31)),
        ("03-31", "2025", D(2025, 1, 1), D(2025, 3, 31)),
        ("03-31", "2025", D(2025, 3, 1), D(2025, 3, 31)),
        ("03-31", "2025", D(2025, 3, 2), D(2025, 4, 1)),
        ("03-31", "2025", D(2025, 4, 20), D(2025, 5, 20)),
        ("03-31", "2025", D(2025, 12, 20), D(2025, 12, 31)),
    ],
)
def test_due_days(due: str, name: str, first: dt.date, expected: dt.date) -> None:
    assert periods.due_on(due, periods.parse(name), first) == expected


def test_a_due_word_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not a due day"):
        periods.due_on("soon", periods.parse("2025"), D(2025, 1, 1))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("2026Q1", "2026年第一季度"),
        ("2026Q3", "2026年第三季度"),
        ("2026Q4", "2026年第四季度"),
        ("2025H1", "2025年上半年"),
        ("2025H2", "2025年下半年"),
        ("2025", "2025年"),
        ("2025-03", "2025年3月"),
        ("2025-03a", "2025年3月上旬"),
        ("2025-03b", "2025年3月中旬"),
        ("2025-11c", "2025年11月下旬"),
        ("2025W07", "2025年第7周"),
        ("2025W52", "2025年第52周"),
        ("T2023-05-10", "2023年5月10日起任期"),
    ],
)
def test_names_in_chinese(name: str, words: str) -> None:
    assert periods.display_name(name) == words
