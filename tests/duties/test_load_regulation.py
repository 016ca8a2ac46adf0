"""Loading the regulation: whole, twice without change, a later version beside the earlier, a bad one not at all."""

import datetime as dt
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from duties.models import Provision, Reading, Regulation, Rule, RulebookVersion
from duties.rulebook import XPCC_2023
from portal import clock
from portal.models import Change, Word
from portal.selectors.vocabulary import vocabulary

pytestmark = pytest.mark.django_db


def load(path: Path) -> str:
    out = StringIO()
    call_command("load_regulation", path, stdout=out)
    return out.getvalue()


def revised(tmp_path: Path, version_from: str, at_least: int = 3) -> Path:
    """The rulebook with fewer visits than four, from a day on."""
    folder = Path(shutil.copytree(XPCC_2023, tmp_path / "revised"))
    head, article = folder / "regulation.yaml", folder / "chapter-2-article-07.yaml"
    head.write_text(head.read_text(encoding="utf-8") + f"version_from: {version_from}\n", encoding="utf-8")
    article.write_text(
        article.read_text(encoding="utf-8").replace("at_least: 4", f"at_least: {at_least}"), encoding="utf-8"
    )
    return folder


def test_the_whole_regulation_is_loaded_once() -> None:
    assert "第 1 版已载入" in load(XPCC_2023)
    assert "第 1 版没有变化" in load(XPCC_2023)
    assert (Provision.objects.count(), Rule.objects.count(), Reading.objects.count()) == (26, 85, 85)
    assert Change.objects.filter(action="regulation_load").count() == 1


def test_the_words_are_data() -> None:
    load(XPCC_2023)
    words = vocabulary()
    assert words.name("units", "regiment") == "团场(镇)"
    assert words.answer_for("company") == ["party_secretary"]
    assert [word.code for word in words.forms_of("visit")] == ["research", "walk"]
    assert Word.objects.get(group="roles", code="deputy").data == {"several": True}


def test_a_new_version_keeps_the_old_one_for_the_past(tmp_path: Path) -> None:
    load(XPCC_2023)
    before = clock.now()
    load(revised(tmp_path, "2026-01-01"))
    readings = Reading.objects.filter(rule__code="a7.3.visits")
    now = readings.filter(known__endswith__isnull=True)
    assert now.get(governs__contains=dt.date(2025, 12, 31)).at_least == 4
    assert now.get(governs__contains=dt.date(2026, 1, 1)).at_least == 3
    assert readings.get(known__contains=before).governs.upper is None
    assert RulebookVersion.objects.count() == 2


def reworded(folder: Path) -> Path:
    """The same rulebook beside a text of which one article says something more."""
    text = folder / "text.txt"
    words = text.read_text(encoding="utf-8").replace("第二十六条", "第二十六条 (演示修正)", 1)
    text.write_text(words, encoding="utf-8")
    return folder


def test_a_later_version_brings_its_text(tmp_path: Path) -> None:
    load(XPCC_2023)
    assert load(reworded(revised(tmp_path, "2026-01-01"))).strip().endswith("第 2 版已载入,条文更新 1 条")
    assert Provision.objects.get(article=26).text.startswith("(演示修正)")
    assert Provision.objects.count() == 26
    assert Change.objects.latest("pk").after["articles"] == [26]


def test_a_text_alone_is_taken_without_a_new_version(tmp_path: Path) -> None:
    load(XPCC_2023)
    folder = reworded(Path(shutil.copytree(XPCC_2023, tmp_path / "same")))
    assert load(folder).strip().endswith("第 1 版没有变化,条文更新 1 条")
    assert load(folder).strip().endswith("第 1 版没有变化")
    assert RulebookVersion.objects.count() == 1


def test_an_article_that_is_no_more_stays_where_a_rule_was_read_from_it(tmp_path: Path) -> None:
    load(XPCC_2023)
    folder = Path(shutil.copytree(XPCC_2023, tmp_path / "shorter"))
    lines = (folder / "text.txt").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(("第一条", "第二条"))]
    (folder / "text.txt").write_text("\n".join(kept), encoding="utf-8")
    load(folder)
    assert sorted(Provision.objects.values_list("article", flat=True)) == list(range(3, 27))


def test_a_version_that_is_not_later_is_refused(tmp_path: Path) -> None:
    load(XPCC_2023)
    load(revised(tmp_path / "second", "2026-01-01"))
    known = Reading.objects.count()
    with pytest.raises(CommandError, match="version_from 应晚于现行版本的 2026-01-01"):
        load(revised(tmp_path / "third", "2026-01-01", at_least=2))
    assert Reading.objects.count() == known


def test_a_bad_rulebook_is_refused_with_file_and_line(tmp_path: Path) -> None:
    folder = revised(tmp_path, "2026-01-01")
    file = folder / "chapter-6.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("force: power", "force: wish"), encoding="utf-8")
    with pytest.raises(CommandError, match=r"chapter-6\.yaml:2: a22: force 中的 wish 不在词汇中"):
        load(folder)
    assert not Regulation.objects.exists()


def test_a_missing_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--text"):
        load(tmp_path)
