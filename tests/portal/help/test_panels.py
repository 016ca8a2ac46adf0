"""The texts of help: short, in the users' words, for pages that are there, with the signs that stand on them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from duties.ledger.status import Status
from duties.marks import IMPORT_MARKS
from duties.selectors.annual_tasks.reading import LIGHT_MARKS
from meetings.marks import ENTRY_MARKS
from meetings.selectors.problems import MARKS as PROBLEM_MARKS
from portal.help import panels
from portal.help.panels import Panel, all_panels, panel_of
from portal.help.texts import HelpFault, entries, files
from portal.marks import COUNTERSIGN_MARKS, DOCUMENT_MARKS, JOB_MARKS
from portal.models import Role
from portal.selectors.health import WELL, WRONG
from tests.access_cast import Cast, make_cast
from tests.access_walk import addresses, signed_in
from tests.duties.shared import once

ERROR = "error"
"""Not an address: what every page of an error shows."""
LATIN = {"PDF", "XLSX", "CSV", "ZIP", "OpenAPI", "verify.py", "Ctrl", "K"}

GOOD = """
mine unit:
  chapter: mine
  about: 您的职责。
  steps:
    - 从上往下办。
  steps_of:
    official member:
      - 您确认。
  signs:
    - [overdue, "!", 逾期, 过了到期日]
"""

made = once(make_cast)


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Panel]]:
    """What comes of files with these texts."""

    def reading(*texts: str) -> dict[str, Panel]:
        for number, text in enumerate(texts):
            (tmp_path / f"{number}.yaml").write_text(text, encoding="utf-8")
        monkeypatch.setattr(panels, "files", lambda folder: sorted(tmp_path.glob("*.yaml")))
        return dict(all_panels.__wrapped__())

    return reading


def lines_of(panel: Panel, role: Role | None) -> list[str]:
    return [panel.about, *panel.steps_for(role)]


def test_texts_are_short_and_without_system_words() -> None:
    wrong = []
    for name, panel in all_panels().items():
        for role in (None, *Role):
            lines = lines_of(panel, role)
            latin = set(re.findall(r"[A-Za-z][A-Za-z.]+|\b[A-Z]\b", " ".join(lines)))
            if not 2 <= len(lines) <= 5 or max(map(len, lines)) > 60 or latin - LATIN:
                wrong.append((name, role, lines))
            if not all(line.endswith("。") for line in lines):
                wrong.append((name, role, "an end is missing"))
    assert wrong == []


def test_every_text_is_of_a_page() -> None:
    names = {name for name, _ in addresses()} | {ERROR}
    stale = [name for name in all_panels() if not any(each == name or _begins(name, each) for each in names)]
    assert stale == [], "texts of addresses that are no more"


def _begins(pattern: str, name: str) -> bool:
    return pattern.endswith("*") and name.startswith(pattern[:-1])


def test_signs_look_as_on_the_page() -> None:
    marks = [*Status, *(mark for each in MARKS for mark in each.values()), WELL, WRONG]
    known = {(mark.value.replace("_", "-"), mark.sign, str(mark.label)) for mark in marks}
    words = {label for _, _, label in known}
    told = {
        (look, sign, word)
        for file in files(panels.FOLDER)
        if file.parts[-3] in ("portal", "duties", "meetings")
        for _, text in entries(file)
        for look, sign, word, _ in text.get("signs", [])
    }
    assert {sign for sign in told - known if sign[2] in words} == set()


MARKS = [JOB_MARKS, DOCUMENT_MARKS, COUNTERSIGN_MARKS, ENTRY_MARKS, IMPORT_MARKS, LIGHT_MARKS, PROBLEM_MARKS]


def test_an_entry_is_read(read: Callable[..., dict[str, Panel]]) -> None:
    found = read(GOOD)
    assert set(found) == {"mine", "unit"}
    assert found["mine"].steps_for(Role.CLERK) == ("从上往下办。",)
    assert found["mine"].steps_for(Role.MEMBER) == ("从上往下办。", "您确认。")
    assert found["unit"].signs[0].meaning == "过了到期日"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (GOOD.replace("chapter: mine", "chapter: mine\n  hint: x"), "unknown ['hint']"),
        (GOOD.replace("  about: 您的职责。\n", ""), "missing ['about']"),
        (GOOD.replace("official member", "nobody"), "nobody"),
        (GOOD.replace("[overdue,", "[red,"), "a sign is"),
        (GOOD.replace("过了到期日]", "过了,到期日]"), "a sign is"),
        (GOOD.replace("    - 从上往下办。", "    从上往下办。"), "a list of sentences"),
        (GOOD + GOOD, "duplicate key"),
        ("- a\n", "url names are expected"),
        ("mine: 您的职责\n", "chapter, about and steps are expected"),
    ],
)
def test_a_text_is_read_strictly(read: Callable[..., dict[str, Panel]], wrong: str, told: str) -> None:
    with pytest.raises(HelpFault, match=re.escape(told)):
        read(wrong)


def test_a_page_has_one_text(read: Callable[..., dict[str, Panel]]) -> None:
    with pytest.raises(HelpFault, match="unit has a text"):
        read(GOOD, GOOD.replace("mine unit", "unit"))


def test_a_star_stands_for_all_that_begin_so() -> None:
    assert panel_of("admin:portal_tag_add") == panel_of("admin:portal_name_changelist")
    assert panel_of("admin:portal_unit_add") != panel_of("admin:portal_name_add")
    assert panel_of("nothing-of-the-kind") is None


@pytest.mark.django_db
@pytest.mark.usefixtures("with_help")
def test_the_panel_of_a_page(made: Cast) -> None:
    text = signed_in(made.accounts[Role.CLERK]).get("/entries/").content.decode()
    panel = panel_of("entries")
    assert panel is not None
    assert panel.about in text
    assert [step for step in panel.steps_for(Role.CLERK) if step not in text] == []
    assert 'href="/manual/entries/"' in text
    assert "功能导览" in text


@pytest.mark.django_db
def test_strangers_have_help_without_the_manual(made: Cast, client: object) -> None:
    text = client.get("/login/").content.decode()
    assert 'id="help"' in text
    assert "/manual/" not in text
    assert "功能导览" not in text


@pytest.mark.django_db
@pytest.mark.usefixtures("with_help")
def test_a_page_that_does_not_open_says_what_to_do(made: Cast) -> None:
    answer = signed_in(made.accounts[Role.CLERK]).get("/overdue/")
    assert answer.status_code == 403
    assert panel_of(ERROR).about in answer.content.decode()
