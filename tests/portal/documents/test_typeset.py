"""Lines and titles broken by the rules of Chinese typesetting."""

import pytest

from portal.documents.typeset import BODY, CELL, TYPE_WIDTH, set_lines, title_lines


def texts(text: str, **indents: float) -> list[str]:
    """The lines of a text."""
    return [line.text for line in set_lines(text, **indents)]


def test_a_full_line_has_28_characters_at_the_tracking_of_the_grid():
    lines = set_lines("督办" * 40)
    assert [len(line.text) for line in lines] == [28, 28, 24]
    assert {line.tracking for line in lines} == {round(BODY.tracking, 3)}


def test_the_first_line_is_indented_by_two_characters():
    lines = set_lines("督办" * 40, first=2 * CELL)
    assert (len(lines[0].text), lines[0].indent) == (26, 2 * CELL)


@pytest.mark.parametrize("mark", ["，", "。", "）", "》", "”", "：", "…"])
def test_no_closing_mark_starts_a_line(mark):
    assert texts("督" * 28 + mark + "办") == ["督" * 27, f"督{mark}办"]


@pytest.mark.parametrize("mark", ["（", "《", "“", "〔"])
def test_no_opening_mark_ends_a_line(mark):
    assert texts("督" * 27 + mark + "办法") == ["督" * 27, f"{mark}办法"]


@pytest.mark.parametrize("whole", ["2026年", "12号", "89.1%", "GB/T9704-2012", "3次"])
def test_numbers_and_codes_stay_whole(whole):
    assert texts("督" * 27 + whole + "办")[1].startswith(whole)


@pytest.mark.parametrize("mark", ["——", "……"])
def test_double_marks_stay_whole(mark):
    assert texts("督" * 27 + mark + "办") == ["督" * 26, f"督{mark}办"]


def test_a_line_with_half_width_digits_still_ends_flush():
    first = set_lines("督" * 10 + "2026" + "办" * 30)[0]
    width = BODY.width(first.text) - len(first.text) * BODY.tracking
    assert width + (len(first.text) - 1) * first.tracking == pytest.approx(TYPE_WIDTH, abs=0.1)


def test_line_ends_of_the_text_are_not_kept():
    assert texts("督办\r\n通知\t单\n") == ["督办通知单"]


def test_a_code_longer_than_a_line_is_torn_after_all():
    assert "".join(texts("A" * 100)) == "A" * 100


def test_a_title_is_broken_by_sense_into_balanced_lines():
    title = "关于演示27团2026年第三季度领导小组会议逾期未召开的督办通知单"
    assert title_lines(title) == ("关于演示27团2026年第三季度", "领导小组会议逾期未召开的督办通知单")


def test_a_short_title_stays_on_one_line():
    assert title_lines("督办通知单") == ("督办通知单",)
