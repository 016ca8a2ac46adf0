"""The short forms of lists and tasks: words for a move, with what else it takes; and how a task is broken down."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from duties.annual_task_states import ListAction, TaskAction
from duties.forms.annual_tasks.tasks import day_field, number_field
from duties.models import Task
from duties.models.annual_tasks import MOST_WEIGHT
from duties.services.annual_tasks.breaking import Breakdown, Share
from duties.services.annual_tasks.steps import TEXT_LENGTH
from portal.forms.files import SeveralFilesField
from portal.forms.plain import TextField
from portal.forms.printable import printable
from portal.models import StoredFile, Unit

LABELS: Mapping[ListAction | TaskAction, str] = {
    ListAction.RETURN: "退回的理由",
    ListAction.WITHDRAW: "撤回的理由",
    ListAction.VOID: "作废的理由",
    TaskAction.DECLINE: "不接收的理由",
    TaskAction.OFFER: "说明",
    TaskAction.RECALL: "收回的理由",
    TaskAction.REPORT: "进展情况",
    TaskAction.ASSIST: "协办情况",
    TaskAction.REACH: "说明(选填)",
    TaskAction.UNREACH: "更正的理由",
    TaskAction.GRANT: "意见(选填)",
    TaskAction.REFUSE: "不同意的理由",
    TaskAction.INSTRUCT: "批示",
    TaskAction.CANCEL: "取消的理由",
}
WITH_FILES = frozenset({TaskAction.REPORT, TaskAction.ASSIST})


class ActForm(forms.Form):
    """The fields of one action; `version` tells a stale form, `stored` are files that are there already."""

    percent = forms.IntegerField(
        label="完成进度(%)",
        min_value=0,
        max_value=100,
        error_messages={
            "required": "请填写 0 到 100 之间的整数。",
            "invalid": "请填写 0 到 100 之间的整数。",
            "min_value": "请填写 0 到 100 之间的整数。",
            "max_value": "请填写 0 到 100 之间的整数。",
        },
    )
    day = day_field("完成日期")
    text = TextField(label="说明", most=TEXT_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    evidence = SeveralFilesField(label="佐证材料")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    stored: Sequence[StoredFile] = ()

    def __init__(self, action: ListAction | TaskAction, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.action = action
        wanted = {
            "percent": action == TaskAction.REPORT,
            "day": action == TaskAction.REACH,
            "text": action in LABELS,
            "evidence": action in WITH_FILES,
        }
        for name in [name for name, kept in wanted.items() if not kept]:
            del self.fields[name]
        if action in LABELS:
            self.fields["text"].label = LABELS[action]

    def clean_text(self) -> str:
        """Words that could stand in a paper."""
        return printable(self.cleaned_data["text"])

    @property
    def seen(self) -> int:
        """The version that the form showed; none fits where it was not sent."""
        value = self.cleaned_data.get("version")
        return value if value is not None else -1


class BreakForm(forms.Form):
    """What the parts of a task have in common; which units get one, with number and weight, are lines of their own."""

    title = TextField(label="任务", most=200)
    due_on = day_field("完成时限")
    measures = TextField(
        label="工作要求", most=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    target = TextField(label="目标", most=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, task: Task, units: Sequence[Unit], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.task, self.units = task, units
        self.faults: dict[int, str] = {}

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The units to choose from, each as it was sent."""
        chosen = self._chosen()
        return [
            {
                "unit": unit,
                "chosen": str(unit.pk) in chosen,
                "number": self.data.get(f"number-{unit.pk}", "") if self.is_bound else "",
                "weight": self.data.get(f"weight-{unit.pk}", "1") if self.is_bound else "1",
                "fault": self.faults.get(unit.pk, ""),
            }
            for unit in self.units
        ]

    def clean(self) -> dict[str, Any]:
        """At least one unit; numbers that can be read."""
        data = super().clean() or {}
        sent = self._chosen()
        chosen = [unit for unit in self.units if str(unit.pk) in sent]
        data["shares"] = [share for unit in chosen if (share := self._share(unit)) is not None]
        if not chosen:
            self.add_error(None, "请至少选择一个单位。")
        if self.faults:
            self.add_error(None, "有的单位目标值或权重填写不对,请在标出处改正。")
        return data

    def _chosen(self) -> set[str]:
        return set(self.data.getlist("units")) if isinstance(self.data, QueryDict) else set()

    def _share(self, unit: Unit) -> Share | None:
        try:
            return Share(unit, self._number(unit), self._weight(unit))
        except ValidationError as error:
            self.faults[unit.pk] = "".join(error.messages)
            return None

    def _number(self, unit: Unit) -> Decimal | None:
        text = str(self.data.get(f"number-{unit.pk}", "")).strip()
        number: Decimal | None = number_field("目标值").clean(text)
        if number is not None and not self.task.target_measure:
            raise ValidationError("本任务没有计量单位,不用填目标值。")
        return number

    def _weight(self, unit: Unit) -> int:
        text = str(self.data.get(f"weight-{unit.pk}", "1")).strip()
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= MOST_WEIGHT):
            raise ValidationError("权重为 1 至 100 的整数。")
        return int(text)

    def breakdown(self) -> Breakdown:
        """What was written; call it when the form is valid."""
        data = self.cleaned_data
        return Breakdown(data["title"], data["due_on"], data["measures"], data["target"])

    @property
    def seen(self) -> int:
        """The version that the form showed; none fits where it was not sent."""
        value = self.cleaned_data.get("version")
        return value if value is not None else -1
