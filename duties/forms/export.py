"""The form in which an audit export is asked for, and the periods that are asked for most."""

import dataclasses
import datetime as dt
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from duties.models import Regulation
from duties.periods import period_of
from portal import access, clock
from portal.access import Actor
from portal.models import Unit

LONGEST = dt.timedelta(days=366 * 10)
DAY = {"invalid": "请按 2026-09-30 的格式填写日期。"}


def _day(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages=DAY)


class ExportForm(forms.Form):
    """Unit, days and the day as of which the ledger is read."""

    unit = forms.UUIDField(error_messages={"required": "请选择单位。", "invalid": "请从列表中选择单位。"})
    first = _day("期间自")
    last = _day("至")
    as_of = _day("数据截至")
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_unit(self) -> Unit:
        """A unit in the actor's scope."""
        unit = access.readable_units(self.actor).filter(public_id=self.cleaned_data["unit"]).first()
        if unit is None:
            raise ValidationError("该单位不在您的查看范围内,请从列表中选择。")
        return unit

    def clean_as_of(self) -> dt.date:
        """A day that has come, since the regulation is in force."""
        as_of: dt.date = self.cleaned_data["as_of"]
        if as_of > clock.today():
            raise ValidationError("截至日期不能晚于今天。")
        began = Regulation.objects.order_by("effective_on").values_list("effective_on", flat=True).first()
        if began is not None and as_of < began:
            raise ValidationError(f"截至日期不能早于法规施行日({began})。")
        return as_of

    def clean(self) -> dict[str, Any]:
        """The days in order, and not too many."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("first"), data.get("last")
        if first and last:
            if last < first:
                self.add_error("last", "期间的末日早于首日,请改正。")
            elif last - first > LONGEST:
                self.add_error("last", "期间不应超过十年,请分次导出。")
        return data


@dataclasses.dataclass(frozen=True)
class Quick:
    """A period with one click: its days, both included."""

    label: str
    first: dt.date
    last: dt.date

    @property
    def query(self) -> str:
        """The days as the page's address carries them."""
        return f"first={self.first}&last={self.last}"


def quick_periods(today: dt.date) -> list[Quick]:
    """This and the last quarter, this and the last year."""
    quarter, year = period_of("quarter", today), period_of("year", today)
    before_quarter = period_of("quarter", quarter.start - dt.timedelta(days=1))
    before_year = period_of("year", year.start - dt.timedelta(days=1))
    named = (("本季度", quarter), ("上季度", before_quarter), ("本年度", year), ("上年度", before_year))
    return [Quick(label, period.start, period.last_day) for label, period in named]


def first_values(unit: Unit, asked: dict[str, str]) -> dict[str, Any]:
    """What the form holds before anybody has typed: the address' values, else own unit, last quarter, today."""
    usual = quick_periods(clock.today())[1]
    return {
        "unit": asked.get("unit") or unit.public_id,
        "first": asked.get("first") or usual.first,
        "last": asked.get("last") or usual.last,
        "as_of": asked.get("as_of") or clock.today(),
        "token": uuid.uuid4(),
    }
