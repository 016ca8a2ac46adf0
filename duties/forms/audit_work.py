"""Forms of audit work: what is looked at, how samples are taken, what is written on a working paper."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from duties.audit_sampling import new_seed
from duties.audit_words import CHECKS, SIGNS_OF, Conclusion, Method, Result, Sign, Subject
from duties.forms.export import ExportForm
from duties.models import AuditPaper
from duties.services.audit_export import Asked
from duties.services.audit_work.drawing import MOST, Wanted
from duties.services.audit_work.papers import Written
from portal.forms.files import SeveralFilesField
from portal.forms.plain import TextField
from portal.models import StoredFile

DRAWN: Sequence[Method] = (Method.RANDOM, Method.SIGNS)
"""How a job draws; by hand one ticks."""
STALE = "表单不完整,请刷新页面后重新填写。"


class LineField(TextField):
    """A text of one line."""

    def to_python(self, value: Any) -> str:
        """The text with single blanks."""
        return " ".join(super().to_python(value).split())


class WorkForm(ExportForm):
    """What a piece of audit work is about: its name, unit, days, and the moment from which all is read."""

    title = LineField(label="名称", most=120, help_text="例如:2026年第三季度履职台账抽查。")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["periods"]
        self.fields["token"].required = True
        self.fields["token"].error_messages["required"] = STALE

    @property
    def asked(self) -> Asked:
        """What a valid form asks for."""
        data = self.cleaned_data
        return Asked(data["first"], data["last"], data["as_of"], data["known_at"])


class VersionForm(forms.Form):
    """A form that tells a stale page: the version that it showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def seen(self) -> int:
        """The version that the form showed; none fits where it was not sent."""
        value = self.cleaned_data.get("version")
        return value if value is not None else -1


class DrawForm(VersionForm):
    """Of what samples are taken, how, how many, with which seed."""

    subject = forms.ChoiceField(
        label="抽取对象",
        choices=[(each.value, each.label) for each in Subject],
        widget=forms.RadioSelect,
        initial=Subject.RECORD.value,
        error_messages={"required": "请选择抽取对象。", "invalid_choice": "请从所列对象中选择。"},
    )
    method = forms.ChoiceField(
        label="抽样方法",
        choices=[(each.value, each.label) for each in DRAWN],
        widget=forms.RadioSelect,
        initial=Method.RANDOM.value,
        error_messages={"required": "请选择抽样方法。", "invalid_choice": "请从所列方法中选择。"},
    )
    signs = forms.MultipleChoiceField(
        label="风险迹象(按风险迹象抽样时选)",
        choices=[(each.value, each.label) for each in Sign],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": "请从所列迹象中选择。"},
        help_text="应履职事项只有「补办」一种;迹象多的先抽,一样多的按种子排序。迹象只说明值得核对,不是结论。",
    )
    size = forms.IntegerField(
        label="抽取数",
        min_value=1,
        max_value=MOST,
        initial=20,
        error_messages={
            "required": "请填写抽取数。",
            "invalid": "抽取数请填整数。",
            "min_value": "抽取数至少为1。",
            "max_value": f"一次至多抽取{MOST}项。",
        },
    )
    seed = LineField(label="种子", most=40, help_text="种子相同、总体相同,抽到的必然相同;印在报告上,可自定。")
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["seed"].initial = new_seed()

    def clean(self) -> dict[str, Any]:
        """Signs that the chosen subject has, where samples are taken by them."""
        data = super().clean() or self.cleaned_data
        if data.get("method") == Method.SIGNS and data.get("subject") and "signs" in data:
            offered = {sign.value for sign in SIGNS_OF[Subject(data["subject"])]}
            data["signs"] = [sign for sign in data["signs"] if sign in offered]
            if not data["signs"]:
                self.add_error("signs", "请至少选择一种该对象有的迹象。")
        return data

    @property
    def wanted(self) -> Wanted:
        """What a valid form asks for."""
        data = self.cleaned_data
        method = Method(data["method"])
        signs = tuple(data["signs"]) if method == Method.SIGNS else ()
        return Wanted(Subject(data["subject"]), method, data["size"], data["seed"], signs)


class PaperForm(VersionForm):
    """What is written on one working paper."""

    conclusion = forms.ChoiceField(
        label="结论",
        choices=[("", "尚未下结论"), *((each.value, each.label) for each in Conclusion)],
        required=False,
        error_messages={"invalid_choice": "请从所列结论中选择。"},
    )
    remark = TextField(
        label="说明",
        most=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明核对的依据和所见;只写记录和佐证,不评价个人。",
    )
    evidence = SeveralFilesField(label="附件")

    def __init__(self, paper: AuditPaper, *args: Any, **options: Any) -> None:
        given = {"conclusion": paper.conclusion, "remark": paper.remark, "version": paper.version}
        checks = {f"check-{code}": result for code, result in paper.checks.items()}
        super().__init__(*args, **options)
        self.initial = given | checks
        self._codes: Mapping[str, str] = CHECKS[Subject(paper.subject)]
        for code, word in self._codes.items():
            self.fields[f"check-{code}"] = forms.ChoiceField(
                label=word,
                choices=[(each.value, each.label) for each in Result],
                widget=forms.RadioSelect,
                required=False,
                error_messages={"invalid_choice": "请从所列结果中选择。"},
            )

    @property
    def checks(self) -> list[forms.BoundField]:
        """The fields of the checks."""
        return [self[f"check-{code}"] for code in self._codes]

    def written(self, files: Sequence[StoredFile]) -> Written:
        """What a valid form says, with files that were taken in."""
        data = self.cleaned_data
        results = {code: data[f"check-{code}"] for code in self._codes if data[f"check-{code}"]}
        return Written(results, data["conclusion"], data["remark"], files)

    def refuse(self, error: ValidationError) -> None:
        """Put what the service refused at its fields."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, faults in error.error_dict.items():
            self.add_error(name if name in self.fields else None, faults)


class SummaryForm(VersionForm):
    """The summary of the whole."""

    summary = TextField(
        label="总体情况",
        most=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="写明核查的范围、主要发现和建议;不评价个人。",
    )
