"""The form of 谈话记录: when, where, who, what was said, and what was promised line by line."""

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from duties.forms.talks.papers import DayField, HourField, RolesField
from duties.models import Talk
from duties.selectors.talks.people import owners_of, seats_on
from duties.services.talks.records import Promised, Record
from duties.talk_states import RECORDED, State
from portal import clock
from portal.forms.files import SeveralFilesField
from portal.forms.plain import TextField, plain
from portal.models import StoredFile, Tenure, Unit

LONGEST = 300
MOST = 20
ROW = re.compile(r"promise-(\d{1,3})-text")

Owner = tuple[Unit, str, str]
"""A unit, a role at it (empty: the unit itself), and both in words."""


@dataclasses.dataclass
class PromiseRow:
    """One line of promises as it was typed, and what is wrong with it."""

    number: int
    text: str = ""
    owner: str = ""
    due: str = ""
    due_on: dt.date | None = None
    errors: list[str] = dataclasses.field(default_factory=list)


def owner_key(unit: Unit, role: str) -> str:
    """What the choice of an owner sends."""
    return f"{unit.pk}:{role}"


def promise_rows(data: Mapping[str, Any], owners: Sequence[Owner]) -> list[PromiseRow]:
    """The lines that were sent, each judged by itself; empty ones are left out."""
    known = {owner_key(unit, role) for unit, role, _ in owners}
    numbers = sorted(int(match[1]) for match in map(ROW.fullmatch, data) if match)
    rows = [_row(data, number, known) for number in numbers]
    filled = [row for row in rows if row.text or row.errors]
    if len(filled) > MOST:
        filled[MOST].errors.append(f"最多 {MOST} 项整改承诺;其余请合并。")
    return filled


def _row(data: Mapping[str, Any], number: int, owners: set[str]) -> PromiseRow:
    text, owner, due = (
        str(data.get(f"promise-{number}-{name}", ""))[:2000] for name in ("text", "owner", "due")
    )
    row = PromiseRow(number, text, owner, due)
    try:
        row.text = plain(text)
    except ValidationError as error:
        row.errors += error.messages
    if len(row.text) > LONGEST:
        row.errors.append(f"一项承诺最多 {LONGEST} 字,现有 {len(row.text)} 字;请分成几项。")
    if not row.text:
        return row
    if owner not in owners:
        row.errors.append("请从列表中选择责任单位或席位。")
    try:
        row.due_on = dt.date.fromisoformat(due)
    except ValueError:
        row.errors.append("请填写完成时限,如 2026-12-31。")
    return row


def _is_asked(talk: Talk, side: str, tenure: Tenure) -> bool:
    """Whether somebody is ticked before anybody has ticked: as the record says, else as the notice named the seats."""
    if State(talk.state) in RECORDED:
        return any(
            (each.side, each.role, each.person_id) == (side, tenure.role, tenure.person_id)
            for each in talk.people.all()
        )
    return tenure.role in (talk.talking_roles if side == "talking" else talk.talked_roles)


class RecordForm(forms.Form):
    """All of the record but its promises, which are lines of their own; people are those of the day of the talk."""

    held_on = DayField(label="谈话日期")
    starts_at = HourField(label="开始时间", required=False)
    ends_at = HourField(label="结束时间", required=False)
    place = TextField(label="谈话地点", most=100)
    talking = RolesField(label="谈话人", help_text="列出谈话当日的在任人员;改了日期后点「按日期更新人员」。")
    talked = RolesField(label="谈话对象")
    points = TextField(
        label="谈话要点",
        most=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="指出的问题、提出的要求。",
    )
    minutes = TextField(
        label="谈话内容",
        most=20000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="可不填,也可上传文件;只记工作事项,不记个人隐私。",
    )
    evidence = SeveralFilesField(label="附件")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    stored: Sequence[StoredFile] = ()

    def __init__(self, talk: Talk, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.day = self._day(talk)
        self._held: dict[str, Tenure] = {}
        for name, unit in (("talking", talk.office), ("talked", talk.unit)):
            seats = seats_on(unit, self.day)
            found = [(tenure, seat.name) for seat in seats for tenure in seat.holders]
            self._held |= {str(tenure.pk): tenure for tenure, _ in found}
            if not self.is_bound and name not in self.initial:
                self.initial[name] = [str(tenure.pk) for tenure, _ in found if _is_asked(talk, name, tenure)]
            self.fields[name].choices = [  # type: ignore[attr-defined]
                (str(tenure.pk), f"{tenure.person.name}({seat}{',主持工作' if tenure.acting else ''})")
                for tenure, seat in found
            ]
        # The last seats read are those of the unit that is talked to.
        self.owners: list[Owner] = owners_of(talk.unit, seats)
        self.rows = promise_rows(self.data, self.owners) if self.is_bound else []

    def _day(self, talk: Talk) -> dt.date:
        """The day whose people are offered: the one that was typed, else the planned one, never a later than today."""
        if self.is_bound:
            try:
                return min(dt.date.fromisoformat(str(self.data.get("held_on", ""))), clock.today())
            except ValueError:
                pass
        initial = self.initial.get("held_on")
        return initial if isinstance(initial, dt.date) else clock.today()

    def clean(self) -> dict[str, Any]:
        """Promises must be whole, at least one."""
        data = super().clean() or {}
        if any(row.errors for row in self.rows):
            self.add_error(None, "整改承诺有填写不全的地方,请在标出处补齐。")
        elif not self.rows:
            self.add_error(None, "请至少写明一项整改承诺。")
        return data

    def record(self) -> Record:
        """What was written; call it when the form is valid."""
        data = self.cleaned_data
        known = {owner_key(unit, role): (unit, role) for unit, role, _ in self.owners}
        return Record(
            held_on=data["held_on"],
            starts_at=data["starts_at"],
            ends_at=data["ends_at"],
            place=data["place"],
            talking=[self._held[pk] for pk in data["talking"]],
            talked=[self._held[pk] for pk in data["talked"]],
            points=data["points"],
            minutes=data["minutes"],
            promises=[
                Promised(row.text, *known[row.owner], row.due_on)
                for row in self.rows
                if row.due_on is not None
            ],
        )
