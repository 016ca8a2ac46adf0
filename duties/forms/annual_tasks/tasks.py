"""The form of a task: what, for which article, who leads, by when, the steps on the way. One task, a few lines."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from duties.models import Rule, Task
from duties.models.annual_tasks import MOST_WEIGHT
from duties.selectors.annual_tasks.forms import near_units, role_choices, rule_choices, units_called
from duties.services.annual_tasks.drafting import Wording
from portal.forms.plain import TextField
from portal.forms.printable import printable
from portal.models import Unit

MILESTONE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\s*[::,,]?\s*(.+)")
MILESTONE_LENGTH = 120
DAY_FORMAT = "请按 2026-12-09 的格式填写日期。"


def day_field(label: str) -> forms.DateField:
    """A day as the browser's own control asks for it."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": DAY_FORMAT, "required": "请填写日期。"},
    )


def number_field(label: str, **options: Any) -> forms.DecimalField:
    """A number of a target, up to four decimals."""
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_digits=16,
        decimal_places=4,
        error_messages={
            "invalid": "请填写数字。",
            "min_value": "不能小于 0。",
            "max_digits": "数字太大。",
            "max_decimal_places": "最多四位小数。",
            "max_whole_digits": "数字太大。",
        },
        **options,
    )


def milestones_from(text: str) -> list[tuple[str, dt.date]]:
    """Milestones written one a line, the day first; raises ValidationError naming the lines that cannot be read."""
    found, faults = [], []
    for number, line in enumerate(filter(None, (each.strip() for each in text.splitlines())), start=1):
        match = MILESTONE.fullmatch(line)
        try:
            if match is None:
                raise ValueError
            day = dt.date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            faults.append(f"第 {number} 行“{line[:20]}”:请写成“2026-06-30 完成招标”。")
            continue
        if len(match[4]) > MILESTONE_LENGTH:
            faults.append(f"第 {number} 行:最多 {MILESTONE_LENGTH} 字。")
        found.append((match[4].strip(), day))
    if faults:
        raise ValidationError(faults)
    return found


def milestone_lines(milestones: Sequence[tuple[str, dt.date]]) -> str:
    """Milestones as they are typed."""
    return "\n".join(f"{day:%Y-%m-%d} {title}" for title, day in milestones)


class TaskForm(forms.Form):
    """All that is written down about a task of a unit; with `reason`, what a revision says beside it."""

    title = TextField(label="任务", most=200, help_text="一句话说清做什么,例如:建成高标准农田2万亩。")
    rule = forms.ChoiceField(
        label="对应条款",
        help_text="本任务落实实施细则的哪一条;经常性职责通过任务报告进展。",
        error_messages={"invalid_choice": "请从列表中选择条款。", "required": "请选择对应条款。"},
    )
    lead = forms.ChoiceField(
        label="牵头单位",
        error_messages={"invalid_choice": "请从列表中选择单位。", "required": "请选择单位。"},
    )
    role = forms.ChoiceField(label="责任席位", required=False, help_text="牵头单位中负总责的席位,可不选。")
    partners = TextField(
        label="协办单位",
        most=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="一行一个单位,填全称或代码;没有则不填。",
    )
    starts_on = day_field("开始日期")
    due_on = day_field("完成时限")
    measures = TextField(
        label="主要措施", most=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    target = TextField(label="目标", most=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    target_number = number_field("目标值")
    target_measure = TextField(label="计量单位", most=20, required=False, help_text="如 亩、万元、个。")
    milestones = TextField(
        label="节点",
        most=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": "2026-06-30 完成招标"}),
        help_text="一行一个,先写日期再写要做到什么。",
    )
    weight = forms.IntegerField(
        label="权重",
        min_value=1,
        max_value=MOST_WEIGHT,
        initial=1,
        help_text="上级汇总进度时本任务所占的份数,一般为 1。",
        error_messages={
            "invalid": "请填写整数。",
            "min_value": "权重为 1 至 100 的整数。",
            "max_value": "权重为 1 至 100 的整数。",
            "required": "请填写权重。",
        },
    )
    reason = TextField(
        label="调整理由",
        most=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="清单已印发:调整须写明理由,由审定人或责任人同意后生效,原内容留存。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, unit: Unit, *arguments: Any, task: Task | None = None, revises: bool = False, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.unit = unit
        self.leads = {str(each.pk): each for each in self._offered(task)}
        self._choose("rule", [("", "请选择"), *_with_rule(rule_choices(unit), task)])
        self._choose("lead", [(key, each.name) for key, each in self.leads.items()])
        self._choose("role", [("", "不指定"), *role_choices()])
        if not revises:
            del self.fields["reason"]

    def _offered(self, task: Task | None) -> list[Unit]:
        near = near_units(self.unit)
        there = task is None or any(each.pk == task.lead_id for each in near)
        return near if there or task is None else [*near, task.lead]

    def _choose(self, name: str, choices: Sequence[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_partners(self) -> list[Unit]:
        """Units of the area."""
        return units_called(self.unit, self.cleaned_data["partners"])

    def clean_milestones(self) -> list[tuple[str, dt.date]]:
        """Days with what is to be there."""
        return milestones_from(printable(self.cleaned_data["milestones"]))

    def clean_title(self) -> str:
        """One line without marks of secrecy."""
        return printable(" ".join(self.cleaned_data["title"].split()))

    def clean_measures(self) -> str:
        """Words that could stand in a paper."""
        return printable(self.cleaned_data["measures"])

    def wording(self) -> Wording:
        """What was written; call it when the form is valid."""
        data = {
            name: self.cleaned_data[name]
            for name in ("title", "role", "partners", "starts_on", "due_on", "measures", "target", "target_number",
                         "target_measure", "milestones", "weight")
        }  # fmt: skip
        rule = Rule.objects.select_related("regulation").get(pk=self.cleaned_data["rule"])
        return Wording(rule=rule, lead=self.leads[self.cleaned_data["lead"]], **data)

    @property
    def seen(self) -> int:
        """The version that the form showed; none fits where it was not sent."""
        value = self.cleaned_data.get("version")
        return value if value is not None else -1


def _with_rule(choices: Sequence[Any], task: Task | None) -> list[Any]:
    """The choices with the rule that a task has, where it binds units of another kind: the superior's."""
    if task is None or any(str(task.rule_id) == key for _, group in choices for key, _ in group):
        return list(choices)
    return [(str(task.rule_id), f"上级任务的条款({task.rule.code})"), *choices]


def first_values(year: int, today: dt.date) -> dict[str, Any]:
    """What the form holds before anybody has typed."""
    return {
        "starts_on": min(max(today, dt.date(year, 1, 1)), dt.date(year, 12, 31)),
        "due_on": dt.date(year, 12, 31),
        "weight": 1,
    }


def values_of(wording: Wording) -> dict[str, Any]:
    """A wording as the form holds it."""
    number = wording.target_number
    return {
        "title": wording.title,
        "rule": str(wording.rule.pk),
        "lead": str(wording.lead.pk),
        "role": wording.role,
        "partners": "\n".join(each.name for each in wording.partners),
        "starts_on": wording.starts_on,
        "due_on": wording.due_on,
        "measures": wording.measures,
        "target": wording.target,
        "target_number": None if number is None else f"{number.normalize():f}",
        "target_measure": wording.target_measure,
        "milestones": milestone_lines(wording.milestones),
        "weight": wording.weight,
    }
