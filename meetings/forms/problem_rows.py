"""The lines of a visit's form for the problems that were found, read from what was sent."""

import dataclasses
import datetime as dt
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from meetings.forms.fields import DayField, plain
from meetings.models import Problem
from meetings.services.contents import ProblemLine
from portal.models import Unit

MOST_PROBLEMS = 50
LONGEST = 300
ITEM = re.compile(r"problem-(\d{1,3})-text", re.ASCII)
SEAT = ":"


@dataclasses.dataclass
class ProblemRow:
    """One problem as filled in, with what is wrong with it; `owner` is a unit's key, or that and a role."""

    number: int
    text: str = ""
    category: str = Problem.Category.OTHER
    owner: str = ""
    measure: str = ""
    due_on: str = ""
    key: str = ""
    errors: list[str] = dataclasses.field(default_factory=list)

    @property
    def filled(self) -> bool:
        """Whether anything was written into it."""
        return bool(self.text or self.measure)

    @property
    def day(self) -> dt.date | None:
        """The deadline, where one can be read."""
        try:
            day: dt.date | None = DayField(required=False).clean(self.due_on)
        except ValidationError:
            return None
        return day


def problem_rows(data: Mapping[str, Any]) -> list[ProblemRow]:
    """The lines that were sent, in the order of their numbers; a faulty one has its errors."""
    numbers = sorted(int(match[1]) for match in map(ITEM.fullmatch, data) if match)
    rows = [_row(data, number) for number in numbers]
    filled = [row for row in rows if row.filled]
    if len(filled) > MOST_PROBLEMS:
        filled[MOST_PROBLEMS].errors.append(f"最多 {MOST_PROBLEMS} 个问题;其余请另行登记。")
    return rows


def _row(data: Mapping[str, Any], number: int) -> ProblemRow:
    row = ProblemRow(number)
    for name in ("category", "owner", "due_on", "key"):
        setattr(row, name, str(data.get(f"problem-{number}-{name}", "")))
    if row.category not in Problem.Category.values:
        row.category = Problem.Category.OTHER
    for name, label in (("text", "问题"), ("measure", "整改措施")):
        try:
            value = plain(str(data.get(f"problem-{number}-{name}", "")))
        except ValidationError as error:
            row.errors += error.messages
            continue
        setattr(row, name, value)
        if len(value) > LONGEST:
            row.errors.append(f"{label}最多 {LONGEST} 字,现有 {len(value)} 字;请删减。")
    if row.filled and not row.text:
        row.errors.append("请写明问题。")
    if row.due_on and row.day is None:
        row.errors.append("整改时限不是有效的日期;请写成 2026-09-18。")
    return row


def rows_of(lines: Iterable[ProblemLine]) -> list[ProblemRow]:
    """The lines of a stored content."""
    return [
        ProblemRow(
            number=number,
            text=line.text,
            category=line.category,
            owner=f"{line.owner_unit.pk}{SEAT}{line.owner_role}"
            if line.owner_role
            else str(line.owner_unit.pk),
            measure=line.measure,
            due_on=line.due_on.isoformat() if line.due_on else "",
            key=str(line.key),
        )
        for number, line in enumerate(lines)
    ]


def problem_lines(
    rows: Iterable[ProblemRow],
    owners: Mapping[str, Unit],
    otherwise: Unit,
    roles: Mapping[str, Sequence[str]],
) -> list[ProblemLine]:
    """The problems that are filled in; one without an owner is that of the unit `otherwise`.

    `owners` are the units that may be named, by key, and `roles` the seats that each has.
    """
    return [
        ProblemLine(
            text=row.text,
            owner_unit=owners.get(row.owner.partition(SEAT)[0], otherwise),
            category=row.category,
            owner_role=_role(row.owner, owners, roles),
            measure=row.measure,
            due_on=row.day,
            key=_key(row.key),
        )
        for row in rows
        if row.text
    ]


def _role(owner: str, owners: Mapping[str, Unit], roles: Mapping[str, Sequence[str]]) -> str:
    key, _, role = owner.partition(SEAT)
    return role if key in owners and role in roles.get(key, ()) else ""


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()
