"""What an entry says, as one value: taken from a form, written by `stored`, made into records by `making`."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from duties.models import Household
from meetings.kinds import MEETING
from meetings.models import Problem
from portal.models import Person, StoredFile, Unit


@dataclasses.dataclass(frozen=True)
class AgendaLine:
    """One item of the agenda as filled in."""

    text: str
    on_topic: bool = False


@dataclasses.dataclass(frozen=True)
class DecisionLine:
    """One decision as filled in; `key` stays the same when the entry is corrected."""

    text: str
    owner_unit: Unit
    owner_role: str = ""
    due_on: dt.date | None = None
    key: uuid.UUID = dataclasses.field(default_factory=uuid.uuid4, compare=False)


@dataclasses.dataclass(frozen=True)
class ProblemLine:
    """One problem found on a visit as filled in; `key` stays the same when the entry is corrected."""

    text: str
    owner_unit: Unit
    category: str = Problem.Category.OTHER
    owner_role: str = ""
    measure: str = ""
    due_on: dt.date | None = None
    key: uuid.UUID = dataclasses.field(default_factory=uuid.uuid4, compare=False)


@dataclasses.dataclass(frozen=True)
class EntryContent:
    """All that a clerk fills in; a draft may leave anything out, and each kind uses its own part of it."""

    kind: str = MEETING
    occurred_on: dt.date | None = None
    until: dt.date | None = None
    forms: Sequence[str] = ()
    leader: Person | None = None
    for_period: str = ""
    title: str = ""
    minutes: str = ""
    reason: str = ""
    files: Sequence[StoredFile] = ()
    details: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    """Fields of this kind alone, by the names of `meetings.kinds`: texts, or lists of texts."""
    place: str = ""
    starts_at: dt.time | None = None
    ends_at: dt.time | None = None
    agenda: Sequence[AgendaLine] = ()
    attendance: Mapping[int, str] = dataclasses.field(default_factory=dict)
    """State by the person's key."""
    stand_ins: Mapping[int, str] = dataclasses.field(default_factory=dict)
    """Who stood in for those who delegated, by the person's key."""
    decisions: Sequence[DecisionLine] = ()
    targets: Sequence[Unit] = ()
    """The units that were visited, inspected or assessed; each makes a record of its own."""
    households: Sequence[Household] = ()
    problems: Sequence[ProblemLine] = ()

    @property
    def on_topic(self) -> bool:
        """Whether one item at least is a 乡村振兴议题, or the form says so as a whole."""
        return any(line.on_topic for line in self.agenda) or bool(self.details.get("on_topic"))
