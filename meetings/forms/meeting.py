"""The form of a sitting: agenda, attendance, decisions, minutes; several forms in one sitting (合并召开)."""

from typing import Any, ClassVar

from django.forms import TextInput

from meetings.forms.base import EntryForm
from meetings.forms.decisions import (
    DecisionRow,
    Owner,
    decision_lines,
    decision_rows,
    owners_offered,
)
from meetings.forms.fields import ClockField, TextField
from meetings.forms.rows import AgendaRow, agenda_lines, agenda_rows, invited
from meetings.models import Attendance
from portal.models import Word

PLACE_LENGTH = 100


class MeetingForm(EntryForm):
    """What a clerk fills in of one sitting."""

    sections: ClassVar[tuple[str, ...]] = (
        "forms", "meeting_when", "agenda", "attendance", "minutes", "decisions", "evidence", "meeting_more", "reason",
    )  # fmt: skip
    scripts: ClassVar[tuple[str, ...]] = ("js/entry-lines.js", "js/entry-attendance.js")
    plans: ClassVar[bool] = True
    usually_led: ClassVar[bool] = True

    place = TextField(
        label="地点",
        most=PLACE_LENGTH,
        required=False,
        widget=TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )
    starts_at = ClockField(label="开始时间")
    ends_at = ClockField(label="结束时间")

    def prepare(self) -> None:
        """The lines of the agenda and the officials of the day."""
        if "forms" in self.fields:
            self.fields["forms"].help_text = "合并召开可多选"
        self.fields["title"].help_text = "不填则按日期和会议类型生成"
        self.agenda = self._agenda()
        self.invited = invited(
            self.seats,
            self.data if self.is_bound else None,
            self.content,
            unseen=Attendance.State.PRESENT if self.reloading else "",
        )

        self.owners = self._owners()
        self.decisions = decision_rows(
            self.data if self.is_bound else None,
            self.content.decisions if self.content else [],
            self.owners,
        )

    def _owners(self) -> list[Owner]:
        """Whom a decision may charge, and whom a stored one charges already."""
        owners = owners_offered(self.unit, self.seats, self.day, self.words)
        known = {owner.key for owner in owners}
        for line in self.content.decisions if self.content else []:
            role = self.words.name(Word.Group.ROLE, line.owner_role) if line.owner_role else ""
            owner = Owner(line.owner_unit, line.owner_role, f"{line.owner_unit.name}{role}")
            if owner.key not in known:
                owners.append(owner)
        return owners

    def _agenda(self) -> list[AgendaRow]:
        if self.is_bound:
            return agenda_rows(self.data)
        lines = self.content.agenda if self.content else []
        return [AgendaRow(number, line.text, line.on_topic) for number, line in enumerate(lines)] or [
            AgendaRow(0, on_topic=True)
        ]

    def add_row(self, part: str) -> None:
        """One more empty item of the agenda, or decision."""
        if part == "decision":
            number = max((row.number for row in self.decisions), default=-1) + 1
            self.decisions.append(DecisionRow(number))
        else:
            self.agenda.append(AgendaRow(max(row.number for row in self.agenda) + 1))

    def clean(self) -> dict[str, Any]:
        """What concerns several fields."""
        starts_at, ends_at = self.cleaned_data.get("starts_at"), self.cleaned_data.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", "结束时间必须晚于开始时间;跨零点的会议可不填结束时间。")
        if any(row.errors for row in self.agenda):
            self.add_error(None, "议题有误,见下面标出的各项。")
        if any(row.errors for row in self.decisions):
            self.add_error(None, "议定事项有误,见下面标出的各项。")
        return self.cleaned_data

    def own_content(self) -> dict[str, Any]:
        """Times, place, agenda, attendance and decisions."""
        read = self.cleaned_data
        return {
            "starts_at": read.get("starts_at"),
            "ends_at": read.get("ends_at"),
            "place": read.get("place", ""),
            "agenda": agenda_lines(self.agenda),
            "attendance": {row.seat.person.pk: row.state for row in self.invited if row.state},
            "decisions": decision_lines(self.decisions, self.owners),
            "stand_ins": {row.seat.person.pk: row.stand_in for row in self.invited if row.stand_in},
        }
