"""The form in which an office words a 督办通知单."""

import datetime as dt
import re
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from duties.notice import Facts, Wording, default_demands, default_title
from portal import clock
from portal.documents.fonts import unprintable

DAYS = 15
"""The usual time to make good."""
LONGEST = 366
CLASSIFIED = re.compile(r"(绝密|机密|秘密)\s*[★☆*]?")
"""Marks of classified papers, which this portal must not hold."""


class NoticeForm(forms.Form):
    """Title, demands, deadline, urgency, copies; `token` makes a double submission harmless, `version` tells a stale form."""

    title = forms.CharField(label="标题", max_length=100, widget=forms.Textarea(attrs={"rows": 2}))
    demands = forms.CharField(
        label="办理要求",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="一行一条,印发时自动编号。不得填写涉密内容。",
    )
    deadline = forms.DateField(
        label="办结期限",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请按 2026-12-09 的格式填写日期。"},
    )
    urgency = forms.ChoiceField(
        label="紧急程度", required=False, choices=[("", "一般"), ("加急", "加急"), ("特急", "特急")]
    )
    copies_to = forms.CharField(
        label="抄送",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="一行一个单位,可不填。",
    )
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def clean_title(self) -> str:
        """One line without classified marks or characters that cannot be printed."""
        return self._printable("".join(self.cleaned_data["title"].split("\n")).replace("\r", "").strip())

    def clean_demands(self) -> str:
        """At least one demand."""
        return self._printable(self.cleaned_data["demands"].replace("\r\n", "\n"))

    def clean_copies_to(self) -> str:
        """Names of units, one a line."""
        return self._printable(self.cleaned_data["copies_to"].replace("\r\n", "\n"))

    def clean_deadline(self) -> dt.date:
        """A day to come, within a year."""
        deadline: dt.date = self.cleaned_data["deadline"]
        today = clock.today()
        if deadline <= today:
            raise ValidationError("办结期限应晚于今天,请改选日期。")
        if deadline > today + dt.timedelta(days=LONGEST):
            raise ValidationError("办结期限不应超过一年,请改选日期。")
        return deadline

    def wording(self) -> Wording:
        """What the office wrote; call it when the form is valid."""
        data = self.cleaned_data
        copies = (line.strip() for line in data["copies_to"].splitlines())
        return Wording(
            title=data["title"],
            demands=data["demands"],
            deadline=data["deadline"],
            urgency=data["urgency"],
            copies_to=tuple(filter(None, copies)),
        )

    def _printable(self, text: str) -> str:
        if CLASSIFIED.search(text):
            raise ValidationError(
                "本平台只办理公开和内部公文,不得录入涉密内容;涉密事项请按保密规定另行办理。"
            )
        missing = unprintable(text.replace("\n", ""))
        if missing:
            raise ValidationError(f"这些字无法印刷,请换字:{'、'.join(sorted(missing))}")
        return text


def first_values(unit: str, facts: Facts, copies: list[str]) -> dict[str, Any]:
    """What the form holds before anybody has typed."""
    return {
        "title": default_title(unit, facts),
        "demands": default_demands(facts.measure),
        "deadline": clock.today() + dt.timedelta(days=DAYS),
        "copies_to": "\n".join(copies),
        "token": uuid.uuid4(),
    }
