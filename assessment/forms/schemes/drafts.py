"""The forms of a draft: begin one, its words and grades, its units and classes, a dry run, the circular."""

from collections.abc import Sequence
from typing import Any

from django import forms

from assessment.circular_words import REQUIREMENTS, Words
from assessment.models import Assessed, Scheme
from assessment.scoring.results import Grade, grades_fault
from portal.forms.plain import TextField
from portal.models import Unit

GRADE_ROWS = 5
NUMBER = {"invalid": "请填写数字。", "required": "请填写此项。"}
DAY = {"invalid": "日期请按 2027-01-31 的格式填写。", "required": "请填写此项。"}


def day_field(label: str, help_text: str) -> forms.DateField:
    """A day that may be left empty."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, required=False, help_text=help_text, error_messages=DAY, widget=widget
    )


class Versioned(forms.Form):
    """A form that tells a stale page."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def seen(self) -> int:
        """The version that the form showed; none fits where it was not sent."""
        value = self.cleaned_data.get("version")
        return value if value is not None else -1


class BeginForm(forms.Form):
    """For which year a scheme is begun, and from what."""

    year = forms.IntegerField(label="考核年度", min_value=2023, max_value=2100, error_messages=NUMBER)
    begin = forms.ChoiceField(label="从哪里开始", widget=forms.RadioSelect)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, earlier: Sequence[Scheme], **options: Any) -> None:
        super().__init__(*args, **options)
        self._earlier = {str(each.public_id): each for each in earlier}
        choices = [(name, f"沿用{each.year}年方案:{each.title}") for name, each in self._earlier.items()]
        choices += [("sample", "从示例方案开始(25 项指标,含各种评分方式)"), ("blank", "从空白开始")]
        self.fields["begin"].choices = choices  # type: ignore[attr-defined]

    @property
    def copied(self) -> Scheme | None:
        """The scheme that is taken over, if one is."""
        return self._earlier.get(self.cleaned_data["begin"])


class SchemeForm(Versioned):
    """The words of a scheme, its terms and its grades, best first."""

    title = TextField(label="名称", most=100)
    procedure = TextField(
        label="程序和要求", most=2000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    report_until = day_field("自评截止日", "不填则评分前随时可以自评。")
    cutoff_on = day_field("台账数据截止日", "按这一天的台账评分;不填按评分当日。")
    objection_days = forms.IntegerField(
        label="异议期(天)", min_value=1, max_value=60, error_messages=NUMBER, help_text="从通报印发之日起算。"
    )

    def __init__(self, *args: Any, grades: Sequence[Grade] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        for row in range(GRADE_ROWS):
            grade = grades[row] if row < len(grades) else None
            self.fields[f"grade_{row}"] = forms.CharField(
                label=f"第 {row + 1} 等名称",
                required=False,
                max_length=20,
                initial=grade.name if grade else "",
            )
            self.fields[f"bound_{row}"] = forms.DecimalField(
                label=f"第 {row + 1} 等下限",
                required=False,
                min_value=0,
                max_value=200,
                max_digits=5,
                decimal_places=2,
                error_messages=NUMBER,
                initial=grade.bound if grade else None,
            )
            self.fields[f"includes_{row}"] = forms.BooleanField(
                label=f"第 {row + 1} 等含下限", required=False, initial=grade.includes if grade else True
            )

    @property
    def rows(self) -> list[tuple[Any, Any, Any]]:
        """The fields of each grade."""
        return [(self[f"grade_{n}"], self[f"bound_{n}"], self[f"includes_{n}"]) for n in range(GRADE_ROWS)]

    def clean(self) -> dict[str, Any]:
        """The grades make sense together."""
        data = super().clean() or {}
        if not self.errors:
            data["grades"] = self._grades(data)
            if fault := grades_fault(data["grades"]):
                self.add_error(None, fault)
        return data

    def _grades(self, data: dict[str, Any]) -> list[Grade]:
        rows = ((data[f"grade_{n}"], data[f"bound_{n}"], data[f"includes_{n}"]) for n in range(GRADE_ROWS))
        return [Grade(name.strip(), bound, includes) for name, bound, includes in rows if name.strip()]


class UnitsForm(Versioned):
    """Which units are assessed, and in which class each."""

    def __init__(self, *args: Any, units: Sequence[Unit], chosen: Sequence[Assessed], **options: Any) -> None:
        super().__init__(*args, **options)
        self.units = units
        groups = {each.unit_id: each.group for each in chosen}
        for unit in units:
            self.fields[f"in_{unit.pk}"] = forms.BooleanField(
                label=unit.name, required=False, initial=unit.pk in groups
            )
            self.fields[f"group_{unit.pk}"] = TextField(
                label=f"{unit.name}的分类", most=30, required=False, initial=groups.get(unit.pk, "全部"),
                widget=forms.TextInput(attrs={"list": "groups"}),
            )  # fmt: skip
        self.groups = sorted(set(groups.values()) | {"全部"})

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """The fields of each unit."""
        return [(self[f"in_{unit.pk}"], self[f"group_{unit.pk}"]) for unit in self.units]

    @property
    def chosen(self) -> dict[int, str]:
        """The units (ids) that are ticked with their classes."""
        data = self.cleaned_data
        return {unit.pk: data[f"group_{unit.pk}"] for unit in self.units if data[f"in_{unit.pk}"]}


class TrialForm(Versioned):
    """On which year's facts a draft is tried."""

    year = forms.TypedChoiceField(label="用哪一年的数据", coerce=int)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, years: Sequence[int], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["year"].choices = [(str(year), f"{year}年") for year in years]  # type: ignore[attr-defined]


class CircularForm(Versioned):
    """What the office words of the circular."""

    title = TextField(label="标题", most=100)
    addressee = TextField(label="主送", most=200)
    requirements = TextField(
        label="有关要求", most=1000, widget=forms.Textarea(attrs={"rows": 5}), help_text="一行一条。"
    )

    @property
    def words(self) -> Words:
        """The words; call it when the form is valid."""
        data = self.cleaned_data
        return Words(data["title"], data["addressee"], data["requirements"])


def first_words(scheme: Scheme, addressee: str) -> dict[str, Any]:
    """What the form of the circular begins with: what was worded before, or what is usual."""
    kept = scheme.circular.source if scheme.circular else {}
    return {
        "title": kept.get("title")
        or f"关于{scheme.office.name}{scheme.year}年度推进乡村振兴战略实绩考核结果的通报",
        "addressee": kept.get("addressee") or addressee,
        "requirements": "\n".join(REQUIREMENTS),
        "version": scheme.version,
    }
