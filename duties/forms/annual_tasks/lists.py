"""The form of a task list: year, name, and the documents of the rulebook that it stands for."""

from typing import Any

from django import forms

from duties.selectors.annual_tasks.forms import list_forms
from portal import clock
from portal.forms.plain import TextField
from portal.forms.printable import printable
from portal.models import Unit


class ListForm(forms.Form):
    """Year (of a new list), name, forms; `version` tells a stale form."""

    year = forms.TypedChoiceField(
        label="年度", coerce=int, error_messages={"invalid_choice": "请从列表中选择年度。"}
    )
    title = TextField(label="名称", most=120)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    forms = forms.MultipleChoiceField(
        label="印发后计入",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="印发清单即完成所选的履职事项,不用另行登记;撤回印发则不再计入。",
        error_messages={"invalid_choice": "请从列表中选择。"},
    )

    def __init__(self, unit: Unit, *arguments: Any, is_new: bool = True, **options: Any) -> None:
        super().__init__(*arguments, **options)
        this_year = clock.today().year
        offered = list_forms(unit)
        if is_new:
            self.fields["year"].choices = [  # type: ignore[attr-defined]
                (year, f"{year} 年") for year in (this_year, this_year + 1, this_year - 1)
            ]
        else:
            del self.fields["year"]
        if offered:
            self.fields["forms"].choices = [(form.code, form.name) for form in offered]  # type: ignore[attr-defined]
        else:
            del self.fields["forms"]

    def clean_title(self) -> str:
        """One line without marks of secrecy."""
        return printable(" ".join(self.cleaned_data["title"].split()))

    @property
    def seen(self) -> int:
        """The version that the form showed; none fits where it was not sent."""
        value = self.cleaned_data.get("version")
        return value if value is not None else -1


def first_list_values(unit: Unit, year: int) -> dict[str, Any]:
    """What the form holds before anybody has typed."""
    return {
        "year": year,
        "title": f"{unit.name}{year}年度乡村振兴任务清单",
        "forms": [form.code for form in list_forms(unit)[:1]],
    }
