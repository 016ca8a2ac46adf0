"""The short forms by which a matter is moved: words, and a day where the move has one."""

import datetime as dt
from typing import Any

from django import forms

from assessment.services.matters import TEXT_LENGTH
from portal import clock
from portal.forms.plain import TextField


class DayField(forms.DateField):
    """A day by the browser's own picker."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": "请按 2026-12-09 的格式填写日期。", "required": "请填写日期。"},
            **options,
        )


class ActForm(forms.Form):
    """Words for one move; `version` tells a stale form."""

    text = TextField(label="说明", most=TEXT_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    day = DayField(label="日期", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, asks: str = "说明", day: str = "", **options: Any) -> None:
        options["initial"] = {"day": clock.today(), **(options.get("initial") or {})}
        super().__init__(*args, **options)
        self.fields["text"].label = asks
        if day:
            self.fields["day"].label = day
        else:
            del self.fields["day"]

    @property
    def seen(self) -> int:
        """The version that the form showed; none fits where it was not sent."""
        return seen(self)


def seen(form: forms.Form) -> int:
    """The version that a form showed; none fits where it was not sent."""
    value = form.cleaned_data.get("version")
    return value if isinstance(value, int) else -1


def day_sent(text: str) -> dt.date | None:
    """A day as a browser sends it; None where it is none."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
