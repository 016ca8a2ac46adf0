"""A field of a wrong type or an undefined combination is refused with file, line and reason, never a traceback."""

import shutil
from pathlib import Path

import pytest

from duties.rulebook import XPCC_2023, RulebookError, check_rulebook, read_rulebook, read_text

TEXT = read_text((XPCC_2023 / "text.txt").read_text(encoding="utf-8"))
VISITS = "id: a7.3.visits, article: 7, item: 三, force: must, measure: count"
A74 = "id: a7.4,  article: 7"


def refusals(tmp_path: Path, file: str, old: str, new: str) -> list[str]:
    folder = Path(shutil.copytree(XPCC_2023, tmp_path / "rulebook"))
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulebookError) as refused:
        check_rulebook(read_rulebook(folder), TEXT)
    return [str(fault) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("article: 7, item: 一", "article: seven, item: 一", "article 的值 seven 不对"),
        ("article: 7, item: 一", "article: 0, item: 一", "article 的值 0 不对"),
        ("units: [division], kind: document", "units: division, kind: document", "units 的值 division 不对"),
        ("units: [division], kind: document", "units: [], kind: document", "units 的值 [] 不对"),
        ("units: [division], kind: document", "units: [division, division], kind: document", "units 的值"),
        ("title: '年度计划'", "title: ''", "title 的值"),
        ("on_topic: true", "on_topic: 1", "on_topic 的值 1 不对"),
        ("at_least: 4", "at_least: 0", "at_least 的值 0 不对"),
        ("at_least: 4", "at_least: true", "at_least 的值 True 不对"),
        ("at_least: 4", "at_least: 10001", "at_least 的值 10001 不对"),
        ("remind_days: 15", "remind_days: -1", "remind_days 的值 -1 不对"),
        ("target: {unit: regiment}", "target: regiment", "target 的值 regiment 不对"),
        ("target: {unit: regiment}", "target: {under: corps}", "target.under 只能是 bearer"),
        ("target: {unit: regiment}", "target: {household: false}", "target.household 只能是 true"),
        ("target: {unit: regiment}", "target: {unit: 3}", "target.unit 的值 3 不对"),
        ("measure: continuous, bearer: unit", "measure: continuous, period: year, bearer: unit", "不用 period"),
        ("measure: continuous, bearer: unit", "measure: continuous, on_topic: true, bearer: unit", "不用 on_topic"),
        ("roles: [party_secretary, administrative_head], kind: visit", "roles: [deputy], kind: visit", "deputy 不在词汇中"),
        ("kind: contact_point", "kind: visit", "kind 中的 visit 不在词汇中"),
        ("kind: visit", "kind: contact_point", "kind 中的 contact_point 不在词汇中"),
        ("at_least: 4", "at_least: 4, term_years: 5", "term_years 只用于"),
        ("form: research, on_topic", "also_forms: [walk], on_topic", "also_forms 须与 form 同用"),
    ],
)  # fmt: skip
def test_a_wrong_type_or_combination_is_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    found = refusals(tmp_path, "chapter-2-article-07.yaml", old, new)
    assert any(one.startswith("chapter-2-article-07.yaml:") and reason in one for one in found), found


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("effective_on: 2023-02-25", "effective_on: 2023-02-31", "无法解读"),
        ("effective_on: 2023-02-25", "effective_on: soon", "effective_on 的值 soon 不是日期"),
        (
            "effective_on: 2023-02-25",
            "effective_on: 2023-02-25\nversion_from: 2023-02-25",
            "version_from 应晚于",
        ),
        ("regulation: xpcc-2023", "regulation: 2023", "regulation 应为"),
        ("several: true", "several: 1", "several 只能是"),
        ("tier: 4", "tier: four", "tier 应为"),
        ("under: [regiment]", "under: [province]", "under 应为"),
        ("company: [party_secretary]", "company: [mayor]", "answer_for.company"),
        ("disclosure: {name: 公布党务连务财务}", "disclosure: {label: 公布}", "未知字段 label"),
        ("  tags:", "  flags:", "未知的组 flags"),
        ("title: 新疆", "rules: many\ntitle: 新疆", "rules 应为口径的列表"),
    ],
)
def test_a_bad_head_or_vocabulary_is_refused(tmp_path: Path, old: str, new: str, reason: str) -> None:
    found = refusals(tmp_path, "regulation.yaml", old, new)
    assert any(one.startswith("regulation.yaml:") and reason in one for one in found), found


def test_all_faults_are_gathered(tmp_path: Path) -> None:
    found = refusals(
        tmp_path, "chapter-6.yaml", "force: power, measure: continuous", "force: wish, measure: guess"
    )
    assert any("wish" in one for one in found) or any("缺少字段 kind" in one for one in found)
