"""The days on which briefs are made by themselves."""

import datetime as dt

import pytest

from duties.briefs.days import latest_due, next_due

SINCE = dt.date(2026, 11, 10)


@pytest.mark.parametrize(
    ("every", "today", "due"),
    [
        ("week", dt.date(2026, 11, 15), None),
        ("week", dt.date(2026, 11, 16), dt.date(2026, 11, 16)),
        ("week", dt.date(2026, 11, 29), dt.date(2026, 11, 23)),
        ("month", dt.date(2026, 11, 30), None),
        ("month", dt.date(2026, 12, 1), dt.date(2026, 12, 1)),
        ("month", dt.date(2027, 2, 28), dt.date(2027, 2, 1)),
        ("", dt.date(2027, 2, 28), None),
    ],
)
def test_the_latest_day_after_the_setting(every: str, today: dt.date, due: dt.date | None) -> None:
    assert latest_due(every, SINCE, today) == due


def test_a_day_on_which_it_is_set_makes_none() -> None:
    assert latest_due("week", dt.date(2026, 11, 16), dt.date(2026, 11, 16)) is None


@pytest.mark.parametrize(
    ("every", "due"), [("week", dt.date(2027, 1, 4)), ("month", dt.date(2027, 1, 1)), ("", None)]
)
def test_the_next_day(every: str, due: dt.date | None) -> None:
    assert next_due(every, dt.date(2026, 12, 31)) == due
