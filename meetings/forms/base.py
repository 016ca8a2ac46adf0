"""What every entry form has: identity, day, leader, period, files; one class a kind builds on it (`kinds.form_of`).

A form is given a stored content (a draft, a correction, a copy) or what was sent; the preview reads it half filled in.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, cast

from django.core.exceptions import ValidationError
from django.forms import (
    CheckboxSelectMultiple,
    Form,
    HiddenInput,
    IntegerField,
    MultipleChoiceField,
    UUIDField,
)

from duties.selectors.rules import offered_forms
from meetings.forms.fields import AnyChoiceField, DayField, ProseField, SeveralFilesField, TextField, sane
from meetings.kinds import words_of
from meetings.models import Entry, EntryState
from meetings.selectors.periods import owed_period, period_options
from meetings.selectors.seats import Seat, default_chair, seats_on, superiors_on
from meetings.services.contents import EntryContent
from meetings.services.evidence import WITHOUT_PICTURES
from meetings.services.making import TITLE_LENGTH
from portal import clock
from portal.models import Change, Person, StoredFile, Tenure, Unit
from portal.selectors.vocabulary import Vocabulary

MINUTES_LENGTH = 50_000
REASON_LENGTH = 500


class EntryForm(Form):
    """What a clerk fills in, whatever the kind; `stored` are the files that are there already.

    `sections` are the templates of its page, in order, `scripts` the scripts that these need; `sources` says of a
    field from where its value was taken. With `plans` what is to come may be announced (计划).
    """

    sections: ClassVar[tuple[str, ...]] = (
        "forms",
        "when",
        "period",
        "title",
        "minutes",
        "evidence",
        "reason",
    )
    scripts: ClassVar[tuple[str, ...]] = ()
    plans: ClassVar[bool] = False
    usually_led: ClassVar[bool] = False
    """Whether a new form names the leader that is usual; else it is left to the clerk."""

    token = UUIDField(widget=HiddenInput, error_messages={"invalid": "表单标识无效;请重新打开登记页。"})
    version = IntegerField(widget=HiddenInput, required=False, min_value=1)
    forms = MultipleChoiceField(
        required=False,
        widget=CheckboxSelectMultiple,
    )
    occurred_on = DayField(required=False)
    leader = AnyChoiceField(required=False)
    for_period = AnyChoiceField(label="所属周期", required=False)
    title = TextField(most=TITLE_LENGTH, required=False, help_text="不填则自动生成")
    minutes = ProseField(most=MINUTES_LENGTH, required=False)
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
        kind: str,
        unit: Unit,
        words: Vocabulary,
        data: Any = None,
        files: Any = None,
        content: EntryContent | None = None,
        token: uuid.UUID | None = None,
        version: int | None = None,
        correcting: bool = False,
        preset: Mapping[str, Any] | None = None,
        sources: Mapping[str, str] | None = None,
        led_by: Iterable[str] = (),
        reloading: bool = False,
    ) -> None:
        self.kind, self.unit, self.words, self.content = kind, unit, words, content
        self.kind_words = words_of(kind)
        initial = self.initial_of(content) | {"token": token or uuid.uuid4(), "version": version}
        super().__init__(data, files, initial=initial | dict(preset or {}), auto_id="id_%s")
        self.sources = dict(sources or {})
        self.reloading = reloading
        self.present: Entry | None = None
        self.chairs: dict[str, Any] | None = None
        self.stored: list[StoredFile] = list(content.files) if content else []
        self._name_fields()
        if not correcting:
            del self.fields["reason"]
        self.day = self._day()
        self.seats = seats_on(unit, self.day, words)
        self._offer_forms()
        self._offer_leaders(led_by)
        self._offer_periods()
        self.prepare()

    def prepare(self) -> None:
        """What a kind does once its common part is there: rows, lists of choices."""

    def initial_of(self, content: EntryContent | None) -> dict[str, Any]:
        """The values of plain fields for a stored content, or for a new form."""
        given = content or EntryContent(kind=self.kind, occurred_on=clock.today())
        names = [name for name in self.base_fields if hasattr(given, name)]
        values = {name: getattr(given, name) for name in names}
        values |= {name: given.details[name] for name in self.base_fields if name in given.details}
        return values | {"leader": str(given.leader.pk) if given.leader else ""}

    def _name_fields(self) -> None:
        for name, label in {
            "forms": self.kind_words.forms,
            "occurred_on": self.kind_words.day,
            "leader": self.kind_words.leader,
            "title": self.kind_words.title,
            "minutes": self.kind_words.minutes,
            **self.kind_words.details,
        }.items():
            if name in self.fields:
                self.fields[name].label = self.fields[name].label or label

    def _day(self) -> dt.date:
        """The day whose seats are offered: as filled in where that is a day, else today."""
        if self.is_bound:
            try:
                return sane(self.fields["occurred_on"].clean(self["occurred_on"].data)) or clock.today()
            except ValidationError:
                return clock.today()
        return self.initial["occurred_on"] or clock.today()

    @property
    def chosen_forms(self) -> list[str]:
        """The forms that are ticked so far, as far as there are such."""
        if "forms" not in self.fields:
            return []
        offered = dict(cast(Any, self.fields["forms"]).choices)
        return [form for form in self["forms"].value() or [] if form in offered]

    def _offer_forms(self) -> None:
        offered = [(word.code, word.name) for word in offered_forms(self.unit, self.kind, self.words)]
        field = cast(MultipleChoiceField, self.fields["forms"])
        field.choices = offered
        field.error_messages["invalid_choice"] = f"没有这一{field.label};请从列表中选择。"
        if not offered:
            del self.fields["forms"]

    def _offer_leaders(self, led_by: Iterable[str]) -> None:
        """Who held a seat that day, here or directly above, and who is chosen already.

        Who usually leads is chosen in a new form, and again when the form is reloaded and nobody else was chosen.
        """
        above = superiors_on(self.unit, self.day, self.words)
        choices: list[Any] = [("", "未确定"), (self.unit.name, _options(self.seats))]
        if above:
            choices.append(("上级单位", _options(above)))
        self.usual_leader = ""
        if self.usually_led:
            self.usual_leader = str(default_chair(self.seats, self.unit, self.words, led_by) or "")
        self._usually("leader", self.usual_leader)
        chosen = str(self["leader"].value() or "")
        there = {str(seat.person.pk) for seat in [*self.seats, *above]}
        if chosen not in there and (person := self._person(chosen)) is not None:
            choices.append(("当日不任本单位及上级单位职务", [(chosen, person.name)]))
        cast(AnyChoiceField, self.fields["leader"]).choices = choices

    def _offer_periods(self) -> None:
        """The periods that there are for what was chosen, and for papers the one that is owed next."""
        forms = self.chosen_forms
        offered, self.about_period = period_options(self.unit, self.kind, forms, self.day)
        field = cast(AnyChoiceField, self.fields["for_period"])
        if not self.about_period:
            field.label, field.help_text = "补办所属周期", "补办往期事项时选择,台账按补办列示"
        self.usual_period = owed_period(self.unit, self.kind, forms, self.day) if self.about_period else ""
        self._usually("for_period", self.usual_period)
        options = [("", "请选择" if self.about_period else "不是补办"), *offered]
        chosen = self["for_period"].value() or ""
        if chosen not in dict(options):
            options.append((chosen, str(chosen)[:20]))
        field.choices = options

    def _usually(self, name: str, value: str) -> None:
        """Choose what is usual in a new form, and again where the form is reloaded and the usual still stood there."""
        if not self.is_bound:
            if self.content is None and not self.initial.get(name):
                self.initial[name] = value
        elif self.reloading and self.data.get(name, "") == self.data.get(f"usual_{name}", ""):
            self.put(name, value)

    def _person(self, key: str) -> Person | None:
        """The person of that key, if ever of this unit or of one directly above it; nobody else is asked for here."""
        if not (key.isascii() and key.isdigit() and len(key) < 19):
            return None
        units = [self.unit.pk, *self.unit.placements.values_list("parent", flat=True)]
        held = Tenure.objects.filter(person=int(key), unit__in=units).select_related("person").first()
        return held.person if held else None

    def put(self, name: str, value: str) -> None:
        """Change one value of what was sent."""
        changed = cast(Any, self.data).copy()
        changed[name] = value
        self.data = changed

    def add_row(self, part: str) -> None:
        """One more empty line of `part`, for a browser without scripts; a kind without lines has none."""

    def clean_occurred_on(self) -> dt.date | None:
        """A day that a calendar of this country can mean."""
        return sane(self.cleaned_data["occurred_on"])

    def clean_leader(self) -> Person | None:
        """The person chosen; raises ValidationError for somebody whom no list offered."""
        chosen = self.cleaned_data["leader"]
        if not chosen:
            return None
        person = self._person(chosen)
        if person is None:
            raise ValidationError(f"没有这个人;请从列表中选择{self.kind_words.leader}。")
        return person

    @property
    def entry_content(self) -> EntryContent:
        """What was filled in and could be read; all of it where the form is valid."""
        read = self.cleaned_data
        details = {name: read[name] for name in self.kind_words.details if read.get(name)}
        return EntryContent(
            kind=self.kind,
            occurred_on=read.get("occurred_on"),
            forms=read.get("forms", []),
            leader=read.get("leader"),
            title=read.get("title", ""),
            minutes=read.get("minutes", ""),
            for_period=read.get("for_period", ""),
            reason=read.get("reason", ""),
            files=self.stored,
            details=details,
            **self.own_content(),
        )

    def own_content(self) -> dict[str, Any]:
        """The fields of EntryContent that this kind alone fills in."""
        return {}

    def meet(self, entry: Entry, change: Change | None) -> None:
        """Say that somebody else changed the draft; sent once more, what stands here overwrites it knowingly."""
        who = f"{change.account_label}于{change.at.astimezone(clock.SHANGHAI):%H:%M}" if change else "他人"
        if entry.state in (EntryState.DRAFT, EntryState.PLANNED):
            text = f"{who}修改了这份登记单。您填写的内容仍在下面;请先查看现在的版本,再提交即以您的内容为准。"
            self.put("version", str(entry.version))
        else:
            text = f"{who}已{entry.get_state_display().removeprefix('已')}这份登记单,不能再修改。您填写的内容仍在下面。"
        self.present = entry
        self.add_error(None, text)

    def add_faults(self, error: ValidationError) -> None:
        """Put what a service refused beside the fields that it names."""
        named = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
        for field, messages in named.items():
            for message in messages:
                self.add_error(field if field in self.fields else None, message)

    @property
    def takes_pictures(self) -> bool:
        """Whether photographs may be among the files."""
        return self.kind not in WITHOUT_PICTURES

    @property
    def more_label(self) -> str:
        """What the folded section of the page holds, in words."""
        names = ("leader", "for_period", "title", "minutes")
        shown = {"when": {"leader"}, "paper_when": {"for_period"}, "report": {"title"}}
        there = {name for section in self.sections for name in shown.get(section, {section})}
        return "、".join(str(self.fields[name].label) for name in names if name not in there)

    @property
    def more_filled(self) -> bool:
        """Whether anything in the folded section is filled in by the clerk or by what it was copied from."""
        return bool(self.is_bound and self.data.get("minutes")) or bool(self.content and self.content.minutes)

    @property
    def templates(self) -> Sequence[str]:
        """The templates of the page's sections."""
        return [f"meetings/form/{name}.html" for name in self.sections]


def _options(seats: list[Seat]) -> list[tuple[str, str]]:
    return [(str(seat.person.pk), seat.label) for seat in seats]
