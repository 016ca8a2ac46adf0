"""Wording: versions, two at once, saving by itself, figures renewed under written words, remarks."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assessment.models import Report, ReportSection
from assessment.reports.blocks import Figures, Item, changes, from_json, to_json
from assessment.services.reports.commenting import comment_add, comment_settle
from assessment.services.reports.drafting import report_renew
from assessment.services.reports.moving import report_submit
from assessment.services.reports.writing import StaleSectionError, section_restore, section_write
from assessment.views.reports.sections import compared
from duties.models import Record
from duties.services.records import record_withdraw
from portal.access import SYSTEM
from tests.assessment.reports.ways import again, drafted, written
from tests.duties.office_world import OfficeWorld


@pytest.fixture
def report(world: OfficeWorld) -> Report:
    """The annual report of the division, as one click drafts it."""
    return drafted(world, "annual_report", "2026", "office")


def write(
    world: OfficeWorld, report: Report, words: str, who: str = "office", **values: object
) -> ReportSection:
    section = report.sections.get(code="overview")
    given = {"version": section.version, "words": words} | values
    return section_write(actor=world.actors[who], report=report, code="overview", **given)


def test_each_save_is_a_version_with_who_and_when(world: OfficeWorld, report: Report) -> None:
    write(world, report, "第一稿。")
    write(world, report, "第二稿。", "colleague")
    kept = report.sections.get(code="overview").revisions.order_by("number")
    assert [(each.why, each.name) for each in kept] == [
        ("draft", "演示-office"), ("write", "演示-office"), ("write", "演示-colleague"),
    ]  # fmt: skip


def test_of_two_at_once_one_is_told(world: OfficeWorld, report: Report) -> None:
    seen = report.sections.get(code="overview").version
    write(world, report, "甲写的。")
    with pytest.raises(StaleSectionError, match="演示-office已于10:00改过「总体情况」"):
        write(world, report, "乙写的。", "colleague", version=seen)
    assert report.sections.get(code="overview").words == "甲写的。"


def test_what_is_saved_while_typing_is_one_version(world: OfficeWorld, report: Report) -> None:
    for words in ("一", "一二", "一二三"):
        write(world, report, words, auto=True)
    section = write(world, report, "一二三四")
    kept = list(section.revisions.values_list("number", "words", "why"))
    assert kept[0] == (2, "一二三四", "write")
    assert len(kept) == 2


def test_an_earlier_version_comes_back_as_a_new_one(world: OfficeWorld, report: Report) -> None:
    first = report.sections.get(code="overview").words
    section = write(world, report, "改坏了。")
    section_restore(
        actor=world.actors["office"], report=report, code="overview", version=section.version, number=1
    )
    section.refresh_from_db()
    assert section.words == first
    assert section.revisions.first().note == "第1版"


def test_what_changed_is_told_by_paragraph() -> None:
    assert list(compared("甲\n乙", "甲\n丙")) == [("same", "甲"), ("dropped", "乙"), ("added", "丙")]


@pytest.mark.parametrize(
    ("words", "said"), [("| 甲 | 乙 |\n| 丙 |", "格数不一致"), ("字" * 8001, "最多 8000 字")]
)
def test_words_that_cannot_stand_are_refused(
    world: OfficeWorld, report: Report, words: str, said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        write(world, report, words)


def test_only_who_writes_writes(world: OfficeWorld, report: Report) -> None:
    with pytest.raises(PermissionDenied):
        write(world, report, "甲。", "approver")


def lose_a_sitting() -> None:
    record_withdraw(actor=SYSTEM, record=Record.objects.get(ref="sitting-2"), reason="重复。")


def test_renewed_figures_leave_written_words_and_say_what_changed(world: OfficeWorld, report: Report) -> None:
    write(world, report, "人写的文字。")
    lose_a_sitting()
    fresh, done = report_renew(actor=world.actors["office"], report=report, version=report.version)
    section = fresh.sections.get(code="overview")
    assert section.words == "人写的文字。"
    assert done.sections == 1
    told = {each["label"]: (each["before"], each["after"]) for each in section.changed}
    # The sitting was one of each of two forms.
    assert int(told["已完成"][0]) - int(told["已完成"][1]) == 2


def test_words_that_nobody_touched_follow_the_figures(world: OfficeWorld, report: Report) -> None:
    before = report.sections.get(code="overview").words
    lose_a_sitting()
    fresh, done = report_renew(actor=world.actors["office"], report=report, version=report.version)
    section = fresh.sections.get(code="overview")
    assert (section.words != before, section.changed, done.sections) == (True, [], 0)
    assert section.revisions.first().why == "renew"


def test_changed_figures_must_be_looked_at_before_the_review(world: OfficeWorld, report: Report) -> None:
    report = written(world, report, "office")
    lose_a_sitting()
    report, _ = report_renew(actor=world.actors["office"], report=report, version=report.version)
    with pytest.raises(ValidationError, match="请核对文字"):
        report_submit(actor=world.actors["office"], report=report, version=report.version)
    for section in report.sections.all():
        section_write(
            actor=world.actors["office"],
            report=report,
            code=section.code,
            version=section.version,
            words=section.words,
        )
    assert report_submit(actor=world.actors["office"], report=again(report), version=report.version)


def test_changes_name_what_came_and_went() -> None:
    before = [Figures("a", "甲", [Item("x", "应履职", "3"), Item("y", "已完成", "1")])]
    after = [Figures("a", "甲", [Item("x", "应履职", "4"), Item("z", "按时", "1", "1/2")])]
    assert changes(before, from_json(to_json(after))) == [
        {"label": "应履职", "before": "3", "after": "4"},
        {"label": "已完成", "before": "1", "after": "—"},
        {"label": "按时", "before": "—", "after": "1(1/2)"},
    ]


def test_remarks_are_made_by_reviewers_and_settled_by_writers(world: OfficeWorld, report: Report) -> None:
    comment = comment_add(actor=world.actors["approver"], report=report, text="请补充。", code="next")
    with pytest.raises(PermissionDenied):
        comment_settle(actor=world.actors["approver"], report=report, comment=comment)
    settled = comment_settle(actor=world.actors["office"], report=report, comment=comment)
    assert settled.settled_by == world.actors["office"].account
