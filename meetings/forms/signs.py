"""Forms of the questions about entries: the unit's answer, the office's finding, the thresholds."""

from django.forms import Form, IntegerField, NumberInput, Textarea

from meetings.forms.fields import TextField
from meetings.services.signs import TEXT_LENGTH
from meetings.signs.defaults import BOUNDS, LABELS


class AnswerForm(Form):
    """What a unit says."""

    text = TextField(
        label="本单位的答复", most=TEXT_LENGTH, required=False, widget=Textarea(attrs={"rows": 3}),
        help_text="写明实际情况;登记有误的,请先更正或撤回登记单。",
    )  # fmt: skip


class ClosingSignForm(Form):
    """What the office found."""

    note = TextField(
        label="核对结果", most=TEXT_LENGTH, required=False, widget=Textarea(attrs={"rows": 3}),
        help_text="只记核对情况;关闭后仍可查看。",
    )  # fmt: skip


class ThresholdsForm(Form):
    """One number a threshold, with the reason of the change."""

    reason = TextField(label="调整的原因", most=TEXT_LENGTH, widget=Textarea(attrs={"rows": 2}))

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        reason = self.fields.pop("reason")
        for name, (low, high) in BOUNDS.items():
            fault = f"请填写{low}至{high}的整数。"
            self.fields[name] = IntegerField(
                label=LABELS[name], min_value=low, max_value=high, help_text=f"{low}–{high}",
                error_messages={
                    "required": fault, "invalid": fault, "min_value": fault, "max_value": fault,
                },
                widget=NumberInput(attrs={"inputmode": "numeric"}),
            )  # fmt: skip
        self.fields["reason"] = reason
