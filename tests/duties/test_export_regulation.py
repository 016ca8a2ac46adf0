"""export_regulation: what is written loads back without a change, and what is loaded next must be based on it."""

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from duties.models import Reading, Regulation, Rule, RulebookVersion
from duties.rereading import NewReading
from duties.rulebook import XPCC_2023, check_rulebook, read_rulebook, read_text
from duties.rulebook.content import canonical
from duties.services.readings import reading_revise
from portal.access import SYSTEM
from portal.models import Role, Word
from portal.services.structure import unit_found
from tests.duties.test_load_regulation import load, revised
from tests.portal.desk import START, account_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded() -> None:
    load(XPCC_2023)


def export(folder: Path) -> Path:
    call_command("export_regulation", "xpcc-2023", folder, stdout=StringIO())
    return folder


def adopt() -> RulebookVersion:
    """The office asks for three visits in place of four from 2027 on."""
    corps = unit_found(actor=SYSTEM, code="兵", kind="corps", name="演示兵团", started_on=START, parent=None)
    return reading_revise(
        actor=account_at(corps, Role.OFFICE, "office"),
        rule=Rule.objects.get(code="a7.3.visits"),
        change=NewReading("must", "每人每年至少3次", at_least=3, due="period_end", remind_days=30),
        since=dt.date(2027, 1, 1),
        reason="演示:与上级办法一致",
        based_on=1,
    )


def test_the_files_say_what_the_loaded_ones_said(loaded: None, tmp_path: Path) -> None:
    folder = export(tmp_path / "out")
    written, given = read_rulebook(folder), read_rulebook(XPCC_2023)
    assert canonical(written.content) == canonical(given.content)
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        path.name for path in XPCC_2023.iterdir() if path.is_file()
    )
    texts = [read_text((path / "text.txt").read_text(encoding="utf-8")) for path in (folder, XPCC_2023)]
    assert texts[0] == texts[1]
    check_rulebook(written, texts[0])


def test_loading_it_back_changes_nothing(loaded: None, tmp_path: Path) -> None:
    words = list(Word.objects.order_by("group", "position").values_list("group", "code"))
    before = list(Reading.objects.order_by("pk").values())
    assert "第 1 版没有变化" in load(export(tmp_path / "out"))
    assert list(Reading.objects.order_by("pk").values()) == before
    assert list(Word.objects.order_by("group", "position").values_list("group", "code")) == words


def test_an_adopted_reading_is_written_and_loads_back(loaded: None, tmp_path: Path) -> None:
    adopt()
    folder = export(tmp_path / "out")
    text = (folder / "chapter-2-article-07.yaml").read_text(encoding="utf-8")
    assert "at_least: 3" in text
    assert "read_as: '每人每年至少3次'" in text
    assert "version_from: 2027-01-01" in (folder / "regulation.yaml").read_text(encoding="utf-8")
    assert "第 2 版没有变化" in load(folder)


def test_a_file_that_knows_nothing_of_it_is_refused_with_the_differences(
    loaded: None, tmp_path: Path
) -> None:
    adopt()
    with pytest.raises(CommandError) as refused:
        load(revised(tmp_path, "2027-06-01", at_least=4))
    said = str(refused.value)
    assert "不是依据现行的第 2 版" in said
    assert "a7.3.visits:at_least 现行 3,文件 4" in said
    assert "a7.3.visits:read_as 现行 每人每年至少3次,文件 (无)" in said
    assert "a7.2" not in said
    with pytest.raises(CommandError, match="不是依据现行的第 2 版"):
        load(XPCC_2023)
    assert RulebookVersion.objects.count() == 2


def test_the_exported_file_changed_in_the_same_field_makes_the_next_version(
    loaded: None, tmp_path: Path
) -> None:
    adopt()
    folder = export(tmp_path / "out")
    rewrite(folder / "regulation.yaml", "version_from: 2027-01-01", "version_from: 2028-01-01")
    rewrite(folder / "chapter-2-article-07.yaml", "at_least: 3", "at_least: 5")
    assert "第 3 版已载入" in load(folder)
    assert Reading.objects.get(version__number=3, rule__code="a7.3.visits").at_least == 5


def test_a_file_that_carries_what_was_adopted_may_change_other_rules(loaded: None, tmp_path: Path) -> None:
    adopt()
    folder = revised(tmp_path, "2027-06-01", at_least=3)
    rule = "title: '到联系团场专题调研', "
    rewrite(folder / "chapter-2-article-07.yaml", rule, f"{rule}read_as: '每人每年至少3次', ")
    rewrite(folder / "chapter-6.yaml", "title: '表彰激励'", "title: '表彰'")
    assert "第 3 版已载入" in load(folder)


def rewrite(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_rules_in_an_order_of_their_own_stay_in_it(tmp_path: Path) -> None:
    rulebook = tmp_path / "one.yaml"
    rulebook.write_text(RULES_ASTRAY, encoding="utf-8")
    (tmp_path / "text.txt").write_text("第一条 每周巡查。\n第二条 每旬报告。\n", encoding="utf-8")
    load(rulebook)
    folder = tmp_path / "out"
    call_command("export_regulation", "astray", folder, stdout=StringIO())
    assert [rule["id"] for rule in read_rulebook(folder).rules] == ["b", "a"]
    assert "没有变化" in load(folder)


RULES_ASTRAY = """
regulation: astray
title: 演示巡查办法
effective_on: 2025-01-01
vocabulary:
  units: {post: 哨所}
  kinds: {patrol: {name: 巡查, forms: {}}, report: {name: 报告}}
rules:
  - {id: b, article: 2, item: 1, force: must, measure: submission, bearer: unit, units: [post], kind: report,
     period: ten_days, at_least: 1, due: +3d, remind_days: 0, title: 旬报, quote: 每旬报告}
  - {id: a, article: 1, item: '1', force: must, measure: count, bearer: unit, units: [post], kind: patrol, on_topic: false,
     period: week, at_least: 2, due: period_end, remind_days: 1, title: 巡查, quote: 每周巡查, read_as: "一行\\n两行: 2次"}
"""


def test_an_unknown_regulation_and_a_folder_with_other_files_are_named(loaded: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="已载入的有:xpcc-2023"):
        call_command("export_regulation", "none", tmp_path)
    (tmp_path / "other.yaml").write_text("", encoding="utf-8")
    with pytest.raises(CommandError, match=r"other\.yaml"):
        export(tmp_path)
    assert Regulation.objects.count() == 1
