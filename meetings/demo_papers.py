"""More of a demonstration: the entries behind papers and disclosures, decisions of meetings, and what is planned."""

import datetime as dt
import random
from collections.abc import Iterable

from duties.models import Record, RecordState
from meetings.access import OPEN
from meetings.demo import STATES
from meetings.kinds import DISCLOSURE, DOCUMENT, MEETING, REPORT
from meetings.models import Decision, Entry, EntryState
from portal import clock
from portal.models import Account, Appointment, Placement, Role, Tenure, Unit, Word
from portal.selectors.vocabulary import vocabulary

DECISIONS = (
    "拨付本季度和美连队项目资金",
    "修订乡村建设项目管理办法",
    "开展人居环境整治专项检查",
    "汇总高标准农田建设进度",
)
NOTES = ("已按要求完成,材料已报送。", "资金已全部拨付到项目单位。", "办法已修订印发。")
RECENT, DEADLINE = dt.timedelta(days=120), dt.timedelta(days=45)
PLANS = ((5, "study_session"), (12, "leading_group"))


def add_papers() -> None:
    """Give papers their entries, recent meetings their decisions, and units what they plan; twice does nothing."""
    if Entry.objects.filter(kind__in=[DOCUMENT, REPORT, DISCLOSURE]).exists():
        return
    posts = (
        Appointment.objects.present().filter(role=Role.CLERK).select_related("account", "unit").order_by("pk")
    )
    clerks = {post.unit_id: post for post in posts}
    records = Record.objects.filter(
        unit__in=clerks, kind__in=[DOCUMENT, REPORT, DISCLOSURE], withdrawn_at=None
    )
    for record in records.exclude(state=RecordState.DRAFT).select_related("unit", "leader").order_by("pk"):
        entry = _paper(record, clerks[record.unit_id].account)
        entry.save()
        entry.records.add(record)
    Decision.objects.bulk_create(
        decision for post in clerks.values() for decision in _decisions(post.unit, post.account)
    )
    for post in clerks.values():
        for days, form in PLANS:
            _plan(post.unit, post.account, days, form)


def _paper(record: Record, clerk: Account) -> Entry:
    details: dict[str, dict[str, object]] = {
        DOCUMENT: {"number": f"{record.unit.name}发〔{record.occurred_on.year}〕{record.pk % 40 + 1}号"},
        REPORT: {"addressee": "上级党委"},
        DISCLOSURE: {"matters": ["党务", "连务", "财务"], "ways": ["公开栏"]},
    }
    return Entry(
        unit=record.unit,
        kind=record.kind,
        forms=record.forms,
        occurred_on=record.occurred_on,
        for_period=record.for_period,
        leader=record.leader,
        title=record.title,
        details=details[record.kind],
        state=STATES[RecordState(record.state)],
        reason="请补充附件后重新提交。" if record.state == RecordState.RETURNED else "",
        entered_by=clerk,
        made_at=record.registered_at,
        submitted_at=record.registered_at,
    )


def _decisions(unit: Unit, clerk: Account) -> Iterable[Decision]:
    """One or two for each recent meeting, most of those that are due closed."""
    today = clock.today()
    meetings = Entry.objects.filter(unit=unit, kind=MEETING, state__in=OPEN, occurred_on__gte=today - RECENT)
    below = [each.unit for each in Placement.objects.present().filter(parent=unit).select_related("unit")[:6]]
    for entry in meetings.order_by("pk"):
        rng = random.Random(entry.title)
        assert entry.occurred_on is not None
        for position, text in enumerate(rng.sample(DECISIONS, rng.randint(1, 2))):
            due_on = entry.occurred_on + dt.timedelta(days=rng.randint(10, DEADLINE.days))
            done = due_on < today and rng.random() < 0.7
            yield Decision(
                entry=entry,
                position=position,
                text=text,
                owner_unit=rng.choice([unit, *below]),
                due_on=due_on,
                closed_on=due_on - dt.timedelta(days=rng.randint(0, 5)) if done else None,
                closing_note=rng.choice(NOTES) if done else "",
                closed_by=clerk if done else None,
            )


def _plan(unit: Unit, clerk: Account, days: int, form: str) -> None:
    """A meeting to come, where the unit's seats are held."""
    day = clock.today() + dt.timedelta(days=days)
    chair = Tenure.objects.present().filter(unit=unit, role__in=vocabulary().answer_for(unit.kind)).first()
    if chair is None:
        return
    name = vocabulary().name(Word.Group.FORM, form)
    now = clock.now()
    Entry.objects.create(
        unit=unit,
        kind=MEETING,
        forms=[form],
        occurred_on=day,
        starts_at=dt.time(10),
        place="机关三楼会议室",
        leader=chair.person,
        title=f"{day.year}年{day.month}月{day.day}日{name}",
        state=EntryState.PLANNED,
        entered_by=clerk,
        made_at=now,
        planned_at=now,
    )
