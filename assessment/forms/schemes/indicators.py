"""The form of an indicator: what it is called, what it weighs, how it is scored; each kind has fields of its own."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from assessment.forms.schemes.drafts import NUMBER, Versioned
from assessment.inspections.severities import severities
from assessment.models import Indicator
from assessment.scoring.kinds import Kind
from assessment.scoring.numbers import exact, plain
from assessment.scoring.reading import ParameterError, method_of
from assessment.services.schemes.indicators import Content
from portal.forms.plain import TextField

STEPS_HINT = (
    "一行一档:先写数值,空一格写得分比例(%)。例如 80 60 表示数值 80 时得权重的 60%。两档之间按直线折算。"
)


def number(label: str, *, help_text: str = "", required: bool = True) -> forms.DecimalField:
    """A number of points."""
    return forms.DecimalField(
        label=label, required=required, min_value=0, max_value=10_000, max_digits=8, decimal_places=3,
        help_text=help_text, error_messages=NUMBER,
    )  # fmt: skip


def pairs(label: str, help_text: str) -> TextField:
    """Lines of two words each."""
    return TextField(label=label, most=500, widget=forms.Textarea(attrs={"rows": 4}), help_text=help_text)


class IndicatorForm(Versioned):
    """An indicator of one kind (None: a group); `rules` are those that it can be scored by, code and words."""

    name = TextField(label="名称", most=60)
    weight = forms.DecimalField(
        label="权重(分)", min_value=Decimal("0.01"), max_value=100, max_digits=6, decimal_places=2,
        error_messages=NUMBER,
    )  # fmt: skip
    article = forms.IntegerField(
        label="依据第几条", required=False, min_value=0, max_value=999, error_messages=NUMBER,
        help_text="实施细则的条号,填数字;没有的不填。",
    )  # fmt: skip
    note = TextField(label="说明", most=300, required=False)

    def __init__(
        self, *args: Any, kind: Kind | None, rules: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        for name, field in self._own(rules).items():
            self.fields[name] = field

    def _own(self, rules: Sequence[tuple[str, str]]) -> dict[str, forms.Field]:
        chosen = forms.MultipleChoiceField(
            label="按哪些口径", choices=rules, widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "请至少选择一条口径。", "invalid_choice": "没有这条口径。"},
        )  # fmt: skip
        by_kind: dict[Kind | None, dict[str, forms.Field]] = {
            Kind.LEDGER: {
                "rules": chosen,
                "measure": forms.ChoiceField(
                    label="按什么计", choices=[("done", "完成率"), ("on_time", "按时率")], widget=forms.RadioSelect
                ),
                "scope": forms.ChoiceField(
                    label="谁的事项", choices=[("own", "本单位"), ("area", "本单位和所辖各级单位")],
                    widget=forms.RadioSelect,
                ),
                "forces": forms.MultipleChoiceField(
                    label="责任强度", choices=[("must", "应当"), ("in_principle", "原则上")],
                    widget=forms.CheckboxSelectMultiple, error_messages={"required": "请至少选择一种。"},
                ),
                "part": forms.ChoiceField(
                    label="哪一段时间", required=False,
                    choices=[("", "全年"), ("H1", "上半年"), ("H2", "下半年"), ("Q1", "第一季度"),
                             ("Q2", "第二季度"), ("Q3", "第三季度"), ("Q4", "第四季度")],
                ),
            },
            Kind.QUANTITY: {
                "rules": chosen,
                "need": forms.IntegerField(
                    label="达到几次不扣分", required=False, min_value=1, max_value=1000, error_messages=NUMBER,
                    help_text="不填则取台账的应完成数。",
                ),
                "off": number("每少一次扣几分"),
            },
            Kind.TIMELINESS: {
                "rules": chosen,
                "late": number("逾期完成(含补办)每项扣几分"),
                "missing": number("逾期未完成每项扣几分"),
            },
            Kind.STATISTIC: {
                "indicator": TextField(label="统计指标代码", most=40, help_text="统计指标页列出的代码。"),
                "steps": pairs("各档", STEPS_HINT),
            },
            Kind.INSPECTION: {
                **{f"off_{each.code}": number(f"{each.name}问题每条扣几分") for each in severities()},
                "unsettled": number("尚未整改销号的每条另扣几分"),
            },
            Kind.RATING: {"levels": pairs("各级", "一行一级:先写名称,空一格写得分比例(%)。例如 好 100。")},
            Kind.SURVEY: {"steps": pairs("各档(满意比例 %)", STEPS_HINT)},
        }  # fmt: skip
        return by_kind.get(self.kind, {})

    @property
    def own_fields(self) -> list[Any]:
        """The fields of this kind alone."""
        common = {"name", "weight", "article", "note", "version"}
        return [self[name] for name in self.fields if name not in common]

    def clean(self) -> dict[str, Any]:
        """The parameters make a method."""
        data = super().clean() or {}
        if not self.errors and self.kind is not None:
            try:
                method_of(self.kind, self.parameters(data))
            except ParameterError as error:
                for field, words in error.faults.items():
                    self.add_error(field if field in self.fields else None, words)
        return data

    def parameters(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters as a scheme keeps them: numbers as text."""
        found: dict[str, Any] = {}
        for name in self.fields:
            if name in {"name", "weight", "article", "note", "version"} or name not in data:
                continue
            value = data[name]
            if name.startswith("off_"):
                found.setdefault("off", {})[name.removeprefix("off_")] = str(value)
            elif name in {"steps", "levels"}:
                found[name] = [line.split() for line in value.splitlines() if line.strip()]
            elif value is not None and value != "":
                found[name] = value if isinstance(value, list | str) else str(value)
        return found

    @property
    def content(self) -> Content:
        """What the form says; call it when it is valid."""
        data = self.cleaned_data
        parameters = self.parameters(data)
        return Content(
            data["name"], data["weight"], self.kind, parameters, data["article"] or 0, data["note"]
        )


def first_values(indicator: Indicator) -> dict[str, Any]:
    """What the form of an indicator that is there begins with."""
    kept = indicator.parameters
    values = {
        "name": indicator.name,
        "weight": indicator.weight,
        "article": indicator.article or None,
        "note": indicator.note,
        **{name: value for name, value in kept.items() if name not in {"off", "steps", "levels"}},
    }
    for name in ("steps", "levels"):
        values[name] = "\n".join(" ".join(map(str, line)) for line in kept.get(name, ()))
    off = kept.get("off")
    if isinstance(off, dict):
        values |= {f"off_{severity}": plain(exact(str(each))) for severity, each in off.items()}
    elif off is not None:
        values["off"] = off
    if indicator.kind == Kind.LEDGER:
        values = {"measure": "done", "scope": "own", "forces": ["must"], "part": "", **values}
    return values


NEW = {"measure": "done", "scope": "own", "forces": ["must"], "part": ""}
"""What the fields of a new indicator begin with."""
