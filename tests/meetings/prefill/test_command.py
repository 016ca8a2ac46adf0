"""manage.py prefill: JSON with value and words, and a sentence where nothing can be read."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from duties.rulebook import XPCC_2023
from tests.meetings.prefill.test_texts import HERE, SURE, expected, plain

pytestmark = pytest.mark.django_db


def prefill(file: Path, *options: str):
    out = StringIO()
    call_command("prefill", str(file), *options, stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def regulation():
    call_command("load_regulation", XPCC_2023, stdout=StringIO())


@pytest.mark.parametrize("folder", ["samples", "texts"])
def test_with_the_loaded_vocabulary_nothing_is_wrong_either(regulation, folder):
    for name, fields in expected(folder).items():
        options = ["--published", fields["published"]] if "published" in fields else []
        found = prefill(HERE / folder / name, *options)
        for key in SURE:
            if key in found:
                assert plain(found[key]["value"], key) == fields.get(key), f"{name}: {key}"
                assert found[key]["words"]


def test_it_reads_without_a_regulation_too(tmp_path):
    file = tmp_path / "纪要.txt"
    file.write_text(
        "演示团党委常委会会议纪要\n2026年3月12日下午,演示-甲一主持召开党委常委会会议。", encoding="utf-8"
    )
    found = prefill(file)
    assert found["date"] == {"value": "2026-03-12", "words": "2026年3月12日下午"}
    assert found["forms"]["value"] == ["party_standing_committee"]


def test_the_day_of_publication_gives_the_year(tmp_path):
    file = tmp_path / "消息.txt"
    file.write_text(
        "演示团召开乡村振兴领导小组会议\n12月30日,演示-甲一主持召开乡村振兴领导小组会议。", encoding="utf-8"
    )
    assert "date" not in prefill(file)
    assert prefill(file, "--published", "2027-01-04")["date"]["value"] == "2026-12-30"


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("没有.txt", [], "无法读取"),
        ("图.png", [], "只能从"),
        ("空.txt", [], "没有可读的文字"),
        ("空.txt", ["--published", "2026-13-01"], "不是日期"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path, name, options, said):
    if "没有" not in name:
        (tmp_path / name).write_bytes(b" ")
    with pytest.raises(CommandError, match=said):
        prefill(tmp_path / name, *options)
