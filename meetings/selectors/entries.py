"""Reading entries: lists, one entry with its parts."""

import contextlib
import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Count, QuerySet
from django.http import Http404

from duties.ledger.status import LATE_ENTRY_DAYS
from duties.models import Record, RecordState
from meetings.access import OPEN, settled_by, visible_entries
from meetings.kinds import words_of as kind_words
from meetings.marks import ENTRY_MARKS
from meetings.models import Attendance, Entry, EntryState, Evidence
from meetings.selectors.history import listed
from meetings.selectors.seats import seats_on
from meetings.services.contents import EntryContent
from portal import clock
from portal.access import Actor, readable_units
from portal.models import Change, Role, Unit
from portal.selectors.vocabulary import Vocabulary


def entry_or_404(actor: Actor, public_id: uuid.UUID) -> Entry:
    """The entry with this public id, if the actor may read it; raises Http404 otherwise."""
    rows = visible_entries(actor).select_related(
        "unit", "leader", "entered_by", "entered_from", "settled_by", "replaces"
    )
    entry = rows.filter(public_id=public_id).first()
    if entry is None:
        raise Http404
    return entry


def own_draft(actor: Actor, public_id: str) -> Entry | None:
    """The draft that a form says it goes on with, if it is there for this actor."""
    try:
        key = uuid.UUID(public_id)
    except ValueError:
        return None
    rows = visible_entries(actor).filter(public_id=key, state=EntryState.DRAFT)
    return rows.select_related("replaces").first()


def evidence_or_404(actor: Actor, public_id: uuid.UUID) -> Evidence:
    """A file of an entry that the actor may read; raises Http404 otherwise."""
    rows = Evidence.objects.filter(public_id=public_id, entry__in=visible_entries(actor))
    found = rows.select_related("file").first()
    if found is None:
        raise Http404
    return found


def entries_of(actor: Actor, state: str = "") -> QuerySet[Entry]:
    """The entries that the actor may read, the latest first; only those in `state` where one is named."""
    rows = visible_entries(actor).select_related("unit", "leader", "entered_by")
    return (rows.filter(state=state) if state else rows).order_by("-made_at", "-pk")


def awaiting(actor: Actor) -> QuerySet[Entry]:
    """待我确认: submitted entries that this official confirms or returns, the oldest first."""
    if actor.post is None or actor.account is None or actor.role != Role.OFFICIAL:
        return Entry.objects.none()
    rows = visible_entries(actor).filter(
        settled_by(actor.account.person, actor.post.unit), state=EntryState.SUBMITTED
    )
    return rows.select_related("unit", "leader", "entered_by").order_by("submitted_at", "pk")


def entries_named(actor: Actor, public_ids: Iterable[str]) -> list[Entry]:
    """Those of the named entries that the actor may read, the oldest submission first; what is no id is passed over."""
    keys = set()
    for text in public_ids:
        with contextlib.suppress(ValueError):
            keys.add(uuid.UUID(text))
    return list(visible_entries(actor).filter(public_id__in=keys).order_by("submitted_at", "pk"))


def counts_by_state(actor: Actor) -> list[tuple[str, str, int]]:
    """States with their word and how many entries of the actor's scope are in each; one query."""
    found = visible_entries(actor).order_by().values("state").annotate(number=Count("pk"))
    numbers = {row["state"]: row["number"] for row in found}
    return [
        (state, ENTRY_MARKS[state].label, numbers[state]) for state in EntryState.values if state in numbers
    ]


def attendance_of(entry: Entry, words: Vocabulary) -> list[tuple[str, list[str]]]:
    """Who took part how: names with their titles of that day, by state, in the order of the seats; two queries."""
    seats = seats_on(entry.unit, entry.occurred_on, words) if entry.occurred_on else []
    titles = {seat.person.pk: seat.titles for seat in seats}
    rank = {key: number for number, key in enumerate(titles)}
    groups: dict[str, list[str]] = {state: [] for state in Attendance.State.values}
    rows = entry.attendance.select_related("person").order_by("pk")
    for row in sorted(rows, key=lambda row: rank.get(row.person_id, len(rank))):
        title = titles.get(row.person_id)
        name = f"{row.person.name}({title})" if title else row.person.name
        groups[row.state].append(f"{name}→{row.stand_in}" if row.stand_in else name)
    return [(Attendance.State(state).label, names) for state, names in groups.items() if names]


def details_of(entry: Entry) -> list[tuple[str, str]]:
    """The few fields that only this kind has, by label, as far as they are filled in."""
    labels = kind_words(entry.kind).details
    return [(label, listed(entry.details[name])) for name, label in labels.items() if entry.details.get(name)]


def record_or_404(actor: Actor, public_id: uuid.UUID) -> Record:
    """The record with this public id, if its unit lies in the actor's scope; raises Http404 otherwise."""
    rows = Record.objects.filter(unit__in=readable_units(actor)).exclude(state=RecordState.DRAFT)
    found = rows.select_related("unit", "leader", "target").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def entry_of_record(record: Record) -> Entry | None:
    """The entry that made the record, or None for one that was imported."""
    return record.entries.first()


def late_entry(entry: Entry) -> bool:
    """补录: submitted more than seven days after the meeting took place; changes no count."""
    if entry.submitted_at is None or entry.occurred_on is None:
        return False
    submitted_on = entry.submitted_at.astimezone(clock.SHANGHAI).date()
    return submitted_on > entry.occurred_on + dt.timedelta(days=LATE_ENTRY_DAYS)


def alike(unit: Unit, content: EntryContent, besides: Entry | None) -> list[Entry]:
    """Entries of the unit for the same day, a same form and target, so that nobody logs a sitting twice; one query."""
    rows = Entry.objects.filter(unit=unit, kind=content.kind, occurred_on=content.occurred_on, state__in=OPEN)
    rows = rows.filter(forms__overlap=list(content.forms)) if content.forms else rows.filter(forms=[])
    if content.targets:
        rows = rows.filter(destinations__unit__in=content.targets).distinct()
    if besides is not None:
        rows = rows.exclude(pk__in=[besides.pk, besides.replaces_id or besides.pk])
    return list(rows.order_by("-pk")[:ALIKE_SHOWN])


def last_change(entry: Entry) -> Change | None:
    """Who changed the entry last, and when."""
    rows = Change.objects.filter(target_kind="meetings.entry", target_ref=str(entry.public_id))
    return rows.order_by("-at", "-pk").first()


ALIKE_SHOWN = 6
