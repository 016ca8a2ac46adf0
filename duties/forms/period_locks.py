"""The forms in which the office locks a period and unlocks it."""

from typing import Any

from django import forms

from duties.selectors.period_locks import lockable_periods, lockable_units
from portal.access import Actor
from portal.models import Unit


class LockForm(forms.Form):
    """Which unit, which period, why."""

    unit = forms.ModelChoiceField(
        queryset=Unit.objects.none(),
        label="单位(含其辖区)",
        to_field_name="public_id",
        empty_label="请选择单位",
        error_messages={"invalid_choice": "请从列表中选择单位。", "required": "请选择单位。"},
    )
    period = forms.ChoiceField(
        label="周期", error_messages={"invalid_choice": "请从列表中选择周期。", "required": "请选择周期。"}
    )
    reason = forms.CharField(
        label="锁定理由",
        max_length=500,
        widget=forms.TextInput(attrs={"placeholder": "如:2026年度考核核算"}),
        help_text="理由会显示给被锁定单位。",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ModelChoiceField)
        unit.queryset = lockable_units(actor)
        period = self.fields["period"]
        assert isinstance(period, forms.ChoiceField)
        period.choices = [("", "请选择周期"), *lockable_periods()]

    @property
    def asked(self) -> str:
        """Which unit and period a valid form names, as the confirmation repeats it."""
        return f"{self.cleaned_data['unit'].public_id} {self.cleaned_data['period']}"


class UnlockForm(forms.Form):
    """Why it is opened again."""

    reason = forms.CharField(
        label="解除理由",
        max_length=500,
        error_messages={"required": "请写明解除锁定的理由。", "max_length": "理由不超过500字。"},
    )
