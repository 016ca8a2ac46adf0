"""The lines of decisions (议定事项) in the form of a sitting: what, who, by when."""

import dataclasses
import datetime as dt
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from meetings.forms.fields import plain
from meetings.selectors.seats import Seat
from meetings.services.contents import DecisionLine
from portal.models import Placement, Unit, Word
from portal.selectors.vocabulary import Vocabulary

MOST_DECISIONS = 30
LONGEST_DECISION = 300
DECISION = re.compile(r"decision-(\d{1,3})-text", re.ASCII)


@dataclasses.dataclass(frozen=True)
class Owner:
    """Who may be charged with a decision: a unit, or a seat at the unit itself."""

    unit: Unit
    role: str
    label: str

    @property
    def key(self) -> str:
        """The value of the choice."""
        return f"{self.unit.pk}:{self.role}"


@dataclasses.dataclass
class DecisionRow:
    """One decision as filled in, with what is wrong with it."""

    number: int
    text: str = ""
    owner: str = ""
    due: str = ""
    key: str = ""
    due_on: dt.date | None = None
    errors: list[str] = dataclasses.field(default_factory=list)


def owners_offered(unit: Unit, seats: Iterable[Seat], day: dt.date, words: Vocabulary) -> list[Owner]:
    """The unit, its seats of the day, and the units directly below; one query."""
    owners = [Owner(unit, "", unit.name)]
    for seat in seats:
        owners += [
            Owner(unit, role, f"{words.name(Word.Group.ROLE, role)}({seat.person.name})")
            for role in seat.roles
            if not words.data(Word.Group.ROLE, role).get("several")
        ]
    below = Placement.objects.present(day).filter(parent=unit).select_related("unit").order_by("unit__code")
    return owners + [Owner(each.unit, "", each.unit.name) for each in below]


def decision_rows(
    data: Mapping[str, Any] | None, lines: Sequence[DecisionLine], owners: Sequence[Owner]
) -> list[DecisionRow]:
    """The lines that were sent, else those that are stored; each judged by itself."""
    if data is None:
        return [
            DecisionRow(
                number,
                line.text,
                f"{line.owner_unit.pk}:{line.owner_role}",
                str(line.due_on or ""),
                str(line.key),
                line.due_on,
            )
            for number, line in enumerate(lines)
        ]
    known = {owner.key for owner in owners}
    numbers = sorted(int(match[1]) for match in map(DECISION.fullmatch, data) if match)
    rows = [_read(data, number, known) for number in numbers]
    filled = [row for row in rows if row.text]
    if len(filled) > MOST_DECISIONS:
        filled[MOST_DECISIONS].errors.append(f"最多 {MOST_DECISIONS} 项议定事项;其余请写入纪要。")
    return rows


def _read(data: Mapping[str, Any], number: int, owners: set[str]) -> DecisionRow:
    text, owner, due, key = (
        str(data.get(f"decision-{number}-{name}", "")) for name in ("text", "owner", "due", "key")
    )
    row = DecisionRow(number, text, owner, due, key)
    try:
        row.text = plain(row.text)
    except ValidationError as error:
        row.errors += error.messages
    if len(row.text) > LONGEST_DECISION:
        row.errors.append(f"一项议定事项最多 {LONGEST_DECISION} 字,现有 {len(row.text)} 字;请分成几项。")
    if row.text and row.owner not in owners:
        row.errors.append("请从列表中选择责任单位或责任人。")
    if row.due:
        try:
            row.due_on = dt.date.fromisoformat(row.due)
        except ValueError:
            row.errors.append("完成时限不是有效的日期;请写成 2026-12-31。")
    return row


def decision_lines(rows: Iterable[DecisionRow], owners: Sequence[Owner]) -> list[DecisionLine]:
    """The decisions that are filled in and could be read."""
    known = {owner.key: owner for owner in owners}
    return [
        DecisionLine(
            row.text, known[row.owner].unit, known[row.owner].role, row.due_on, _key(row.key) or uuid.uuid4()
        )
        for row in rows
        if row.text and row.owner in known and not row.errors
    ]


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
