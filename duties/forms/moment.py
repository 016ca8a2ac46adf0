"""The moment of a past view: 截至 and 按当时掌握, as the address carries them."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError

from duties.ledger.moment import Moment
from duties.models import Regulation
from portal import clock

AHEAD = dt.timedelta(days=366)
"""So far may a view look ahead: which duties the days to come will bring is known, not what will be done."""

DAY = {"invalid": "截至日期请按 2026-03-31 的格式填写。"}
INSTANT = {"invalid": "“按当时掌握”请写明日期和时刻,例如 2026-04-15 18:00。"}


class MomentForm(forms.Form):
    """As of which day the ledger is read, and as known at which instant; both may be left empty."""

    as_of = forms.DateField(
        label="截至",
        required=False,
        error_messages=DAY,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="看这一天的台账;不填为今天。",
    )
    known_at = forms.DateTimeField(
        label="按当时掌握",
        required=False,
        error_messages=INSTANT,
        # Any second may stand in an address, which the browser would refuse by itself.
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "any"}),
        help_text="此刻以后登记、更正、撤回的都不算;不填为现在。",
    )

    @classmethod
    def of(cls, moment: Moment) -> "MomentForm":
        """The form as it stands on a page that shows `moment`."""
        instant = moment.known_at
        return cls(
            initial={"as_of": moment.as_of.isoformat(), "known_at": written(instant) if instant else ""}
        )

    def moment(self) -> Moment:
        """The moment of a valid form; that of the stored ledger for today as known now."""
        as_of, known_at = self.cleaned_data["as_of"] or clock.today(), self.cleaned_data["known_at"]
        if known_at is None and as_of == clock.today():
            return Moment.stored()
        return Moment.at(as_of, known_at)

    def clean_as_of(self) -> dt.date | None:
        """A day since the regulation is in force, and not too far ahead."""
        day: dt.date | None = self.cleaned_data["as_of"]
        if day and day > clock.today() + AHEAD:
            raise ValidationError("截至日期最远为一年以后。")
        if day:
            check_began(day, "截至日期")
        return day

    def clean_known_at(self) -> dt.datetime | None:
        """An instant that has come, since the regulation is in force."""
        return check_known_at(self.cleaned_data["known_at"])


def check_known_at(instant: dt.datetime | None) -> dt.datetime | None:
    """The instant in Asia/Shanghai; raises ValidationError for one that has not come or lies before the regulation."""
    if instant is None:
        return None
    instant = instant.astimezone(clock.SHANGHAI)
    if instant > clock.now():
        raise ValidationError("“按当时掌握”的时刻不能晚于现在。")
    check_began(instant.date(), "“按当时掌握”的时刻")
    return instant


def check_began(day: dt.date, name: str) -> None:
    """Raise ValidationError for a day before the first regulation came into force."""
    began = Regulation.objects.order_by("effective_on").values_list("effective_on", flat=True).first()
    if began is not None and day < began:
        raise ValidationError(f"{name}不能早于法规施行日({began})。")


def written(instant: dt.datetime) -> str:
    """An instant as addresses and the browser's field write it: 2026-04-15T18:00."""
    local = instant.astimezone(clock.SHANGHAI).replace(tzinfo=None)
    return local.isoformat(timespec="auto" if local.second or local.microsecond else "minutes")
