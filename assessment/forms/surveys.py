"""Forms of surveys: drawing one up, how many codes to print, and a sheet."""

from typing import Any

from django import forms

from assessment.models import Survey
from assessment.selectors.surveys import askable_units
from assessment.services.surveys import MOST_CODES
from assessment.surveys.options import OPTIONS, QUESTIONS
from portal import clock
from portal.access import Actor
from portal.models import Unit

DAY = {"required": "请选择日期。", "invalid": "请填写日期,如 2026-11-01。"}


class SurveyForm(forms.Form):
    """What is asked, of whom, when."""

    title = forms.CharField(label="名称", max_length=80, error_messages={"required": "请填写名称。"})
    year = forms.IntegerField(
        label="考核年度", min_value=2020, max_value=2100, error_messages={"required": "请填写年度。"}
    )
    opens_on = forms.DateField(
        label="开始日", widget=forms.DateInput(attrs={"type": "date"}), error_messages=DAY
    )
    closes_on = forms.DateField(
        label="截止日(含)",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages=DAY,
        help_text="截止日过后才显示结果。",
    )
    questions = forms.CharField(
        label="问题",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=f"一行一个;每个问题都用{'、'.join(OPTIONS)}作答,不收集文字。",
        error_messages={"required": "请写出至少一个问题,一行一个。"},
    )
    units = forms.MultipleChoiceField(
        label="被调查的单位",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择被调查的单位。", "invalid_choice": "请从列表中选择单位。"},
    )

    def __init__(self, *args: Any, actor: Actor, survey: Survey | None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(survey))
        super().__init__(*args, **kwargs)
        self._units = {str(unit.public_id): unit for unit in askable_units(actor)}
        units = self.fields["units"]
        assert isinstance(units, forms.MultipleChoiceField)
        units.choices = [(key, unit.name) for key, unit in self._units.items()]

    def clean_questions(self) -> list[str]:
        """One question a line."""
        return [line.strip() for line in self.cleaned_data["questions"].splitlines() if line.strip()]

    def clean_units(self) -> list[Unit]:
        """The units themselves."""
        return [self._units[each] for each in self.cleaned_data["units"]]


def _initial(survey: Survey | None) -> dict[str, Any]:
    if survey is None:
        year = clock.today().year
        return {"title": f"{year}年度职工群众认可度调查", "year": year, "questions": "\n".join(QUESTIONS)}
    return {
        "title": survey.title,
        "year": survey.year,
        "opens_on": survey.opens_on,
        "closes_on": survey.closes_on,
        "questions": "\n".join(survey.questions),
        "units": [str(each.unit.public_id) for each in survey.units.select_related("unit")],
    }


class PrintForm(forms.Form):
    """How many codes."""

    number = forms.IntegerField(
        label="张数",
        min_value=1,
        max_value=MOST_CODES,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), f"一次印 1 至 {MOST_CODES} 张。"
        ),
    )


class CodeForm(forms.Form):
    """The code on the sheet."""

    code = forms.CharField(
        label="答卷码",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text="答卷纸上的16位字母和数字,不分大小写。",
        error_messages={"required": "请输入答卷码。", "max_length": "答卷码为16位字母和数字。"},
    )


class SheetForm(forms.Form):
    """The closed questions of a survey."""

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, question in enumerate(survey.questions):
            self.fields[f"answer-{place}"] = forms.TypedChoiceField(
                label=f"{place + 1}. {question}",
                choices=list(enumerate(OPTIONS)),
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": "请选择一项。", "invalid_choice": "请选择一项。"},
            )

    @property
    def answers(self) -> dict[int, int]:
        """The option of each question, both by place; of a valid sheet."""
        return {int(name.removeprefix("answer-")): option for name, option in self.cleaned_data.items()}
