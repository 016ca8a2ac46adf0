"""The rows of the form that are no plain fields: items of the agenda, officials invited, read from what was sent."""

import dataclasses
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from meetings.forms.fields import plain
from meetings.models import Attendance
from meetings.selectors.seats import Seat
from meetings.services.contents import AgendaLine, EntryContent

MOST_ITEMS = 50
LONGEST_ITEM = 200
LONGEST_NAME = 60
ITEM = re.compile(r"agenda-(\d{1,3})-text", re.ASCII)


@dataclasses.dataclass
class AgendaRow:
    """One line of the agenda as filled in, with what is wrong with it."""

    number: int
    text: str = ""
    on_topic: bool = False
    errors: list[str] = dataclasses.field(default_factory=list)


def agenda_rows(data: Mapping[str, Any]) -> list[AgendaRow]:
    """The lines that were sent, in the order of their numbers, those too many with an error."""
    numbers = sorted(int(match[1]) for match in map(ITEM.fullmatch, data) if match)
    rows = []
    for number in numbers:
        row = AgendaRow(number, str(data.get(f"agenda-{number}-text", "")), f"agenda-{number}-topic" in data)
        try:
            row.text = plain(row.text)
        except ValidationError as error:
            row.errors = error.messages
        if len(row.text) > LONGEST_ITEM:
            row.errors.append(
                f"一项议题最多 {LONGEST_ITEM} 字,现有 {len(row.text)} 字;请分成几项或写入纪要。"
            )
        rows.append(row)
    filled = [row for row in rows if row.text]
    if len(filled) > MOST_ITEMS:
        filled[MOST_ITEMS].errors.append(f"最多 {MOST_ITEMS} 项议题;其余请写入纪要。")
    return rows or [AgendaRow(0, on_topic=True)]


def agenda_lines(rows: Iterable[AgendaRow]) -> list[AgendaLine]:
    """The items that are filled in."""
    return [AgendaLine(row.text, row.on_topic) for row in rows if row.text]


@dataclasses.dataclass(frozen=True)
class Invited:
    """An official with a seat on the day, and how they took part; an empty state is not invited."""

    seat: Seat
    state: str
    stand_in: str = ""

    @property
    def name(self) -> str:
        """The name of the field."""
        return f"attendance-{self.seat.person.pk}"

    @property
    def stand_in_name(self) -> str:
        """The name of the field for who stood in."""
        return f"stand-in-{self.seat.person.pk}"

    @property
    def states(self) -> list[tuple[str, str]]:
        """What can be chosen, with its word."""
        return [*Attendance.State.choices, ("", "未列入")]


def invited(
    seats: Iterable[Seat], data: Mapping[str, Any] | None, content: EntryContent | None, unseen: str
) -> list[Invited]:
    """Officials with their state: as sent, else as stored, else present; `unseen` for whom a sent form did not show."""
    rows = []
    for seat in seats:
        stand_in = ""
        if data is not None:
            blank = Invited(seat, "")
            state = str(data.get(blank.name, unseen))
            stand_in = _name(data.get(blank.stand_in_name, ""))
        elif content is not None:
            state = content.attendance.get(seat.person.pk, "")
            stand_in = content.stand_ins.get(seat.person.pk, "")
        else:
            state = Attendance.State.PRESENT
        state = state if state in Attendance.State.values else ""
        rows.append(Invited(seat, state, stand_in if state == Attendance.State.DELEGATED else ""))
    return rows


def _name(text: Any) -> str:
    """A name as sent, without what no table can hold, cut to what the table holds."""
    return "".join(each for each in str(text) if each.isprintable()).strip()[:LONGEST_NAME]
