"""The regulation's rulebook is whole, and a bad one is refused with file, line and reason."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from duties.rulebook import XPCC_2023, RulebookError, check_rulebook, read_rulebook, read_text
from duties.rulebook.text import number_of

TEXT = read_text((XPCC_2023 / "text.txt").read_text(encoding="utf-8"))


def test_the_text_has_26_articles_in_seven_chapters() -> None:
    assert [article.number for article in TEXT.articles] == list(range(1, 27))
    assert {article.chapter for article in TEXT.articles} == set(range(1, 8))
    last = TEXT.articles[-1]
    assert (last.chapter_title, last.text) == ("附则", "本实施细则自发布之日起施行。")


@pytest.mark.parametrize(
    ("numeral", "number"), [("三", 3), ("十", 10), ("十二", 12), ("二十", 20), ("二十六", 26)]
)
def test_chinese_numerals(numeral: str, number: int) -> None:
    assert number_of(numeral) == number


def test_the_rulebook_is_accepted_whole() -> None:
    rulebook = read_rulebook(XPCC_2023)
    check_rulebook(rulebook, TEXT)
    assert len(rulebook.rules) == len({rule["id"] for rule in rulebook.rules}) == 85
    measures = Counter(rule["measure"] for rule in rulebook.rules)
    assert measures == {"continuous": 40, "count": 23, "submission": 12, "coverage": 6, "standing": 4}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the rulebook that a test may spoil."""
    return Path(shutil.copytree(XPCC_2023, tmp_path / "rulebook"))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("title: '年度计划'", "title: '年度计划', colour: red", "未知字段 colour"),
        ("提出阶段目标、年度计划", "提出阶段目标和年度计划", "引文不在第 7 条中"),
        ("due: 03-31, remind_days: 30, title: '年度计划'", "due: 02-29, remind_days: 30, title: '年度计划'", "不是每年都有"),
        ("form: annual_plan, period: year", "form: annual_plan, period: decade", "decade 不在词汇中"),
        ("form: annual_plan, period: year", "form: annual_plan, period: quarter", "MM-DD 只用于 year"),
        ("id: a7.1.plan", "id: a7.4", "编号重复"),
        ("units: [division], kind: document", "units: [province], kind: document", "province 不在词汇中"),
        ("measure: standing, bearer: seat", "measure: standing, form: research, bearer: seat", "standing 不用 form"),
        ("form: research, on_topic: true, target: {linked: contact_point, unit: regiment}",
         "form: research, on_topic: true, target: {child: regiment}", "child、household 只用于 coverage"),
        ("due: 03-31, remind_days: 30, title: '年度计划'", "due: +0d, remind_days: 30, title: '年度计划'", "应为 period_end"),
        ("at_least: 4", "at_least: all", "at_least 应为正整数"),
    ],
)  # fmt: skip
def test_a_spoilt_rule_is_refused_by_file_and_line(folder: Path, old: str, new: str, reason: str) -> None:
    file = folder / "chapter-2-article-07.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulebookError) as refused:
        check_rulebook(read_rulebook(folder), TEXT)
    line = text[: text.index(old)].count("\n") + 1
    messages = [str(fault) for fault in refused.value.faults]
    assert any(message.startswith(f"{file.name}:") and reason in message for message in messages), messages
    assert f"{file.name}:{line}:" in " ".join(messages) or reason == "编号重复"


def test_a_key_given_twice_is_refused(folder: Path) -> None:
    file = folder / "regulation.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "title: 又一名称\n", encoding="utf-8")
    with pytest.raises(RulebookError, match=r"regulation\.yaml:\d+: 不是规范的 YAML"):
        read_rulebook(folder)


def test_an_unknown_field_at_the_top_is_refused(folder: Path) -> None:
    (folder / "zz.yaml").write_text("colour: red\n", encoding="utf-8")
    with pytest.raises(RulebookError, match=r"zz\.yaml:1: 未知字段 colour"):
        read_rulebook(folder)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match="没有"):
        read_rulebook(tmp_path)
