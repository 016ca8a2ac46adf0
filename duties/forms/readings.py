"""The form in which the office reads a rule anew, made for the rule: only what it has is asked for."""

import calendar
import hashlib
import json
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from duties.models import Reading
from duties.rereading import NewReading
from duties.wording import FORCE

DUE = re.compile(r"(next )?(\d\d)-(\d\d)")
LEAP_YEAR = 2024
MONTHS, LAST = 12, 31
AT = {"at_least", "force", "read_as", "remind_days", "since", "reason"}
"""Fields that services name as the form does; `due` stands at the choice of the day."""


class ReadingForm(forms.Form):
    """What the rule shall ask, from when and why; `version` tells a stale form, `previewed` what the what-if has shown."""

    at_least = forms.IntegerField(label="数量(至少)", min_value=1, max_value=10_000)
    force = forms.ChoiceField(label="约束")
    due_kind = forms.ChoiceField(label="到期日")
    due_days = forms.IntegerField(label="周期结束后(日)", required=False, min_value=1, max_value=9_999)
    due_month = forms.IntegerField(label="月", required=False, min_value=1, max_value=MONTHS)
    due_day = forms.IntegerField(label="日", required=False, min_value=1, max_value=LAST)
    remind_days = forms.IntegerField(label="提前提醒(日)", min_value=0, max_value=1_000)
    read_as = forms.CharField(
        label="口径解释",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="条文没有写明、由办公室解释的内容。",
    )
    since = forms.DateField(
        label="新口径自何日起",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请按 2027-01-01 的格式填写日期。"},
        help_text="自该日起开始的周期按新口径,此前开始的周期不变。",
    )
    reason = forms.CharField(
        label="修订理由",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="采纳时须填写,与新口径一并公布。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    previewed = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, reading: Reading, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counted = reading.measure != "continuous"
        offered = FORCE if not counted else {name: word for name, word in FORCE.items() if name != "power"}
        self._choice("force").choices = list(offered.items())
        kinds = {"period_end": "周期末", "after": "周期结束后若干日内", "next_year": "次年某月某日前"}
        if reading.period == "year":
            kinds["this_year"] = "当年某月某日前"
        self._choice("due_kind").choices = list(kinds.items())
        if not counted:
            for name in ("due_kind", "due_days", "due_month", "due_day", "remind_days"):
                del self.fields[name]
        if reading.measure in ("continuous", "coverage"):
            del self.fields["at_least"]

    def _choice(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field

    def clean(self) -> dict[str, Any]:
        """The day as a whole: its parts are there, and it is a day of every year."""
        data = super().clean() or self.cleaned_data
        kind = data.get("due_kind")
        if kind == "after" and not data.get("due_days") and "due_days" not in self.errors:
            self.add_error("due_days", "请填写周期结束后多少日。")
        if kind in ("this_year", "next_year"):
            self._clean_day(data)
        return data

    def _clean_day(self, data: dict[str, Any]) -> None:
        month, day = data.get("due_month"), data.get("due_day")
        missing = [
            name for name in ("due_month", "due_day") if not data.get(name) and name not in self.errors
        ]
        for name in missing:
            self.add_error(name, "请填写。")
        if month and day:
            last = calendar.monthrange(LEAP_YEAR, month)[1]
            if day > last or (month, day) == (2, 29):
                self.add_error("due_day", "该日不是每年都有的日期,请改选。")

    def change(self) -> NewReading:
        """What the office wants; call it when the form is valid."""
        data = self.cleaned_data
        return NewReading(
            force=data["force"],
            read_as=data["read_as"].replace("\r\n", "\n"),
            at_least=data.get("at_least"),
            due=self._due(data),
            remind_days=data.get("remind_days", 0),
        )

    def _due(self, data: dict[str, Any]) -> str:
        kind: str = data.get("due_kind", "")
        if kind == "after":
            return f"+{data['due_days']}d"
        if kind in ("this_year", "next_year"):
            day = f"{data['due_month']:02}-{data['due_day']:02}"
            return f"next {day}" if kind == "next_year" else day
        return kind

    def mark(self) -> str:
        """A mark of what the form says beside the reason: a what-if holds for this and for nothing else."""
        data = {
            name: str(value)
            for name, value in self.cleaned_data.items()
            if name not in ("reason", "previewed")
        }
        return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()

    def refuse(self, error: ValidationError) -> None:
        """Put the faults that a service found at their fields."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, messages in error.message_dict.items():
            field = name if name in AT and name in self.fields else "due_kind" if name == "due" else None
            for message in messages:
                self.add_error(field if field in self.fields else None, message)


def first_values(reading: Reading) -> dict[str, Any]:
    """What the form holds before anybody has typed: the reading as it is."""
    values: dict[str, Any] = {
        "at_least": reading.at_least,
        "force": reading.force,
        "remind_days": reading.remind_days,
        "read_as": reading.read_as,
        "due_kind": "period_end",
    }
    due = DUE.fullmatch(reading.due)
    if due:
        values |= {
            "due_kind": "next_year" if due[1] else "this_year",
            "due_month": int(due[2]),
            "due_day": int(due[3]),
        }
    elif reading.due.startswith("+"):
        values |= {"due_kind": "after", "due_days": int(reading.due.strip("+d"))}
    return values
