"""The parts of an entry that lie in tables of their own: each is written, read back, and told to the change log."""

from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

from meetings.kinds import words_of
from meetings.models import AgendaItem, Attendance, Decision, Destination, Entry, Evidence
from meetings.services.contents import AgendaLine, DecisionLine, EntryContent
from meetings.services.field_parts import HouseholdsPart, ProblemsPart
from portal.models import Word
from portal.selectors.vocabulary import vocabulary


class Part(Protocol):
    """One table, or a few, behind fields of EntryContent; `counts` where records are made of them."""

    counts: ClassVar[bool]

    def write(self, entry: Entry, content: EntryContent) -> None:
        """Make the rows of `entry` say what `content` says; `entry` is a draft or plan."""

    def read(self, entry: Entry) -> dict[str, Any]:
        """The fields of EntryContent that lie here."""

    def shown(self, entry: Entry) -> dict[str, list[str]]:
        """The same as lines for the change log."""


class AgendaPart:
    """The items of the agenda."""

    counts: ClassVar[bool] = True

    def write(self, entry: Entry, content: EntryContent) -> None:
        """Write all items anew."""
        entry.agenda.all().delete()
        AgendaItem.objects.bulk_create(
            AgendaItem(entry=entry, position=position, text=line.text, on_topic=line.on_topic)
            for position, line in enumerate(content.agenda)
        )

    def read(self, entry: Entry) -> dict[str, Any]:
        """Items in their order."""
        return {"agenda": [AgendaLine(item.text, item.on_topic) for item in entry.agenda.all()]}

    def shown(self, entry: Entry) -> dict[str, list[str]]:
        """Items, those on the topic marked."""
        return {
            "agenda": [f"{'【乡村振兴】' if each.on_topic else ''}{each.text}" for each in entry.agenda.all()]
        }


class AttendancePart:
    """Who took part, and who stood in for whom."""

    counts: ClassVar[bool] = True

    def write(self, entry: Entry, content: EntryContent) -> None:
        """Write all anew; the chair is present."""
        entry.attendance.all().delete()
        Attendance.objects.bulk_create(
            Attendance(
                entry=entry,
                person_id=person,
                state=state,
                stand_in=content.stand_ins.get(person, "") if state == Attendance.State.DELEGATED else "",
            )
            for person, state in with_chair(content).items()
        )

    def read(self, entry: Entry) -> dict[str, Any]:
        """States and stand-ins by person."""
        rows = list(entry.attendance.values_list("person", "state", "stand_in"))
        return {
            "attendance": {person: state for person, state, _ in rows},
            "stand_ins": {person: stand_in for person, _, stand_in in rows if stand_in},
        }

    def shown(self, entry: Entry) -> dict[str, list[str]]:
        """Names with their state."""
        rows = entry.attendance.select_related("person").order_by("pk")
        return {"attendance": [f"{each.person.name}({each.manner})" for each in rows]}


def with_chair(content: EntryContent) -> Mapping[int, str]:
    """Attendance with the chair present, whatever else was ticked, where entries of this kind are attended."""
    if content.leader is None or not words_of(content.kind).attended:
        return dict(content.attendance)
    return dict(content.attendance) | {content.leader.pk: Attendance.State.PRESENT}


class DecisionsPart:
    """What was decided, for whom and by when."""

    counts: ClassVar[bool] = False

    def write(self, entry: Entry, content: EntryContent) -> None:
        """Write all anew, under the keys that they had."""
        entry.decisions.all().delete()
        Decision.objects.bulk_create(
            Decision(
                entry=entry,
                key=line.key,
                position=position,
                text=line.text,
                owner_unit=line.owner_unit,
                owner_role=line.owner_role,
                due_on=line.due_on,
            )
            for position, line in enumerate(content.decisions)
        )

    def read(self, entry: Entry) -> dict[str, Any]:
        """Decisions in their order."""
        rows = entry.decisions.select_related("owner_unit")
        return {
            "decisions": [
                DecisionLine(each.text, each.owner_unit, each.owner_role, each.due_on, each.key)
                for each in rows
            ]
        }

    def shown(self, entry: Entry) -> dict[str, list[str]]:
        """Text, owner and deadline in a line."""
        words, rows = None, list(entry.decisions.select_related("owner_unit"))
        if any(each.owner_role for each in rows):
            words = vocabulary()
        lines = []
        for each in rows:
            role = words.name(Word.Group.ROLE, each.owner_role) if words and each.owner_role else ""
            until = f",{each.due_on}前" if each.due_on else ""
            lines.append(f"{each.text}({each.owner_unit.name}{role}{until})")
        return {"decisions": lines}


class DestinationsPart:
    """The units to which the entry went."""

    counts: ClassVar[bool] = True

    def write(self, entry: Entry, content: EntryContent) -> None:
        """Write all anew."""
        entry.destinations.all().delete()
        Destination.objects.bulk_create(
            Destination(entry=entry, position=position, unit=unit)
            for position, unit in enumerate(content.targets)
        )

    def read(self, entry: Entry) -> dict[str, Any]:
        """Units in their order."""
        return {"targets": [each.unit for each in entry.destinations.select_related("unit")]}

    def shown(self, entry: Entry) -> dict[str, list[str]]:
        """Names."""
        return {"targets": [each.unit.name for each in entry.destinations.select_related("unit")]}


class EvidencePart:
    """The files that prove the entry."""

    counts: ClassVar[bool] = False

    def write(self, entry: Entry, content: EntryContent) -> None:
        """Keep the rows of files that stay, so that their addresses stay too."""
        wanted = {file.pk: file for file in content.files}
        entry.evidence.exclude(file__in=wanted).delete()
        there = set(entry.evidence.values_list("file", flat=True))
        Evidence.objects.bulk_create(
            Evidence(entry=entry, file=file) for key, file in wanted.items() if key not in there
        )

    def read(self, entry: Entry) -> dict[str, Any]:
        """Files."""
        return {"files": [each.file for each in entry.evidence.select_related("file").order_by("file")]}

    def shown(self, entry: Entry) -> dict[str, list[str]]:
        """Their names."""
        return {"evidence": [each.file.name for each in entry.evidence.select_related("file").order_by("pk")]}


PARTS: tuple[Part, ...] = (
    AgendaPart(),
    AttendancePart(),
    DecisionsPart(),
    DestinationsPart(),
    HouseholdsPart(),
    ProblemsPart(),
    EvidencePart(),
)
