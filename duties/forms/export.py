"""The form in which an audit export is asked for, and the periods that are asked for most."""

import dataclasses
import datetime as dt
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from duties.forms.moment import INSTANT, check_began, check_known_at, written
from duties.periods import period_of
from duties.services.audit_export import CLOSING, Asked, check_scope
from portal import clock
from portal.access import Actor
from portal.models import Unit

OUT_OF_SCOPE = "该单位不在您的查看范围内,请从列表中选择。"
LONGEST = dt.timedelta(days=366 * 10)
ASKED = ("first", "last", "as_of", "known_at", "periods")
"""The fields that say what is exported of a unit."""
DAY = {"invalid": "请按 2026-09-30 的格式填写日期。"}


def _day(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages=DAY)


class ExportForm(forms.Form):
    """Unit, days, which periods, and the day and instant from which the ledger is read."""

    unit = forms.UUIDField(error_messages={"required": "请选择单位。", "invalid": "请从列表中选择单位。"})
    first = _day("期间自")
    last = _day("至")
    as_of = _day("数据截至")
    periods = forms.ChoiceField(
        label="取哪些周期",
        required=False,
        choices=[
            ("", "与期间有重叠的全部周期"),
            (CLOSING, "与看板一致:各口径取含期间末日的一项"),
        ],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "请从两项中选择一项。"},
    )
    known_at = forms.DateTimeField(
        label="按当时掌握",
        required=False,
        error_messages=INSTANT,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "any"}),
        help_text="此刻以后登记、更正、撤回的都不算;不填为生成时掌握的情况。",
    )
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_unit(self) -> Unit:
        """A unit; whether it lies in the actor's scope shows with the days."""
        unit = Unit.objects.filter(public_id=self.cleaned_data["unit"]).first()
        if unit is None:
            raise ValidationError(OUT_OF_SCOPE)
        return unit

    def clean_as_of(self) -> dt.date:
        """A day that has come, since the regulation is in force."""
        as_of: dt.date = self.cleaned_data["as_of"]
        if as_of > clock.today():
            raise ValidationError("截至日期不能晚于今天。")
        check_began(as_of, "截至日期")
        return as_of

    def clean_known_at(self) -> dt.datetime | None:
        """An instant that has come, since the regulation is in force."""
        return check_known_at(self.cleaned_data["known_at"])

    def clean(self) -> dict[str, Any]:
        """The days in order, and not too many."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("first"), data.get("last")
        if first and last:
            if last < first:
                self.add_error("last", "期间的末日早于首日,请改正。")
            elif last - first > LONGEST:
                self.add_error("last", "期间不应超过十年,请分次导出。")
        if data.keys() >= {"unit", *(self.fields.keys() & set(ASKED))}:
            self._check_scope(data["unit"])
        return data

    @property
    def asked(self) -> Asked:
        """What a valid form asks for."""
        first, last, as_of, known_at = (self.cleaned_data[name] for name in ASKED if name != "periods")
        return Asked(first, last, as_of, known_at, closing=self.cleaned_data.get("periods") == CLOSING)

    def _check_scope(self, unit: Unit) -> None:
        try:
            check_scope(self.actor, unit, self.asked)
        except ValidationError:
            self.add_error("unit", OUT_OF_SCOPE)


class PackageForm(ExportForm):
    """The same for an audit package, which always holds all periods that overlap the days."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["periods"]


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
        "periods": asked.get("periods", ""),
        "known_at": _instant(asked.get("known_at", "")),
        "token": uuid.uuid4(),
    }


def _instant(text: str) -> str | None:
    """An instant of the address as the browser's field writes it; None for what is none."""
    try:
        found = dt.datetime.fromisoformat(text)
        return written(found if found.tzinfo else found.replace(tzinfo=clock.SHANGHAI))
    except (ValueError, OverflowError):
        return None
