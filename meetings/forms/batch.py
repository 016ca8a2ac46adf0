"""The table of several entries: date, what, who led, title; each row becomes an entry of its own."""

import dataclasses
import datetime as dt
import re
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from duties.selectors.rules import offered_forms
from meetings.forms.fields import plain, sane
from meetings.kinds import ASSESSMENT, HOUSEHOLD_CONTACT, INSPECTION, MEETING, VISIT, words_of
from meetings.selectors.kinds import kinds_offered
from meetings.selectors.periods import owed_period
from meetings.selectors.seats import Seat, default_chair, seats_during, seats_on, usual_leaders
from meetings.services.batches import Faults
from meetings.services.contents import AgendaLine, EntryContent
from meetings.services.making import TITLE_LENGTH
from portal import clock
from portal.models import Person, Unit, Word
from portal.selectors.vocabulary import Vocabulary

FIRST_ROWS, MOST_ROWS = 5, 20
ROW = re.compile(r"row-(\d{1,3})-title", re.ASCII)
ALONE = frozenset({VISIT, HOUSEHOLD_CONTACT, INSPECTION, ASSESSMENT})
"""Kinds that need more than a row of a table holds."""
BACK = dt.timedelta(days=400)


@dataclasses.dataclass
class BatchRow:
    """One row as filled in, with what is wrong with it."""

    number: int
    date: str = ""
    what: str = ""
    leader: str = ""
    title: str = ""
    on_topic: bool = True
    errors: list[str] = dataclasses.field(default_factory=list)

    @property
    def filled(self) -> bool:
        """Whether anything was filled in."""
        return bool(self.date or self.what or self.title)


class BatchForm:
    """The rows that were sent, or a few empty ones."""

    def __init__(self, unit: Unit, words: Vocabulary, data: Mapping[str, Any] | None = None) -> None:
        self.unit, self.words = unit, words
        self.choices = self._choices()
        today = clock.today()
        self.leaders = seats_during(unit, today - BACK, today, words)
        self.token = _token(data.get("token", "") if data else "")
        numbers = sorted({int(match[1]) for match in map(ROW.fullmatch, data) if match}) if data else []
        self.rows = [self._read(data, number) for number in numbers] if data else _empty(FIRST_ROWS)
        self.errors: list[str] = []
        if len(self.filled) > MOST_ROWS:
            self.errors.append(f"一次最多登记{MOST_ROWS}项;请分几次提交。")

    def _choices(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """What can be logged in a row: forms by kind, those that the unit owes first."""
        owed, others = kinds_offered(self.unit, self.words)
        kinds = [word for word in [*owed, *others] if word.code not in ALONE]
        return [(word.name, self._forms(word)) for word in kinds]

    def _forms(self, kind: Word) -> list[tuple[str, str]]:
        forms = offered_forms(self.unit, kind.code, self.words)
        return [(f"{kind.code}:{form.code}", form.name) for form in forms] or [(f"{kind.code}:", kind.name)]

    def _read(self, data: Mapping[str, Any], number: int) -> BatchRow:
        given = {
            name: str(data.get(f"row-{number}-{name}", "")) for name in ("date", "what", "leader", "title")
        }
        row = BatchRow(number, given["date"].strip(), given["what"], given["leader"], given["title"])
        row.on_topic = f"row-{number}-topic" in data
        try:
            row.title = plain(row.title)
        except ValidationError as error:
            row.errors += error.messages
        if len(row.title) > TITLE_LENGTH:
            row.errors.append(f"标题最多 {TITLE_LENGTH} 字,现有 {len(row.title)} 字。")
        return row

    @property
    def filled(self) -> list[BatchRow]:
        """The rows in which anything was filled in."""
        return [row for row in self.rows if row.filled]

    @property
    def contents(self) -> dict[int, EntryContent]:
        """The entries that the filled rows mean; what cannot be read is said at its row and makes the form invalid."""
        return {place: self._content(row) for place, row in enumerate(self.rows, start=1) if row.filled}

    @property
    def valid(self) -> bool:
        """Whether every row could be read."""
        return not self.errors and not any(row.errors for row in self.rows)

    def _content(self, row: BatchRow) -> EntryContent:
        kind, _, form = row.what.partition(":")
        if not any(row.what == value for _, forms in self.choices for value, _ in forms):
            row.errors.append("请选择登记什么。")
            kind, form = MEETING, ""
        day = self._day(row)
        forms = [form] if form else []
        agenda = [AgendaLine(row.title, row.on_topic)] if kind == MEETING and row.title else []
        return EntryContent(
            kind=kind,
            occurred_on=day,
            forms=forms,
            leader=self._leader(row, kind, forms, day),
            title="" if kind == MEETING else row.title,
            agenda=agenda,
            for_period=owed_period(self.unit, kind, forms, day) if day else "",
        )

    def _day(self, row: BatchRow) -> dt.date | None:
        if not row.date:
            return None
        try:
            return sane(dt.date.fromisoformat(row.date))
        except ValueError:
            row.errors.append("这不是有效的日期;请写成 2026-09-18。")
        except ValidationError as error:
            row.errors += error.messages
        return None

    def _leader(self, row: BatchRow, kind: str, forms: list[str], day: dt.date | None) -> Person | None:
        """Who was chosen; else for a sitting who usually chairs it on that day."""
        if row.leader:
            chosen = next((seat for seat in self.leaders if str(seat.person.pk) == row.leader), None)
            if chosen is None:
                row.errors.append(f"没有这个人;请从列表中选择{words_of(kind).leader}。")
            return chosen.person if chosen else None
        if kind != MEETING or day is None:
            return None
        seats: list[Seat] = seats_on(self.unit, day, self.words)
        usual = default_chair(seats, self.unit, self.words, usual_leaders(self.unit, kind, forms))
        return next((seat.person for seat in seats if seat.person.pk == usual), None)

    def add_row(self) -> None:
        """One more empty row, for a browser without scripts."""
        self.rows.append(BatchRow(max((row.number for row in self.rows), default=-1) + 1))

    def add_faults(self, faults: Faults) -> None:
        """Put what the service refused at its rows."""
        for place, found in faults.items():
            self.rows[place - 1].errors += [text for texts in found.values() for text in texts]


def _empty(number: int) -> list[BatchRow]:
    return [BatchRow(each) for each in range(number)]


def _token(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()
