"""The forms of 情况说明 and 申请豁免: what a unit states, what is done about it, and waiving without an application."""

from django import forms

from duties.services.statements import LONGEST
from duties.statement_states import BATCH, Act
from portal.forms.files import SeveralFilesField
from portal.forms.plain import TextField
from portal.models import StoredFile

BATCH_WORDS = {
    Act.NOTE: "已知悉(情况说明)",
    Act.ASK: "请补充",
    Act.GRANT: "同意豁免(申请豁免)",
    Act.REFUSE: "不同意豁免(申请豁免)",
}


class StatementForm(forms.Form):
    """The unit's words and files; `token` makes a double submission harmless, `stored` are files taken in already."""

    text = TextField(
        label="理由",
        most=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="写明原因、已采取的措施和预计完成时间。不得填写涉密内容和居民个人信息。",
    )
    evidence = SeveralFilesField(label="佐证材料")
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    stored: list[StoredFile]


class StepForm(forms.Form):
    """What is done about a statement, in which words; `seen` is how many steps the page showed."""

    act = forms.ChoiceField(
        choices=[(act.value, act.value) for act in Act if act != Act.MAKE],
        error_messages={"required": "请选择办理方式。", "invalid_choice": "请选择办理方式。"},
    )
    text = TextField(label="内容", most=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    evidence = SeveralFilesField(label="补充材料")
    seen = forms.IntegerField(widget=forms.HiddenInput)
    stored: list[StoredFile]


class BatchForm(forms.Form):
    """The same answer to all that are ticked."""

    act = forms.ChoiceField(
        label="答复",
        choices=[(act.value, BATCH_WORDS[act]) for act in BATCH],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择答复。", "invalid_choice": "请选择答复。"},
    )
    text = TextField(
        label="答复内容",
        most=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="除「已知悉」外须写明。",
    )


class ReasonForm(forms.Form):
    """Why a cell is waived, or a waiver is taken back."""

    reason = TextField(label="理由", most=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))
