"""Forms of commendations and leads: which facts are listed, why, to whom."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from assessment.commendation_states import Subject
from assessment.forms.matters import ActForm
from assessment.selectors.matter_facts import FactLine
from portal import clock
from portal.forms.plain import TextField
from portal.forms.printable import printable
from portal.models import Tenure

MANNERS = ("通报表扬", "通报表彰", "授予称号", "颁发荣誉证书")


class FactsForm(forms.Form):
    """Which of the facts are listed; `token` makes a double submission harmless, `version` tells a stale form."""

    facts = forms.MultipleChoiceField(
        label="事实",
        required=False,
        error_messages={"invalid_choice": "有的事实已有变化,请按现在的清单重选。"},
    )
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, offered: Sequence[FactLine], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offered = offered
        self.fields["facts"].choices = [(each.key, each.title) for each in offered]  # type: ignore[attr-defined]

    @property
    def listed(self) -> list[FactLine]:
        """The facts that were ticked; call it when the form is valid."""
        return [each for each in self.offered if each.key in self.cleaned_data["facts"]]

    @property
    def ticked(self) -> list[str]:
        """The keys that stand ticked on the page."""
        return list(self["facts"].value() or [])


class CommendForm(FactsForm):
    """A proposal: as what, how, why, on which facts."""

    manner = TextField(label="表彰方式", most=60, help_text=f"如{'、'.join(MANNERS)}。")
    reason = TextField(
        label="事由",
        most=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明落实责任、取得成效的情况,印在表彰决定开头。不得填写涉密内容。",
    )

    def clean_manner(self) -> str:
        """One line that can be printed."""
        return printable(" ".join(self.cleaned_data["manner"].split()))

    def clean_reason(self) -> str:
        """Lines that can be printed."""
        return printable(self.cleaned_data["reason"])


class LeadForm(FactsForm):
    """A lead: to which body, on which facts."""

    receiver = TextField(label="承接机关", most=100, help_text="如师市纪委监委;由其依规依纪依法办理。")
    note = TextField(
        label="说明",
        most=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="只写与事实有关的情况,不作结论,不写对个人的评价。",
    )

    def clean_receiver(self) -> str:
        """One line that can be printed."""
        return printable(" ".join(self.cleaned_data["receiver"].split()))

    def clean_note(self) -> str:
        """Lines that can be printed."""
        return printable(self.cleaned_data["note"])


class HandForm(ActForm):
    """The receipt of the competent body."""

    receipt = TextField(label="回执编号", most=60)
    received_by = TextField(label="接收人", most=60)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, asks="说明(选填)", day="移交日期", **options)


def first_commendation(tenure: Tenure | None, offered: Sequence[FactLine]) -> dict[str, Any]:
    """What the form holds before anybody has typed: all facts ticked."""
    return {
        "facts": [each.key for each in offered],
        "manner": MANNERS[0],
        "token": uuid.uuid4(),
        "subject": Subject.PERSON.value if tenure else "",
        "year": clock.today().year,
    }
