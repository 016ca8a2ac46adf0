"""Form fields that say in Chinese what is wrong, and never let through what no table can hold."""

import datetime as dt
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import ChoiceField, DateField, DateInput, Textarea, TimeField, TimeInput

from portal import clock
from portal.forms.files import SeveralFilesField
from portal.forms.plain import TextField, plain

__all__ = [
    "AnyChoiceField",
    "ClockField",
    "DayField",
    "ProseField",
    "SeveralFilesField",
    "TextField",
    "plain",
    "sane",
    "tidied",
]

FIRST_DAY = dt.date(1949, 10, 1)
A_YEAR = dt.timedelta(days=366)


class ProseField(TextField):
    """A longer text in paragraphs, cleaned of what word processors leave behind; only plain text is ever kept."""

    def __init__(self, *, most: int, rows: int = 4, **options: Any) -> None:
        widget = Textarea(attrs={"rows": rows, "data-prose": "", "data-rows": rows})
        super().__init__(most=most, widget=widget, **options)

    def to_python(self, value: Any) -> str:
        """The text in clean paragraphs; raises ValidationError for a NUL character."""
        return tidied(super().to_python(value))


BULLET = re.compile(r"^[ \t\u3000]*[\uf06c\uf0b7\uf0a7\uf0d8·●■◆][ \t]*", re.MULTILINE)
INVISIBLE = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad\ue000-\uf8ff]")


def tidied(text: str) -> str:
    """`text` with one kind of line end, bullet and blank, and no more than one empty line in a row."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    text = INVISIBLE.sub("", BULLET.sub("• ", text))
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


class AnyChoiceField(ChoiceField):
    """A list of choices that is reloaded with the date: whether a value is allowed is asked elsewhere."""

    def valid_value(self, value: Any) -> bool:
        """Let the form decide."""
        return True


class DayField(DateField):
    """A day by the browser's own picker."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={
                "invalid": "这不是有效的日期;请写成 2026-09-18。",
                "required": "请填写会议日期。",
            },
            **options,
        )


def sane(day: dt.date | None) -> dt.date | None:
    """The day itself; raises ValidationError for one far off, whose periods no calendar here has."""
    if day is not None and not FIRST_DAY <= day < clock.today() + A_YEAR:
        raise ValidationError("年份有误;请核对日期。")
    return day


class ClockField(TimeField):
    """A time of day by the browser's own picker."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False,
            widget=TimeInput(attrs={"type": "time"}, format="%H:%M"),
            error_messages={"invalid": "这不是有效的时间;请写成 15:30。"},
            **options,
        )
