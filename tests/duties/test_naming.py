"""Names of provisions, read from the regulation's own text."""

import pytest

from duties.naming import article_name, chinese_number, provision_name
from duties.rulebook import XPCC_2023
from duties.rulebook.text import read_text

EIGHT = "团场(镇)党政是“一线指挥部”。\n主要负责人责任主要包括:\n(一)制定规划。\n(二)每年主持召开会议。"


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (26, "二十六"), (99, "九十九")]
)
def test_numbers(number: int, words: str) -> None:
    assert chinese_number(number) == words


@pytest.mark.parametrize("number", [0, -1, 100])
def test_numbers_beyond_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        chinese_number(number)


def test_an_article_alone() -> None:
    assert article_name(8) == "第八条"
    assert provision_name(8) == "第八条"


def test_numbered_items_name_their_paragraph_where_the_article_has_several() -> None:
    assert provision_name(8, "二", EIGHT) == "第八条第二款(二)"


def test_without_the_text_the_paragraph_is_left_out() -> None:
    assert provision_name(8, "二") == "第八条(二)"


def test_an_article_of_one_paragraph_names_none() -> None:
    assert provision_name(13, "1", "建立制度。") == "第十三条"
    assert provision_name(5, "二", "责任主要包括:\n(一)甲。\n(二)乙。") == "第五条(二)"


def test_paragraphs_are_counted_without_numbered_items() -> None:
    assert provision_name(9, "2", "第一款。\n第二款。") == "第九条第二款"


@pytest.mark.parametrize(
    ("article", "item", "name"),
    [
        (5, "十四", "第五条(十四)"),
        (6, "二", "第六条第二款(二)"),
        (8, "六", "第八条第二款(六)"),
        (9, "1", "第九条第一款"),
        (13, "1", "第十三条"),
        (17, "3", "第十七条第三款"),
    ],
)
def test_the_provisions_of_the_regulation(article: int, item: str, name: str) -> None:
    text = read_text((XPCC_2023 / "text.txt").read_text(encoding="utf-8")).article(article)
    assert text is not None
    assert provision_name(article, item, text.text) == name
