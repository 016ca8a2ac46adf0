"""The work in the field of a demonstration: entries behind the visits and rounds of units whose clerk can sign in."""

import datetime as dt
import random
from collections.abc import Iterable, Sequence

from duties.models import HouseholdContact, Record, RecordState
from meetings.kinds import HOUSEHOLD_CONTACT, VISIT
from meetings.models import Destination, Entry, EntryHousehold, EntryState, Problem
from portal import clock
from portal.models import Account, Appointment, Role

STATES = {
    RecordState.SUBMITTED: EntryState.SUBMITTED,
    RecordState.CONFIRMED: EntryState.CONFIRMED,
    RecordState.RETURNED: EntryState.RETURNED,
}
REASONS = {
    EntryState.RETURNED: "请补充调研走访情况后重新提交。",
    EntryState.WITHDRAWN: "登记内容有误,另行登记。",
}
FOUND: Sequence[tuple[str, str, str]] = (
    ("building", "演示灌溉支渠有渗漏", "列入冬季水利维修,春灌前完成"),
    ("ecology", "演示居民区垃圾收集点不足", "增设收集点,明确清运时间"),
    ("industry", "演示合作社冷库容量不够", "与团场农发中心对接扩容"),
    ("policy", "部分职工对农业保险政策不了解", "由连队组织宣讲"),
    ("funds", "演示道路硬化项目进度偏慢", "倒排工期,每周报进度"),
    ("governance", "演示连务公开栏更新不及时", "明确专人,每季度更新"),
)
DEADLINE = dt.timedelta(days=60)
SOLVED_AFTER = dt.timedelta(days=45)


def add_field_entries() -> None:
    """Give each visit and round of a unit with a clerk the entry by which it would have come in; twice does nothing."""
    if Entry.objects.filter(kind__in=[VISIT, HOUSEHOLD_CONTACT]).exists():
        return
    clerks = {post.unit_id: post.account for post in _posts(Role.CLERK)}
    officials = {post.account.person_id: post.account for post in _posts(Role.OFFICIAL)}
    records = Record.objects.filter(unit__in=clerks, kind__in=[VISIT, HOUSEHOLD_CONTACT])
    records = records.exclude(state=RecordState.DRAFT).select_related("leader", "target")
    records = records.order_by("registered_at", "pk")
    entries: dict[int, Entry] = {}
    for record in records:
        entry = _entry(record, clerks[record.unit_id], officials.get(record.leader_id))
        entry.replaces = entries.get(record.replaces_id or 0)
        entry.save()
        entry.records.add(record)
        entries[record.pk] = entry
    reached = HouseholdContact.objects.filter(record__in=entries)
    EntryHousehold.objects.bulk_create(
        EntryHousehold(entry=entries[contact.record_id], household_id=contact.household_id)
        for contact in reached.order_by("pk")
    )
    went = [record for record in records if record.target_id]
    Destination.objects.bulk_create(
        Destination(entry=entries[record.pk], position=0, unit=record.target) for record in went
    )
    Problem.objects.bulk_create(
        problem for record in went for problem in _problems(record, entries[record.pk])
    )


def _posts(role: Role) -> Iterable[Appointment]:
    return Appointment.objects.present().filter(role=role).select_related("account").order_by("pk")


def _entry(record: Record, clerk: Account, official: Account | None) -> Entry:
    on_rounds = record.kind == HOUSEHOLD_CONTACT
    state = EntryState.WITHDRAWN if record.withdrawn_at else STATES[RecordState(record.state)]
    entry = Entry(
        unit_id=record.unit_id,
        kind=record.kind,
        forms=record.forms,
        occurred_on=record.occurred_on,
        for_period=record.for_period,
        leader=record.leader,
        title=record.title,
        details={"way": "走访"} if on_rounds else {"on_topic": True} if record.on_topic else {},
        minutes="" if on_rounds else "实地查看,听取情况介绍,与干部职工座谈。",
        state=state,
        reason=REASONS.get(state, ""),
        entered_by=clerk,
        made_at=record.registered_at,
        submitted_at=record.registered_at,
    )
    if state in (EntryState.CONFIRMED, EntryState.RETURNED):
        entry.settled_by = official
        entry.settled_at = min(record.registered_at + dt.timedelta(days=1), clock.now())
    return entry


def _problems(record: Record, entry: Entry) -> list[Problem]:
    """One problem or two; what is old enough is mostly solved, some late, some not at all."""
    rng = random.Random(record.ref)
    today, day = clock.today(), record.occurred_on
    problems = []
    for position, (category, text, measure) in enumerate(rng.sample(FOUND, rng.randint(1, 2))):
        problem = Problem(
            entry=entry,
            position=position,
            category=category,
            text=text,
            measure=measure,
            owner_unit=record.target,
            due_on=day + DEADLINE,
        )
        solved_on = day + SOLVED_AFTER + dt.timedelta(days=rng.randint(-30, 30))
        if solved_on <= today and rng.random() < 0.85:
            problem.solved_on, problem.solved_note = solved_on, "已按措施办理,现场查看已解决。"
            problem.solved_by = entry.entered_by
        problems.append(problem)
    return problems
