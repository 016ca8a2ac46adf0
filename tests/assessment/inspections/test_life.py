"""From the plan to the close: who may, what the ledger counts, what becomes of findings."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from assessment.inspection_states import FindingState, PlanState, State
from assessment.models import Finding, Inspection
from assessment.selectors.inspections import (
    findings_now,
    findings_of,
    findings_of_inspection,
    readable_inspections,
    readable_plans,
)
from assessment.services.inspections.closing import inspection_close, inspection_reopen
from assessment.services.inspections.onsite import (
    checklist_answer,
    finding_add,
    finding_settle,
    finding_withdraw,
    inspection_start,
)
from assessment.services.inspections.plans import (
    plan_approve,
    plan_begin,
    plan_lines_save,
    plan_propose,
    plan_revise,
    plan_submit,
)
from duties.ledger.status import Status
from duties.models import SupervisionItem
from duties.notice import RECTIFICATION, Wording
from duties.record_sources import record_page
from duties.selectors.cell_key import lines_of
from duties.selectors.supervision.drafts import Subject
from duties.services.supervision.drafting import Draft, supervision_draft
from duties.supervision_sources import matter_called
from duties.supervision_states import State as ItemState
from portal import clock
from tests.assessment.inspections.ways import (
    DUE,
    approved,
    closed,
    found,
    of_unit,
    planned,
    started,
    with_finding,
)
from tests.duties.office_world import NOW, OfficeWorld


def status_of(world: OfficeWorld, rule: str, unit: str = "师", period: str = "2026H2") -> Status:
    cell = world.cell(unit, rule, period)
    return lines_of([cell.key])[cell.key].status


def test_one_click_plans_all_that_the_rulebook_asks_for(world: OfficeWorld) -> None:
    plan = planned(world, teams=2)
    rows = list(plan.inspections.order_by("unit__code").values_list("unit__code", "team__name"))
    assert sorted(code for code, _ in rows) == sorted(["团", "邻"])
    assert {name for _, name in rows} == {"第一督查组", "第二督查组"}


def test_the_approver_is_another_than_who_submitted(world: OfficeWorld) -> None:
    plan = planned(world)
    plan = plan_submit(actor=world.actors["office"], plan=plan, version=plan.version)
    with pytest.raises(PermissionDenied):
        plan_approve(actor=world.actors["office"], plan=plan, version=plan.version)
    done = plan_approve(actor=world.actors["approver"], plan=plan, version=plan.version)
    assert done.state == PlanState.APPROVED.value


def test_nothing_begins_before_the_plan_is_approved(world: OfficeWorld) -> None:
    inspection = of_unit(planned(world), world)
    with pytest.raises(ValidationError, match="还没有审定"):
        inspection_start(actor=world.actors["office"], inspection=inspection, version=inspection.version)


def test_a_year_has_one_plan_and_the_second_office_is_told(world: OfficeWorld) -> None:
    plan = plan_begin(actor=world.actors["office"], year=2026)
    with pytest.raises(ValidationError, match="已经建立"):
        plan_begin(actor=world.actors["colleague"], year=2026)
    plan_propose(
        actor=world.actors["office"], plan=plan, version=0, teams=1, first=dt.date(2026, 12, 1), last=dt.date(2026, 12, 31)
    )  # fmt: skip
    with pytest.raises(ValidationError, match="您看到的内容已不是最新"):
        plan_lines_save(actor=world.actors["colleague"], plan=plan, version=0, lines=[])


def test_too_few_days_are_told_at_the_field(world: OfficeWorld) -> None:
    plan = plan_begin(actor=world.actors["office"], year=2026)
    with pytest.raises(ValidationError) as refused:
        plan_propose(
            actor=world.actors["office"], plan=plan, version=0, teams=1, first=dt.date(2026, 12, 1), last=dt.date(2026, 12, 2)
        )  # fmt: skip
    assert "last" in refused.value.message_dict
    assert not Inspection.objects.exists()


def test_a_revised_plan_holds_back_what_has_not_begun(world: OfficeWorld) -> None:
    begun = started(world)
    plan = begun.plan
    plan.refresh_from_db()
    plan_revise(actor=world.actors["office"], plan=plan, version=plan.version, text="增加一次。")
    other = of_unit(plan, world, "邻")
    with pytest.raises(ValidationError, match="还没有审定"):
        inspection_start(actor=world.actors["office"], inspection=other, version=other.version)
    with_finding(world, begun)


def test_the_checklist_has_the_rules_of_the_unit_with_their_clauses(world: OfficeWorld) -> None:
    points = {point.rule.code: point for point in started(world).points.select_related("rule") if point.rule}
    assert points["a8.2.leading_group"].clause == "第八条第二款(二)"
    assert "a7.3.visits" not in points
    assert "a22" not in points


def test_the_close_credits_the_ledger_and_the_way_back_takes_it(world: OfficeWorld) -> None:
    assert status_of(world, "a19.oversee_regiments") != Status.MET
    done = closed(world)
    assert status_of(world, "a19.oversee_regiments") == Status.MET
    assert done.record is not None
    assert (done.record.kind, done.record.target, done.record.leader.code) == (
        "inspection", world.units["团"], "division_secretary"
    )  # fmt: skip
    assert record_page(done.record.pk) == f"/inspections/{done.public_id}/"
    record = done.record
    back = inspection_reopen(
        actor=world.actors["approver"], inspection=done, version=done.version, text="清单不全。"
    )
    record.refresh_from_db()
    assert (back.state, back.record, record.withdrawn_at is not None) == (State.ON_SITE.value, None, True)
    assert status_of(world, "a19.oversee_regiments") != Status.MET


def test_a_close_needs_words_and_a_day_that_has_come(world: OfficeWorld) -> None:
    inspection = started(world)
    with pytest.raises(ValidationError) as refused:
        inspection_close(
            actor=world.actors["office"], inspection=inspection, version=inspection.version, text=" ", day=dt.date(2026, 12, 1)
        )  # fmt: skip
    assert refused.value.message_dict.keys() == {"text", "day"}


def test_what_the_ledger_said_is_kept_at_the_close(world: OfficeWorld) -> None:
    point = closed(world).points.get(rule__code="a8.2.leading_group")
    assert "逾期未完成" in point.standing
    assert point.result == "unseen"


def test_a_finding_sent_twice_is_written_once(world: OfficeWorld) -> None:
    inspection, token = started(world), uuid.uuid4()
    for _ in range(2):
        finding_add(actor=world.actors["office"], inspection=inspection, found=found(), token=token)
    assert Finding.objects.count() == 1
    with pytest.raises(ValidationError, match="表单已失效"):
        finding_add(actor=world.actors["colleague"], inspection=inspection, found=found(), token=token)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("severity", "terrible"),
        ("text", "  "),
        ("found_on", dt.date(2026, 12, 1)),
        ("due_on", dt.date(2026, 11, 24)),
        ("due_on", dt.date(2028, 1, 1)),
    ],
)
def test_what_cannot_be_so_is_told_at_the_field(world: OfficeWorld, field: str, value: object) -> None:
    with pytest.raises(ValidationError) as refused:
        with_finding(world, started(world), **{field: value})
    assert field in refused.value.message_dict
    assert not Finding.objects.exists()


def test_two_of_a_team_answer_side_by_side(world: OfficeWorld) -> None:
    inspection = started(world)
    checklist_answer(actor=world.actors["office"], inspection=inspection, answers={0: ("fit", "")})
    checklist_answer(actor=world.actors["colleague"], inspection=inspection, answers={1: ("fault", "缺纪要")})  # fmt: skip
    assert list(inspection.points.order_by("position").values_list("result", flat=True)[:2]) == [
        "fit",
        "fault",
    ]


def notice_on(world: OfficeWorld, finding: Finding) -> SupervisionItem:
    matter = matter_called(world.actors["office"], f"finding:{finding.public_id}")
    assert matter is not None
    wording = Wording(title="关于整改督查问题的通知", demands="限期整改。", deadline=DUE)
    draft = Draft(Subject(matter.unit, [], [matter]), wording, (), RECTIFICATION)
    return supervision_draft(actor=world.actors["office"], draft=draft, token=uuid.uuid4())


def test_an_item_on_a_finding_says_what_becomes_of_it(world: OfficeWorld) -> None:
    finding = closed(world).findings.get()
    item = notice_on(world, finding)
    (now,) = findings_now([finding])
    assert (now.state, now.item) == (FindingState.SUPERVISED, item)
    with pytest.raises(ValidationError, match="督办整改中"):
        finding_settle(
            actor=world.actors["office"], finding=finding, version=finding.inspection.version, text="已改。"
        )
    SupervisionItem.objects.filter(pk=item.pk).update(
        state=ItemState.CLOSED.value, serial=1, year=2026, numbered_by=world.units["师"]
    )
    (now,) = findings_now([finding])
    assert (now.state, now.settled_on) == (FindingState.SETTLED, clock.today())


def test_a_cancelled_item_leaves_the_finding_open(world: OfficeWorld) -> None:
    finding = closed(world).findings.get()
    item = notice_on(world, finding)
    SupervisionItem.objects.filter(pk=item.pk).update(state=ItemState.CANCELLED.value)
    (now,) = findings_now([finding])
    assert now.state == FindingState.OPEN
    notice_on(world, finding)


def test_the_notice_says_the_fault_in_a_sentence_of_its_own(world: OfficeWorld) -> None:
    notice = notice_on(world, closed(world).findings.get()).notice
    text = "".join(block.get("text", "") for block in notice.source["body"])
    assert "经督查,你单位存在下列问题。" in text
    assert "督查发现:“第三季度领导小组会议未召开”(第八条第二款(二),较重)" in text
    assert "由你单位落实" not in text


def test_what_an_assessment_reads_is_what_was_known(world: OfficeWorld) -> None:
    done = closed(world)
    finding = done.findings.get()
    unit = [world.units["团"]]
    (row,) = findings_of(unit, 2026)
    assert (row.clause, row.severity, row.settled_on, row.unit) == (
        "第八条第二款(二)",
        "grave",
        None,
        unit[0].pk,
    )
    with time_machine.travel(NOW + dt.timedelta(days=3), tick=False):
        done.refresh_from_db()
        finding_settle(actor=world.actors["office"], finding=finding, version=done.version, text="已召开。")
        assert findings_of(unit, 2026)[0].settled_on == dt.date(2026, 11, 27)
    assert findings_of(unit, 2026, known_at=NOW)[0].settled_on is None
    assert findings_of(unit, 2026, known_at=NOW - dt.timedelta(minutes=1)) == []
    assert findings_of(unit, 2025) == []


def test_a_withdrawn_finding_stays_to_be_seen_and_counts_no_more(world: OfficeWorld) -> None:
    done = closed(world)
    finding = done.findings.get()
    finding_withdraw(actor=world.actors["office"], finding=finding, version=done.version, text="登记有误。")
    assert findings_of([world.units["团"]], 2026) == []
    assert findings_of_inspection(done)[0].state == FindingState.WITHDRAWN


def test_the_unit_reads_an_inspection_once_it_is_closed(world: OfficeWorld) -> None:
    inspection = started(world)
    for who in ("clerk", "auditor", "aside"):
        seen = readable_inspections(world.actors[who]).filter(pk=inspection.pk).exists()
        assert seen == (who == "auditor"), who
    inspection_close(
        actor=world.actors["office"], inspection=inspection, version=inspection.version, text="较好。", day=clock.today()
    )  # fmt: skip
    assert readable_inspections(world.actors["clerk"]).filter(pk=inspection.pk).exists()
    assert not readable_inspections(world.actors["aside"]).filter(pk=inspection.pk).exists()


def test_a_draft_of_a_plan_is_the_offices_own(world: OfficeWorld) -> None:
    plan = planned(world)
    readers = {who for who in world.actors if readable_plans(world.actors[who]).filter(pk=plan.pk).exists()}
    assert readers == {"office", "colleague", "approver", "above", "above_approver"}


def test_the_person_at_the_head_works_on_site_with_the_own_account(world: OfficeWorld) -> None:
    head = world.actors["leader"]
    inspection = of_unit(approved(world), world)
    assert readable_inspections(head).filter(pk=inspection.pk).exists()
    # A leader reads and gives instructions; nothing else is theirs.
    with pytest.raises(PermissionDenied):
        inspection_start(actor=head, inspection=inspection, version=inspection.version)
