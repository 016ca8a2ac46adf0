"""What text is cut into, how it is read, and which characters were found: without a database."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.lexemes import lexemes, tsquery, tsvector
from portal.search.marking import excerpt, marked, says
from portal.search.plain import LONGEST_QUERY, MOST_WORDS, squeeze, typed_words
from portal.search.readings import MOST_READINGS, initials, readings, usual


def shown(text: str, *words: str) -> str:
    """The text with what was found in brackets."""
    return "".join(f"[{part}]" if found else part for part, found in marked(text, words))


def test_signs_and_widths_make_no_difference() -> None:
    assert squeeze("演示－甲一 ＡＢ12(试)") == "演示甲一ab12试"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (" 演示  27团 ", ["演示", "27团"]),
        ("YS27T", ["ys27t"]),
        ("xi'an lü", ["xian", "lv"]),
        ("-- ·", []),
        ("团 团", ["团"]),
        ("", []),
    ],
)
def test_what_is_typed_is_taken_as_words(typed: str, words: list[str]) -> None:
    assert typed_words(typed) == words


def test_a_name_is_read_in_every_way() -> None:
    said = {"".join(each) for each in readings("演示-单乐")}
    assert {"yanshidanle", "yanshishanyue", "yanshishanle"} <= said
    assert "".join(readings("演示重庆路连队")[0]) == "yanshichongqingluliandui"


def test_a_long_name_keeps_a_bounded_number_of_readings() -> None:
    said = readings("重单乐行会长曾任都还没着数" * 4)
    assert len(said) == MOST_READINGS == len(set(said))


def test_numbers_stay_whole() -> None:
    assert (usual("演示27团"), initials(usual("演示27团"))) == (
        ("yan", "shi", "27", "tuan"),
        ("y", "s", "27", "t"),
    )


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40))
def test_whatever_is_written_can_be_read_cut_and_shown(text: str) -> None:
    found = lexemes([text or "无"], text, thorough=True)
    assert not [each for each in found if re.search(r"['\\\s]", each)]
    assert "".join(part for part, _ in marked(text, typed_words(text))) == text


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=80))
def test_whatever_is_typed_makes_a_bounded_question(text: str) -> None:
    words = typed_words(text)
    assert len(words) <= MOST_WORDS
    assert sum(map(len, words)) <= 4 * LONGEST_QUERY * 18  # NFKC may write one sign as up to 18
    assert bool(tsquery(words)) == bool(words)


def test_lexemes_are_the_database_s_own_writing() -> None:
    assert (
        tsvector(lexemes(["27团"], "", thorough=False)) == "'27团' '7团' '^27t' '^t' '~27tuan' '~tuan' '团'"
    )


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("27团", "演示[27团]一连"),
        ("甲一", "演示-[甲一]"),
        ("示甲", "演[示-甲]一"),
        ("yanshi27t", "[演示27团]一连"),
        ("yl", "演示27团[一连]"),
        ("shanyue", "演示-[单乐]"),
        ("dan", "演示-[单]乐"),
        ("没有", "演示27团"),
    ],
)
def test_what_was_found_is_shown(word: str, text: str) -> None:
    assert shown(re.sub(r"[\[\]]", "", text), word) == text


def test_a_word_is_said_from_a_syllable_on() -> None:
    assert says("规则库", "guize")
    assert says("规则库", "zek")
    assert not says("规则库", "uize")
    assert not says("规则库", "zek", first=True)


def test_what_stands_around_it_is_shown() -> None:
    text = "前" * 100 + "高标准农田" + "后" * 100
    assert excerpt(text, ["农田"]).startswith("…前")
    assert "高标准农田后" in excerpt(text, ["农田"])
    assert excerpt(text, ["水库"]) == ""
