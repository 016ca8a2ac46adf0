"""Two regulations beside each other: each brings its own words, and what they share adds up."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from duties.models import Reading, Regulation
from duties.rulebook import XPCC_2023
from portal.models import Word
from portal.selectors.vocabulary import vocabulary
from tests.duties.aimed import YUNZE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def regulations() -> None:
    call_command("load_regulation", XPCC_2023, verbosity=0)
    call_command("load_regulation", YUNZE / "first", "--text", YUNZE / "text.txt", verbosity=0)


def test_a_second_regulation_brings_its_own_words() -> None:
    words = vocabulary()
    assert words.name(Word.Group.UNIT, "bank_group") == "护岸组"
    assert [word.code for word in words.forms_of("patrol")] == ["on_foot", "by_boat", "by_night"]
    assert Reading.objects.filter(rule__regulation__code="yunze-2022").count() == 23
    assert Reading.objects.filter(rule__regulation__code="xpcc-2023").count() == 85


def test_a_shared_word_stands_under_the_kinds_of_both_and_keeps_its_first_name() -> None:
    words = vocabulary()
    assert words.data(Word.Group.UNIT, "department")["under"] == ["corps", "division", "basin", "reach"]
    assert words.name(Word.Group.FORM, "annual_tasks") == "年度任务"
    assert words.answer_for("department") == ["department_head"]
    assert [word.code for word in words.forms_of("report")][:2] == ["annual_report", "half_year_report"]
    assert list(words.words[Word.Group.UNIT])[:4] == ["corps", "division", "regiment", "company"]


def test_a_new_version_of_one_leaves_the_words_of_the_other() -> None:
    before = vocabulary().words
    call_command("load_regulation", YUNZE / "second", "--text", YUNZE / "text.txt", verbosity=0)
    after = vocabulary().words
    assert {group: list(words) for group, words in after.items()} == {
        group: list(words) for group, words in before.items()
    }


def test_the_day_of_entry_into_force_never_changes(tmp_path: Path) -> None:
    text = (YUNZE / "second" / "regulation.yaml").read_text(encoding="utf-8")
    file = tmp_path / "other.yaml"
    file.write_text(text.replace("effective_on: 2022-06-15", "effective_on: 2022-06-01"), encoding="utf-8")
    with pytest.raises(CommandError, match="施行日期 2022-06-15 不能更改"):
        call_command("load_regulation", file, "--text", YUNZE / "text.txt", verbosity=0)
    assert Regulation.objects.get(code="yunze-2022").versions.count() == 1
