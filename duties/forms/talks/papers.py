"""The forms in which an office words 约谈通知书 and 约谈反馈函."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from duties.models import Talk
from duties.selectors.talks.people import Seat
from duties.services.talks.notices import Notice
from duties.talk_words import REQUIREMENTS, default_title
from portal import clock
from portal.forms.plain import TextField
from portal.forms.printable import printable

DAYS = 3
"""Who is talked to is usually told so many days before."""
LONGEST = 366


class DayField(forms.DateField):
    """A day by the browser's own picker."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": "请按 2026-12-09 的格式填写日期。", "required": "请填写日期。"},
            **options,
        )


class HourField(forms.TimeField):
    """A time of day by the browser's own picker."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            error_messages={"invalid": "请按 15:30 的格式填写时间。", "required": "请填写时间。"},
            **options,
        )


class RolesField(forms.MultipleChoiceField):
    """Some seats of a unit."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "请至少选择一个。", "invalid_choice": "请从列出的席位中选择。"},
            **options,
        )


class NoticeForm(forms.Form):
    """When, where, who and what is asked for; `version` tells a stale form."""

    title = TextField(label="标题", most=100)
    day = DayField(label="约谈日期")
    time = HourField(label="时间")
    place = TextField(label="地点", most=100)
    talking = RolesField(label="谈话人")
    talked = RolesField(label="谈话对象")
    requirements = TextField(
        label="有关要求",
        most=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="一行一条,印发时自动编号。不得填写涉密内容。",
    )
    urgency = forms.ChoiceField(
        label="紧急程度", required=False, choices=[("", "一般"), ("加急", "加急"), ("特急", "特急")]
    )
    copies_to = TextField(
        label="抄送",
        most=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="一行一个单位,可不填。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, talking: Sequence[Seat], talked: Sequence[Seat], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, seats in (("talking", talking), ("talked", talked)):
            self.fields[name].choices = [(seat.role, seat.label) for seat in seats]  # type: ignore[attr-defined]

    def clean_day(self) -> dt.date:
        """Today or later, within a year."""
        day: dt.date = self.cleaned_data["day"]
        if not clock.today() <= day <= clock.today() + dt.timedelta(days=LONGEST):
            raise ValidationError("约谈日期应在今天以后的一年以内,请改选。")
        return day

    def clean_title(self) -> str:
        """One line that can be printed."""
        return printable(" ".join(self.cleaned_data["title"].split()))

    def clean_place(self) -> str:
        """One line that can be printed."""
        return printable(" ".join(self.cleaned_data["place"].split()))

    def clean_requirements(self) -> str:
        """Lines that can be printed."""
        return printable(self.cleaned_data["requirements"])

    def clean_copies_to(self) -> str:
        """Names of units that can be printed, one a line."""
        return printable(self.cleaned_data["copies_to"])

    def notice(self) -> Notice:
        """What the office wrote; call it when the form is valid."""
        data = self.cleaned_data
        return Notice(
            title=data["title"],
            at=dt.datetime.combine(data["day"], data["time"], clock.SHANGHAI),
            place=data["place"],
            talking_roles=data["talking"],
            talked_roles=data["talked"],
            requirements=data["requirements"],
            urgency=data["urgency"],
            copies_to=tuple(filter(None, (line.strip() for line in data["copies_to"].splitlines()))),
        )


def first_values(talk: Talk, talking: Sequence[Seat], talked: Sequence[Seat]) -> dict[str, Any]:
    """What the form holds before anybody has typed: the seats that answer for each unit, the usual requirements."""
    if talk.planned_at is not None and talk.notice is not None:
        local = talk.planned_at.astimezone(clock.SHANGHAI)
        source = talk.notice.source
        return {
            "title": talk.notice.title,
            "day": local.date(),
            "time": local.time(),
            "place": talk.place,
            "talking": talk.talking_roles,
            "talked": talk.talked_roles,
            "requirements": talk.requirements,
            "urgency": talk.notice.urgency,
            "copies_to": "\n".join(source.get("copies_to") or ()),
            "version": talk.version,
        }
    return {
        "title": default_title(talk.unit.name),
        "day": clock.today() + dt.timedelta(days=DAYS),
        "time": dt.time(10),
        "talking": [seat.role for seat in talking if seat.holders][:1],
        "talked": [seat.role for seat in talked if seat.holders][:2],
        "requirements": "\n".join(REQUIREMENTS),
        "version": talk.version,
    }


class LetterForm(forms.Form):
    """Title and last paragraphs of a letter; what was pointed out and promised is put in from the talk."""

    title = TextField(label="标题", most=100)
    closing = TextField(
        label="结尾段落",
        most=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="一行一段。不得填写涉密内容。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_title(self) -> str:
        """One line that can be printed."""
        return printable(" ".join(self.cleaned_data["title"].split()))

    def clean_closing(self) -> str:
        """Lines that can be printed."""
        return printable(self.cleaned_data["closing"])
