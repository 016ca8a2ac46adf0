"""The one form of a meeting, for a new entry, a draft and a correction; the preview reads it half filled in."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.forms import (
    CheckboxSelectMultiple,
    Form,
    HiddenInput,
    IntegerField,
    MultipleChoiceField,
    Textarea,
    TextInput,
    UUIDField,
)

from duties.selectors.rules import offered_forms
from meetings.forms.fields import AnyChoiceField, ClockField, DayField, SeveralFilesField, TextField
from meetings.forms.rows import AgendaRow, agenda_lines, agenda_rows, invited
from meetings.models import Attendance, Entry, EntryState
from meetings.selectors.periods import period_options
from meetings.selectors.seats import Seat, default_chair, seats_on, superiors_on
from meetings.services.contents import TITLE_LENGTH, EntryContent
from portal import clock
from portal.models import Change, Person, StoredFile, Tenure, Unit
from portal.selectors.vocabulary import Vocabulary

KIND = "meeting"
PLACE_LENGTH = 100
MINUTES_LENGTH = 50_000
REASON_LENGTH = 500
FIRST_DAY = dt.date(1949, 10, 1)
A_YEAR = dt.timedelta(days=366)


class MeetingForm(Form):
    """What a clerk fills in of one sitting; `files` are those that are stored already."""

    token = UUIDField(widget=HiddenInput, error_messages={"invalid": "表单标识无效;请重新打开登记页。"})
    version = IntegerField(widget=HiddenInput, required=False, min_value=1)
    forms = MultipleChoiceField(
        label="会议类型",
        required=False,
        widget=CheckboxSelectMultiple,
        help_text="合并召开可多选",
        error_messages={"invalid_choice": "没有这一会议类型;请从列表中选择。"},
    )
    occurred_on = DayField(label="日期", required=False)
    leader = AnyChoiceField(label="主持人", required=False)
    place = TextField(
        label="地点",
        most=PLACE_LENGTH,
        required=False,
        widget=TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )
    starts_at = ClockField(label="开始时间")
    ends_at = ClockField(label="结束时间")
    for_period = AnyChoiceField(
        label="补办所属周期", required=False, help_text="补办往期事项时选择,台账按补办列示"
    )
    title = TextField(label="标题", most=TITLE_LENGTH, required=False, help_text="不填则按日期和会议类型生成")
    minutes = TextField(label="纪要", most=MINUTES_LENGTH, required=False, widget=Textarea(attrs={"rows": 4}))
    reason = TextField(
        label="更正原因",
        most=REASON_LENGTH,
        required=False,
        help_text="提交后原登记单自动撤回,两份都可查看",
    )
    evidence = SeveralFilesField(label="佐证材料")

    def __init__(
        self,
        *,
        unit: Unit,
        words: Vocabulary,
        data: Any = None,
        files: Any = None,
        content: EntryContent | None = None,
        token: uuid.UUID | None = None,
        version: int | None = None,
        correcting: bool = False,
        preset: Mapping[str, Any] | None = None,
        led_by: Iterable[str] = (),
        reloading: bool = False,
    ) -> None:
        initial = _initial(content, token, version) | dict(preset or {})
        super().__init__(data, files, initial=initial, auto_id="id_%s")
        self.unit, self.words, self.content = unit, words, content
        self.present: Entry | None = None
        self.stored: list[StoredFile] = list(content.files) if content else []
        if not correcting:
            del self.fields["reason"]
        self.day = self._day()
        self.seats = seats_on(unit, self.day, words)
        self._offer_forms()
        self._offer_chairs(led_by, reloading=reloading)
        self._offer_periods()
        self.agenda = self._agenda()
        self.invited = invited(
            self.seats,
            data,
            content.attendance if content else None,
            unseen=Attendance.State.PRESENT if reloading else "",
        )

    def _day(self) -> dt.date:
        """The day whose seats are offered: as filled in where that is a day, else today."""
        if self.is_bound:
            try:
                return _sane(self.fields["occurred_on"].clean(self["occurred_on"].data)) or clock.today()
            except ValidationError:
                return clock.today()
        return self.initial["occurred_on"] or clock.today()

    def _offer_forms(self) -> None:
        offered = [(word.code, word.name) for word in offered_forms(self.unit, KIND, self.words)]
        cast(MultipleChoiceField, self.fields["forms"]).choices = offered

    def _offer_chairs(self, led_by: Iterable[str], *, reloading: bool) -> None:
        """Who held a seat that day, here or directly above, and who is chosen already.

        Who usually chairs is chosen in a new form, and again when the form is reloaded and nobody else was chosen.
        """
        above = superiors_on(self.unit, self.day, self.words)
        choices: list[Any] = [("", "未确定"), (self.unit.name, _options(self.seats))]
        if above:
            choices.append(("上级单位", _options(above)))
        self.usual_chair = str(default_chair(self.seats, self.unit, self.words, led_by) or "")
        if not self.is_bound and self.content is None:
            self.initial["leader"] = self.usual_chair
        elif reloading and self.data.get("leader") == self.data.get("usual_chair"):
            self._put("leader", self.usual_chair)
        chosen = str(self["leader"].value() or "")
        there = {str(seat.person.pk) for seat in [*self.seats, *above]}
        if chosen not in there and (person := self._person(chosen)) is not None:
            choices.append(("当日不任本单位及上级单位职务", [(chosen, person.name)]))
        cast(AnyChoiceField, self.fields["leader"]).choices = choices

    def _offer_periods(self) -> None:
        options = [("", "不是补办"), *period_options(self.unit, KIND, self.day)]
        chosen = self["for_period"].value() or ""
        if chosen not in dict(options):
            options.append((chosen, str(chosen)[:20]))
        cast(AnyChoiceField, self.fields["for_period"]).choices = options

    def _person(self, key: str) -> Person | None:
        """The person of that key, if ever of this unit or of one directly above it; nobody else is asked for here."""
        if not (key.isascii() and key.isdigit() and len(key) < 19):
            return None
        units = [self.unit.pk, *self.unit.placements.values_list("parent", flat=True)]
        held = Tenure.objects.filter(person=int(key), unit__in=units).select_related("person").first()
        return held.person if held else None

    def _agenda(self) -> list[AgendaRow]:
        if self.is_bound:
            return agenda_rows(self.data)
        lines = self.content.agenda if self.content else []
        return [AgendaRow(number, line.text, line.on_topic) for number, line in enumerate(lines)] or [
            AgendaRow(0, on_topic=True)
        ]

    def _put(self, name: str, value: str) -> None:
        """Change one value of what was sent."""
        changed = cast(Any, self.data).copy()
        changed[name] = value
        self.data = changed

    def add_agenda_row(self) -> None:
        """One more empty line, for a browser without scripts."""
        self.agenda.append(AgendaRow(max(row.number for row in self.agenda) + 1))

    def clean_occurred_on(self) -> dt.date | None:
        """A day that a calendar of this country can mean."""
        return _sane(self.cleaned_data["occurred_on"])

    def clean_leader(self) -> Person | None:
        """The person chosen; raises ValidationError for somebody whom no list offered."""
        chosen = self.cleaned_data["leader"]
        if not chosen:
            return None
        person = self._person(chosen)
        if person is None:
            raise ValidationError("没有这个人;请从列表中选择主持人。")
        return person

    def clean(self) -> dict[str, Any]:
        """What concerns several fields."""
        starts_at, ends_at = self.cleaned_data.get("starts_at"), self.cleaned_data.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", "结束时间必须晚于开始时间;跨零点的会议可不填结束时间。")
        if any(row.errors for row in self.agenda):
            self.add_error(None, "议题有误,见下面标出的各项。")
        return self.cleaned_data

    @property
    def entry_content(self) -> EntryContent:
        """What was filled in and could be read; all of it where the form is valid."""
        read = self.cleaned_data
        return EntryContent(
            occurred_on=read.get("occurred_on"),
            forms=read.get("forms", []),
            leader=read.get("leader"),
            starts_at=read.get("starts_at"),
            ends_at=read.get("ends_at"),
            place=read.get("place", ""),
            title=read.get("title", ""),
            minutes=read.get("minutes", ""),
            for_period=read.get("for_period", ""),
            reason=read.get("reason", ""),
            agenda=agenda_lines(self.agenda),
            attendance={row.seat.person.pk: row.state for row in self.invited if row.state},
            files=self.stored,
        )

    def meet(self, entry: Entry, change: Change | None) -> None:
        """Say that somebody else changed the draft; sent once more, what stands here overwrites it knowingly."""
        who = f"{change.account_label}于{change.at.astimezone(clock.SHANGHAI):%H:%M}" if change else "他人"
        if entry.state == EntryState.DRAFT:
            text = f"{who}修改了这份草稿。您填写的内容仍在下面;请先查看现在的版本,再提交即以您的内容为准。"
            self._put("version", str(entry.version))
        else:
            text = f"{who}已{entry.get_state_display().removeprefix('已')}这份登记单,不能再按草稿修改。您填写的内容仍在下面。"
        self.present = entry
        self.add_error(None, text)

    def add_faults(self, error: ValidationError) -> None:
        """Put what a service refused beside the fields that it names."""
        named = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
        for field, messages in named.items():
            for message in messages:
                self.add_error(field if field in self.fields else None, message)


def _sane(day: dt.date | None) -> dt.date | None:
    """The day itself; raises ValidationError for one far off, whose periods no calendar here has."""
    if day is not None and not FIRST_DAY <= day < clock.today() + A_YEAR:
        raise ValidationError("年份有误;请核对日期。")
    return day


def _options(seats: list[Seat]) -> list[tuple[str, str]]:
    return [(str(seat.person.pk), seat.label) for seat in seats]


def _initial(content: EntryContent | None, token: uuid.UUID | None, version: int | None) -> dict[str, Any]:
    given = content or EntryContent(occurred_on=clock.today())
    names = (
        "forms",
        "occurred_on",
        "place",
        "starts_at",
        "ends_at",
        "for_period",
        "title",
        "minutes",
        "reason",
    )
    return {name: getattr(given, name) for name in names} | {
        "leader": str(given.leader.pk) if given.leader else "",
        "token": token or uuid.uuid4(),
        "version": version,
    }
