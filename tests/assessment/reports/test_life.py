"""From one click to the receipt: what a report does to the ledger at each step."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assessment.models import Report
from assessment.report_states import State
from assessment.selectors.reports.due import due_line
from assessment.services.reports.drafting import report_draft
from assessment.services.reports.sending import report_return, report_send, report_withdraw
from assessment.services.reports.signing import report_recall, report_sign_ask
from duties.ledger.status import Status
from duties.models import Record
from portal.models import Change, Message
from tests.assessment.reports.ways import again, drafted, received, reviewed, sent, signed, written
from tests.duties.office_world import OfficeWorld

ANNUAL = {"kind": "annual_report", "period": "2026", "writer": "office", "signer": "approver"}


def status(report: Report) -> Status:
    line = due_line(report.unit, report.kind, report.period)
    assert line is not None
    return line.status


def test_one_click_drafts_a_report_with_facts_and_words(world: OfficeWorld) -> None:
    report = drafted(world, "annual_report", "2026", "office")
    assert report.title == "演示二师关于2026年实施乡村振兴战略进展情况的报告"
    assert (report.to, report.addressee) == (world.units["兵"], "演示兵团党委")
    first = report.sections.first()
    assert "《新疆生产建设兵团乡村振兴责任制实施细则》第十八条" in first.words
    assert [fact["key"] for fact in first.facts] == ["area", "own", "articles"]
    assert report.steps.get().get_action_display() == "起草"


def test_the_half_year_report_of_a_department_turns_met(world: OfficeWorld) -> None:
    report = received(world)
    assert State(report.state) == State.RECEIVED
    assert status(report) == Status.MET
    record = report.record
    assert (record.kind, record.forms, record.for_period, record.state) == (
        "report", ["half_year_report"], "2026H2", "confirmed",
    )  # fmt: skip
    assert report.document.number == "演示农业农村局报〔2027〕1号"


def test_the_annual_report_of_a_division_turns_met(world: OfficeWorld) -> None:
    report = received(world, **ANNUAL)
    assert status(report) == Status.MET
    assert report.document.addressee == world.units["兵"]


def test_sending_credits_and_nothing_before(world: OfficeWorld) -> None:
    report = signed(world, reviewed(world, written(world, drafted(world))))
    assert status(report) == Status.DUE_SOON
    report = report_send(actor=world.actors["bureau_clerk"], report=report, version=report.version)
    assert status(report) == Status.MET


def test_a_returned_report_counts_no_more_until_it_is_sent_anew(world: OfficeWorld) -> None:
    first = sent(world)
    report = report_return(
        actor=world.actors["above"], report=first, version=first.version, text="请补充下一步措施。"
    )
    assert (State(report.state), report.record.state) == (State.RETURNED, "returned")
    assert status(report) == Status.DUE_SOON
    report = signed(world, reviewed(world, written(world, again(report))))
    report = report_send(actor=world.actors["bureau_clerk"], report=report, version=report.version)
    assert status(report) == Status.MET
    assert report.record.replaces == first.record
    assert report.document.replaces == first.document


def test_a_received_report_may_still_be_returned(world: OfficeWorld) -> None:
    report = received(world)
    report = report_return(
        actor=world.actors["above"], report=report, version=report.version, text="数据有误。"
    )
    assert (report.received_at, status(report)) == (None, Status.DUE_SOON)


def test_withdrawn_the_record_is_withdrawn(world: OfficeWorld) -> None:
    report = sent(world)
    report = report_withdraw(
        actor=world.actors["bureau_clerk"], report=report, version=report.version, text="附表有误。"
    )
    assert report.record.withdrawn_at is not None
    assert (State(report.state), status(report)) == (State.DRAFTING, Status.DUE_SOON)


def test_who_wrote_never_signs(world: OfficeWorld) -> None:
    report = drafted(world, "annual_report", "2026", "division_clerk")
    report = reviewed(world, written(world, report, "division_clerk"), "division_clerk")
    with pytest.raises(PermissionDenied):
        report_sign_ask(actor=world.actors["division_clerk"], report=report, version=report.version)


def test_a_signature_can_be_taken_back_before_it_is_sent(world: OfficeWorld) -> None:
    report = drafted(world, "annual_report", "2026", "office")
    report = signed(world, reviewed(world, written(world, report, "office"), "office"), "approver")
    report = report_recall(
        actor=world.actors["approver"], report=report, version=report.version, text="再改一处。"
    )
    assert (State(report.state), report.document.state) == (State.DRAFTING, "void")


def test_the_same_form_twice_drafts_once(world: OfficeWorld) -> None:
    report = drafted(world)
    same = report_draft(
        actor=world.actors["bureau_clerk"], kind=report.kind, period=report.period, token=report.public_id
    )
    assert same == report
    with pytest.raises(ValidationError, match="已有一份同类报告"):
        drafted(world)


@pytest.mark.parametrize(
    ("kind", "period", "words"),
    [
        ("annual_report", "2026", "没有报送年度报告的职责"),
        ("half_year_report", "2026", "没有这一周期"),
        ("half_year_report", "2027H2", "尚未开始"),
        ("poem", "2026", "没有这一报告类别"),
    ],
)
def test_what_cannot_be_drafted_is_said(world: OfficeWorld, kind: str, period: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        drafted(world, kind, period)
    assert not Report.objects.exists()


def test_a_section_without_words_is_not_sent_for_review(world: OfficeWorld) -> None:
    with pytest.raises(ValidationError, match="还没有文字"):
        reviewed(world, drafted(world))


def test_each_move_is_told_and_logged(world: OfficeWorld) -> None:
    report = received(world)
    actions = set(Change.objects.filter(target_kind="assessment.report").values_list("action", flat=True))
    assert {
        "report_draft",
        "report_submit",
        "report_review",
        "report_sign",
        "report_send",
        "report_receive",
    } <= actions
    told = Message.objects.filter(account=world.actors["above"].account).values_list("title", flat=True)
    assert f"收到半年报告:{report.title}" in list(told)
    assert Record.objects.filter(kind="report").count() == 1
