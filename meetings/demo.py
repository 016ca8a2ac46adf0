"""The entries of a demonstration: the meetings of units whose clerk can sign in, with agenda and attendance."""

import datetime as dt
import random
from collections.abc import Iterable

from duties.models import Record, RecordState
from meetings.models import AgendaItem, Attendance, Entry, EntryState
from meetings.services.settling import MEND_DAYS
from portal import clock
from portal.models import Account, Appointment, Role, Tenure

PLACES = ("机关三楼会议室", "机关大会议室", "综合服务中心二楼", "党校报告厅", "视频会议室")
TIMES = (
    (dt.time(9, 30), dt.time(11, 0)),
    (dt.time(10, 0), dt.time(12, 0)),
    (dt.time(16, 0), dt.time(17, 30)),
)
OTHER_ITEMS = ("通报上季度重点工作完成情况", "研究人事事项", "听取安全生产情况汇报", "传达学习上级会议精神")
STATES = {
    RecordState.SUBMITTED: EntryState.SUBMITTED,
    RecordState.CONFIRMED: EntryState.CONFIRMED,
    RecordState.RETURNED: EntryState.RETURNED,
}


def add_entries() -> None:
    """Give each meeting of a unit with a clerk the entry by which it would have come in; twice does nothing."""
    if Entry.objects.exists():
        return
    clerks = {post.unit_id: post.account for post in _posts(Role.CLERK)}
    officials = {post.account.person_id: post.account for post in _posts(Role.OFFICIAL)}
    records = (
        Record.objects.filter(unit__in=clerks, kind="meeting")
        .exclude(state=RecordState.DRAFT)
        .select_related("leader")
        .order_by("registered_at", "pk")
    )
    entries: dict[int, Entry] = {}
    for record in records:
        entry = _entry(record, clerks[record.unit_id], officials.get(record.leader_id))
        entry.replaces = entries.get(record.replaces_id or 0)
        entry.save()
        entry.records.add(record)
        entries[record.pk] = entry
    AgendaItem.objects.bulk_create(item for entry in entries.values() for item in _agenda(entry))
    Attendance.objects.bulk_create(row for entry in entries.values() for row in _attendance(entry))


def _posts(role: Role) -> Iterable[Appointment]:
    return Appointment.objects.present().filter(role=role).select_related("account").order_by("pk")


def _entry(record: Record, clerk: Account, official: Account | None) -> Entry:
    rng = random.Random(record.ref)
    starts_at, ends_at = rng.choice(TIMES)
    entry = Entry(
        unit_id=record.unit_id,
        kind=record.kind,
        forms=record.forms,
        occurred_on=record.occurred_on,
        for_period=record.for_period,
        starts_at=starts_at,
        ends_at=ends_at,
        place=rng.choice(PLACES),
        leader=record.leader,
        title=record.title,
        minutes=f"会议{_topic(record)},明确了责任单位和完成时限。",
        state=EntryState.WITHDRAWN if record.withdrawn_at else STATES[RecordState(record.state)],
        entered_by=clerk,
        made_at=record.registered_at,
        submitted_at=record.registered_at,
    )
    if entry.state in (EntryState.CONFIRMED, EntryState.RETURNED):
        entry.settled_by = official
        entry.settled_at = min(record.registered_at + dt.timedelta(days=1), clock.now())
    if entry.state == EntryState.RETURNED and entry.settled_at is not None:
        entry.mend_by = entry.settled_at.astimezone(clock.SHANGHAI).date() + dt.timedelta(days=MEND_DAYS)
    entry.reason = {
        EntryState.RETURNED: "请补充参会人员后重新提交。",
        EntryState.WITHDRAWN: "登记内容有误,另行登记。",
    }.get(EntryState(entry.state), "")
    return entry


def _topic(record: Record) -> str:
    """What the meeting was about: the words of its title after the colon."""
    return record.title.partition(":")[2] or "按议程进行"


def _agenda(entry: Entry) -> list[AgendaItem]:
    """The topic of the title, on 乡村振兴 where its record is, and one or two other items."""
    rng = random.Random(entry.title)
    record = entry.records.get()
    texts = [(_topic(record), record.on_topic)]
    texts += [(text, False) for text in rng.sample(OTHER_ITEMS, rng.randint(1, 2))]
    return [
        AgendaItem(entry=entry, position=position, text=text, on_topic=on_topic)
        for position, (text, on_topic) in enumerate(texts, start=1)
    ]


def _attendance(entry: Entry) -> list[Attendance]:
    """The leadership of the day: most present, someone on leave."""
    assert entry.occurred_on is not None
    rng = random.Random(str(entry.occurred_on))
    holders = Tenure.objects.present(entry.occurred_on).filter(unit_id=entry.unit_id).order_by("pk")
    people = dict.fromkeys(holders.values_list("person", flat=True))
    return [
        Attendance(
            entry=entry,
            person_id=person,
            state=Attendance.State.LEAVE
            if person != entry.leader_id and rng.random() < 0.15
            else Attendance.State.PRESENT,
        )
        for person in people
    ]
