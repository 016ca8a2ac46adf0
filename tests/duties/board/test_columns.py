"""Columns read from the rulebook: alike rules of different tiers share one, whatever the regulation."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command

from duties.rulebook import XPCC_2023
from duties.selectors.board.columns import Column, column_of, columns_of, families_of, readings_on
from duties.selectors.board.table import bands_of
from portal.selectors.vocabulary import vocabulary

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 9, 30)


@pytest.fixture
def columns() -> dict[str, Column]:
    call_command("load_regulation", XPCC_2023, stdout=StringIO())
    return {column.code: column for column in columns_of(readings_on(ON), vocabulary())}


def test_a_meeting_of_three_tiers_is_one_column(columns: dict[str, Column]) -> None:
    column = columns["a6.2.standing_committee"]
    assert len(column.rules) == 3
    assert (column.title, column.hint, column.mark) == ("党委常委会会议", "季", "")


def test_what_one_unit_owes_twice_stands_in_two_columns(columns: dict[str, Column]) -> None:
    assert columns["a19.inspect_divisions"].title == "督查所有师市"
    assert columns["a19.inspect_departments"].title == "督查兵团有关部门"


def test_titles_that_differ_give_what_they_share_or_the_word_of_the_kind(columns: dict[str, Column]) -> None:
    assert columns["a6.3.contact"].title == "定点联系"
    assert columns["a19.oversee_divisions"].title == "定期监督"
    assert len(columns["a6.3.contact"].rules) == 3


def test_forces_and_periods_are_kept_apart(columns: dict[str, Column]) -> None:
    visits = [column for column in columns.values() if column.family == "visit"]
    assert [(column.hint, column.mark) for column in visits] == [
        ("年", "不计逾期"),
        ("年≥4", ""),
        ("季", "不计逾期"),
        ("任期", "原则上"),
    ]


def test_every_countable_rule_stands_in_one_column(columns: dict[str, Column]) -> None:
    standing = [rule for column in columns.values() for rule in column.rules]
    assert sorted(standing) == sorted({reading.rule_id for reading in readings_on(ON)})


def test_a_column_is_found_by_any_of_its_rules(columns: dict[str, Column]) -> None:
    found = column_of("a8.2.executive", readings_on(ON), vocabulary())
    assert found == columns["a6.2.executive"]
    assert column_of("a99", readings_on(ON), vocabulary()) is None


def test_families_of_the_period_lead_unfolded_and_others_are_summed(columns: dict[str, Column]) -> None:
    families = families_of(columns.values(), vocabulary())
    bands = bands_of(families, "quarter", None)
    assert bands[0].code == "meeting"
    assert not bands[0].folded
    documents = next(band for band in bands if band.code == "document")
    assert documents.folded
    assert len(documents.heads) == 1
    assert len(documents.heads[0].rules) == 9


def test_a_folded_family_sums_only_what_must_be_done(columns: dict[str, Column]) -> None:
    families = families_of(columns.values(), vocabulary())
    visits = next(band for band in bands_of(families, "quarter", ()) if band.code == "visit")
    assert visits.heads[0].rules == frozenset(columns["a7.3.visits"].rules)
