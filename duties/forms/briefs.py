"""Forms of briefs: which one is made at once, and how often each is made by itself."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from duties.models import BriefSchedule
from duties.periods import Period, parse
from duties.selectors.board.choice import last_closed_quarter, offered_periods
from portal import clock
from portal.models import Unit
from portal.wording import period_cn


class BriefForm(forms.Form):
    """Of which unit, and of which period the rates are."""

    unit = forms.ChoiceField(
        label="单位", error_messages={"invalid_choice": "只能制作本单位和下一级单位的简报,请从列表中选择。"}
    )
    period = forms.ChoiceField(
        label="完成率的周期", error_messages={"invalid_choice": "请从列表中选择一个已经开始的周期。"}
    )
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, units: Sequence[Unit], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        today = clock.today()
        self.initial = {"period": last_closed_quarter(today).name, "token": uuid.uuid4()}
        self._units = {str(unit.public_id): unit for unit in units}
        self.fields["unit"].choices = [(key, unit.name) for key, unit in self._units.items()]  # type: ignore[attr-defined]
        periods = [period for kind in offered_periods(today).values() for period in kind]
        self.fields["period"].choices = [(each.name, period_cn(each.name)) for each in periods]  # type: ignore[attr-defined]

    @property
    def chosen_unit(self) -> Unit:
        """The unit; call it when the form is valid."""
        return self._units[self.cleaned_data["unit"]]

    @property
    def chosen_period(self) -> Period:
        """The period; call it when the form is valid."""
        return parse(self.cleaned_data["period"])


class ScheduleForm(forms.Form):
    """How often a brief of each unit is made; beside each choice what the page showed."""

    def __init__(
        self, units: Sequence[Unit], present: dict[int, BriefSchedule], *args: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.units = units
        for unit in units:
            every = present[unit.pk].every if unit.pk in present else ""
            self.fields[f"every-{unit.pk}"] = forms.ChoiceField(
                label=unit.name,
                choices=BriefSchedule.Every.choices,
                required=False,
                initial=every,
                error_messages={"invalid_choice": "请从列表中选择。"},
            )
            self.fields[f"seen-{unit.pk}"] = forms.ChoiceField(
                choices=BriefSchedule.Every.choices,
                required=False,
                initial=every,
                widget=forms.HiddenInput,
            )

    @property
    def wanted(self) -> list[tuple[Unit, str, str]]:
        """Each unit with what was chosen and what was shown; call it when the form is valid."""
        data = self.cleaned_data
        return [(unit, data[f"every-{unit.pk}"], data[f"seen-{unit.pk}"]) for unit in self.units]
