"""What an entry says: taken from a form as one value, written to its tables, read back for the change log."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from duties.services.records import Content
from meetings.models import AgendaItem, Attendance, Entry, Evidence
from portal.models import Person, StoredFile, Unit, Word
from portal.selectors.vocabulary import vocabulary
from portal.services.changes import state_of

TITLE_LENGTH = 200


@dataclasses.dataclass(frozen=True)
class AgendaLine:
    """One item of the agenda as filled in."""

    text: str
    on_topic: bool = False


@dataclasses.dataclass(frozen=True)
class EntryContent:
    """All that a clerk fills in; a draft may leave anything out."""

    occurred_on: dt.date | None = None
    forms: Sequence[str] = ()
    leader: Person | None = None
    starts_at: dt.time | None = None
    ends_at: dt.time | None = None
    place: str = ""
    title: str = ""
    minutes: str = ""
    for_period: str = ""
    reason: str = ""
    agenda: Sequence[AgendaLine] = ()
    attendance: Mapping[int, str] = dataclasses.field(default_factory=dict)
    """State by the person's key."""
    files: Sequence[StoredFile] = ()

    @property
    def on_topic(self) -> bool:
        """Whether one item at least is a 乡村振兴议题."""
        return any(line.on_topic for line in self.agenda)


COLUMNS = (
    "occurred_on", "forms", "leader", "starts_at", "ends_at", "place", "title", "minutes", "for_period", "reason",
)  # fmt: skip


def content_write(entry: Entry, content: EntryContent) -> None:
    """Put `content` into a draft and its agenda, attendance and evidence; the caller checks, locks and logs."""
    for name in COLUMNS:
        setattr(entry, name, getattr(content, name))
    entry.forms = list(content.forms)
    entry.full_clean(exclude=["unit", "leader", "entered_by", "replaces"])
    entry.save()
    entry.agenda.all().delete()
    AgendaItem.objects.bulk_create(
        AgendaItem(entry=entry, position=position, text=line.text, on_topic=line.on_topic)
        for position, line in enumerate(content.agenda)
    )
    entry.attendance.all().delete()
    present = dict(content.attendance) | _chair(content.leader)
    Attendance.objects.bulk_create(
        Attendance(entry=entry, person_id=person, state=state) for person, state in present.items()
    )
    _evidence(entry, content.files)


def _evidence(entry: Entry, files: Sequence[StoredFile]) -> None:
    """Keep the rows of files that stay, so that their addresses stay too."""
    wanted = {file.pk: file for file in files}
    entry.evidence.exclude(file__in=wanted).delete()
    there = set(entry.evidence.values_list("file", flat=True))
    Evidence.objects.bulk_create(
        Evidence(entry=entry, file=file) for key, file in wanted.items() if key not in there
    )


def content_of(entry: Entry) -> EntryContent:
    """The content of a stored entry, for its form and for a correction; a title that was derived is left out."""
    title = entry.title
    if entry.occurred_on is not None and title == derived_title(entry.forms, entry.occurred_on):
        title = ""
    return EntryContent(
        occurred_on=entry.occurred_on,
        forms=entry.forms,
        leader=entry.leader,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        place=entry.place,
        title=title,
        minutes=entry.minutes,
        for_period=entry.for_period,
        reason=entry.reason,
        agenda=[AgendaLine(item.text, item.on_topic) for item in entry.agenda.all()],
        attendance=dict(entry.attendance.values_list("person", "state")),
        files=[each.file for each in entry.evidence.select_related("file").order_by("file")],
    )


def repeats(entry: Entry, content: EntryContent) -> bool:
    """Whether `content` would change nothing: then the same form was only sent twice."""
    stored = content_of(entry)
    meant = dataclasses.replace(
        content,
        title=stored.title if content.title == entry.title else content.title,
        forms=list(content.forms),
        agenda=list(content.agenda),
        attendance=dict(content.attendance) | _chair(content.leader),
        files=sorted(content.files, key=lambda file: file.pk),
    )
    return stored == meant


def _chair(leader: Person | None) -> dict[int, str]:
    """The chair is present, whatever else was ticked."""
    return {} if leader is None else {leader.pk: Attendance.State.PRESENT}


def snapshot(entry: Entry) -> dict[str, Any]:
    """The entry as the change log keeps it, with the parts that lie in other tables."""
    return state_of(entry) | {
        "leader": entry.leader.name if entry.leader else "",
        "agenda": [f"{'【乡村振兴】' if each.on_topic else ''}{each.text}" for each in entry.agenda.all()],
        "attendance": [
            f"{each.person.name}({each.get_state_display()})"
            for each in entry.attendance.select_related("person").order_by("pk")
        ],
        "evidence": [each.file.name for each in entry.evidence.select_related("file").order_by("pk")],
    }


def derived_title(forms: Sequence[str], occurred_on: dt.date) -> str:
    """The title of a sitting without one: 2026年9月18日党委常委会会议、领导小组会议."""
    words = vocabulary()
    names = "、".join(words.name(Word.Group.FORM, form) for form in forms)
    return f"{occurred_on.year}年{occurred_on.month}月{occurred_on.day}日{names}"[:TITLE_LENGTH]


def record_content(unit: Unit, kind: str, content: EntryContent) -> Content:
    """The record that such a sitting makes: one, with all its forms. `content` has a day."""
    assert content.occurred_on is not None
    return Content(
        unit=unit,
        kind=kind,
        occurred_on=content.occurred_on,
        forms=content.forms,
        leader=content.leader,
        for_period=content.for_period,
        on_topic=content.on_topic,
        title=content.title,
    )
