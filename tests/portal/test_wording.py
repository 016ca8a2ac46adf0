import datetime as dt

import pytest

from duties.periods import parse
from portal.wording import day_cn, period_cn


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("2026", "2026年"),
        ("2026H1", "2026年上半年"),
        ("2026Q3", "2026年第三季度"),
        ("2026-09", "2026年9月"),
        ("2026-09a", "2026年9月上旬"),
        ("2026-09c", "2026年9月下旬"),
        ("2026W07", "2026年第7周"),
    ],
)
def test_a_period_is_written_in_words(name: str, words: str) -> None:
    assert parse(name).name == name
    assert period_cn(name) == words


def test_a_term_says_its_first_day() -> None:
    assert period_cn("T2023-05-10") == "2023年5月10日起的任期"


def test_a_name_of_no_known_shape_stays() -> None:
    assert period_cn("2026Q5") == "2026Q5"


def test_a_day_has_its_weekday() -> None:
    assert day_cn(dt.date(2026, 9, 30)) == "2026年9月30日(星期三)"
    assert day_cn(None) == ""
