"""The form of a policy: six steps, exceptions for single rules or forces, from when and why."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from duties.models import Addressee, Channel, Step
from duties.policy_draft import (
    AT_ONCE,
    INBOX,
    MOST_DAYS,
    MOST_TOLD,
    ExceptionDraft,
    PolicyDraft,
    StepDraft,
)
from duties.wording import FORCE

SPARE = 3
"""Empty rows for further exceptions."""

MOST_EXCEPTIONS = 60

WHOLE = {"invalid": "请填写整数。", "required": "请填写天数。"}


class StepForm(forms.Form):
    """One step; days are written as people say them, before or after the due day, never negative."""

    taken = forms.BooleanField(label="执行", required=False)
    days = forms.IntegerField(
        label="天数", required=False, min_value=1, max_value=MOST_DAYS, error_messages=WHOLE
    )
    at_once = forms.IntegerField(
        label="或同时逾期(项)", required=False, min_value=AT_ONCE[0], max_value=AT_ONCE[1], error_messages=WHOLE,
        help_text="同一责任主体;不按项数提出的留空。",
    )  # fmt: skip
    addressees = forms.MultipleChoiceField(
        label="收件人", required=False, choices=Addressee.choices, widget=forms.CheckboxSelectMultiple
    )
    channels = forms.MultipleChoiceField(
        label="站内消息以外", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[choice for choice in Channel.choices if choice[0] != INBOX],
    )  # fmt: skip
    cap = forms.IntegerField(
        label="最多提醒(次)", required=False, min_value=1, max_value=MOST_TOLD, error_messages=WHOLE
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code = Step(self.prefix or "")
        if self.code in (Step.REMIND, Step.DUE):
            del self.fields["days"]
        else:
            self.fields["days"].label = "到期前(天)" if self.code == Step.NEAR else "到期后(天)"
        if self.code != Step.TALK:
            del self.fields["at_once"]

    def clean(self) -> dict[str, Any]:
        """What a step that is taken must have; one that is not may be left as it is."""
        data = super().clean() or self.cleaned_data
        if not data.get("taken"):
            self.errors.clear()
            return data
        for name, sentence in (("days", "请填写天数。"), ("cap", "请填写最多提醒次数。")):
            if name in self.fields and name not in self.errors and data.get(name) is None:
                self.add_error(name, sentence)
        return data

    def draft(self) -> StepDraft | None:
        """The step, or None where it is not taken."""
        data = self.cleaned_data
        if not data["taken"]:
            return None
        days = {Step.REMIND: None, Step.DUE: 0}.get(self.code, data.get("days"))
        return StepDraft(
            code=self.code.value,
            days=-days if days and self.code == Step.NEAR else days,
            addressees=tuple(data["addressees"]),
            channels=(INBOX, *data["channels"]),
            cap=data["cap"],
            at_once=data.get("at_once"),
        )


class ExceptionForm(forms.Form):
    """Another day for one rule or force, or none."""

    subject = forms.ChoiceField(label="适用对象", required=False)
    code = forms.ChoiceField(label="步骤", required=False, choices=[("", "请选择"), *Step.choices])
    days = forms.IntegerField(
        label="天数(留空为不执行)", required=False, min_value=1, max_value=MOST_DAYS, error_messages=WHOLE
    )

    def __init__(self, *args: Any, subjects: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["subject"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "不设例外"), *subjects]

    def clean(self) -> dict[str, Any]:
        """A row for nobody says nothing; any other names its step."""
        data = super().clean() or self.cleaned_data
        if data.get("subject") and not data.get("code") and not self.errors:
            self.add_error("code", "请选择步骤。")
        return data

    def draft(self) -> ExceptionDraft | None:
        """The exception, or None for an empty row."""
        data = self.cleaned_data
        if not data.get("subject"):
            return None
        kind, _, key = data["subject"].partition(":")
        days = data["days"]
        signed = -days if days and data["code"] == Step.NEAR else days
        of_rule = {"rule": int(key)} if kind == "rule" else {"force": key}
        return ExceptionDraft(data["code"], signed, **of_rule)


class ChangeForm(forms.Form):
    """From when and why; `version` tells a stale form, `previewed` what the preview has shown."""

    since = forms.DateField(
        label="新规则自何日起", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请按 2027-01-01 的格式填写日期。", "required": "请填写施行日期。"},
        help_text="最早自明天起。此前已经发出的预警不收回;此后的步骤按新规则。",
    )  # fmt: skip
    reason = forms.CharField(
        label="修改理由", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "修改理由不超过500字。"}, help_text="采纳时须填写,与新规则一并公布。",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)
    previewed = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class PolicyForm:
    """All forms of the page as one."""

    def __init__(
        self, data: QueryDict | None, *, before: PolicyDraft, version: int, subjects: list[Any]
    ) -> None:
        self.change = ChangeForm(data, initial={"version": version})
        given = {step.code: step for step in before.steps}
        self.steps = [
            StepForm(data, prefix=code.value, initial=_initial(given.get(code.value))) for code in Step
        ]
        rows = len(before.exceptions) + SPARE if data is None else _number(data)
        initial = [_subject(each) for each in before.exceptions] + [{}] * SPARE
        self.exceptions = [
            ExceptionForm(
                data, prefix=f"exception{number}", subjects=subjects,
                initial=initial[number] if number < len(initial) else {},
            )
            for number in range(rows)
        ]  # fmt: skip

    @property
    def parts(self) -> list[forms.Form]:
        """Every form of the page."""
        return [self.change, *self.steps, *self.exceptions]

    @property
    def has_errors(self) -> bool:
        """Whether something was said to be wrong."""
        return any(part.is_bound and part.errors for part in self.parts)

    def is_valid(self) -> bool:
        """Whether each field by itself holds something; what a policy may say is asked by the service."""
        return not [part for part in self.parts if not part.is_valid()]

    def draft(self) -> PolicyDraft:
        """What the office wants; call it when the form is valid."""
        steps = [step for form in self.steps if (step := form.draft())]
        return PolicyDraft(steps, [each for form in self.exceptions if (each := form.draft())])

    def mark(self) -> str:
        """A mark of what the form says beside the reason: a preview holds for this and for nothing else."""
        said = [repr(self.draft()), str(self.change.cleaned_data["since"])]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def refuse(self, error: ValidationError) -> None:
        """Put the faults that the service found at their fields."""
        by_field: Mapping[str, list[str]] = (
            error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
        )
        filled = [form for form in self.exceptions if form.cleaned_data.get("subject")]
        for name, sentences in by_field.items():
            form, field = self._place(name, filled)
            for sentence in sentences:
                form.add_error(field, sentence)

    def _place(self, name: str, filled: list[ExceptionForm]) -> tuple[forms.Form, str | None]:
        """The form and field of a fault by its name in `duties.policy_draft`."""
        code, _, field = name.partition("-")
        if code == "exceptions":
            return filled[int(field)], "days"
        for step in self.steps:
            if step.code == code:
                return step, field if field in step.fields else None
        return self.change, name if name in self.change.fields else None


def subjects_of(titles: Mapping[int, str]) -> list[Any]:
    """To whom an exception can apply: forces with rows in the ledger, then rules by name."""
    forces = [(f"force:{code}", f"约束:{word}") for code, word in FORCE.items() if code != "power"]
    rules = [(f"rule:{rule}", title) for rule, title in titles.items()]
    return [("按约束", forces), ("按口径", rules)]


def _initial(step: StepDraft | None) -> dict[str, Any]:
    if step is None:
        return {"taken": False, "cap": 1}
    return {
        "taken": True,
        "days": abs(step.days) if step.days else None,
        "at_once": step.at_once,
        "addressees": list(step.addressees),
        "channels": [channel for channel in step.channels if channel != INBOX],
        "cap": step.cap,
    }


def _subject(each: ExceptionDraft) -> dict[str, Any]:
    subject = f"rule:{each.rule}" if each.rule else f"force:{each.force}"
    return {"subject": subject, "code": each.code, "days": abs(each.days) if each.days else None}


def _number(data: QueryDict) -> int:
    """How many rows of exceptions were sent."""
    numbers = [name for name in data if name.startswith("exception") and name.endswith("-subject")]
    return min(len(numbers), MOST_EXCEPTIONS)
