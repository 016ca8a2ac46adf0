"""Forms of statistics: an indicator, a sheet of values, a correction."""

from decimal import Decimal
from typing import Any

from django import forms

from assessment.models import StatisticIndicator
from assessment.models.statistics import Frequency
from assessment.selectors.statistics import offered_periods
from assessment.statistics.numbers import plain
from duties.periods import Period, display_name, parse
from portal.services.uploads import check_upload

LARGEST = 5 * 1024 * 1024


class IndicatorForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is measured; the constraints are checked by the service, which knows whose it is."""

    class Meta:
        model = StatisticIndicator
        fields = (
            "name", "code", "measured_in", "decimals", "frequency", "source", "definition", "lowest", "highest",
        )  # fmt: skip
        widgets = {"definition": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "code": "表格里用来对应的代码,如 grain.area;有数值后不能改。",
            "measured_in": "如:万亩、元、%、个。",
            "source": "数值由哪个部门、哪份报表提供。",
            "lowest": "可不填;小于它的数值不予导入。",
            "highest": "可不填;大于它的数值不予导入。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("lowest", "highest"):
            if isinstance(self.initial.get(name), Decimal):
                self.initial[name] = plain(self.initial[name])

    def _post_clean(self) -> None:
        """Leave the object alone: the service writes it, and says what is wrong by field."""


class PeriodForm(forms.Form):
    """Which period a sheet is for."""

    period = forms.ChoiceField(
        label="周期", error_messages={"invalid_choice": "请从列表中选择周期。", "required": "请选择周期。"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        period = self.fields["period"]
        assert isinstance(period, forms.ChoiceField)
        period.choices = [("", "请选择周期"), *_choices()]

    def clean_period(self) -> Period:
        """The period itself."""
        return parse(self.cleaned_data["period"])


def _choices() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (
            Frequency(kind).label,
            [(each.name, display_name(each.name)) for each in offered_periods(kind)],
        )
        for kind in ("year", "half", "quarter", "month")
    ]


class SheetForm(PeriodForm):
    """A filled-in sheet."""

    file = forms.FileField(
        label="填好的表(XLSX)",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "请选择文件。", "empty": "文件是空的;请重新选择。"},
    )

    def clean_file(self) -> Any:
        """A workbook of a size that can be read."""
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(".xlsx"):
            raise forms.ValidationError("请选择 XLSX 文件;其他格式请用 Excel 或 WPS 另存为 .xlsx。")
        if file.size > LARGEST:
            raise forms.ValidationError("文件超过 5 MB;请只留要导入的表。")
        check_upload(file)
        return file


class TakeInForm(forms.Form):
    """Why values that were known already are changed."""

    reason = forms.CharField(
        label="修订理由",
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "如:统计局核定数调整"}),
    )


class CorrectForm(forms.Form):
    """One value put right."""

    value = forms.DecimalField(
        label="更正为",
        max_digits=20,
        decimal_places=6,
        error_messages={
            "required": "请填写数值。",
            "invalid": "请填写数字。",
            "max_digits": "位数过多。",
            "max_decimal_places": "小数位数过多。",
            "max_whole_digits": "整数部分位数过多。",
        },
    )
    before = forms.DecimalField(widget=forms.HiddenInput)
    reason = forms.CharField(label="修订理由", max_length=500, error_messages={"required": "请写明理由。"})
