"""One small form for each thing that is done with an item; what it asks for follows from the table of states."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from django import forms

from duties.forms.supervision.words import units_named
from duties.supervision_states import Action
from portal.access import Actor
from portal.forms.files import SeveralFilesField
from portal.forms.plain import TextField
from portal.forms.printable import printable
from portal.models import Unit

LONGEST_TEXT = 1000


@dataclasses.dataclass(frozen=True)
class Look:
    """How an action is asked for: label of its text, hint, button, and which fields it has."""

    text: str = ""
    hint: str = ""
    button: str = ""
    files: bool = False
    day: str = ""
    unit: bool = False
    rows: int = 3


WORK_HINT = "写清做了什么、结果怎样;反馈办结须附佐证材料。"
LOOKS: Mapping[Action, Look] = {
    Action.SIGN: Look(button="签收"),
    Action.JOIN: Look(button="签收(协办)"),
    Action.PROGRESS: Look("办理情况", WORK_HINT, "报告进展", files=True, rows=4),
    Action.FEED_BACK: Look("办理情况", WORK_HINT, "反馈办结", files=True, rows=4),
    Action.ASK: Look(
        "延期理由", "延期只改督办件的办结期限,不改责任事项的到期日。", "申请延期", day="申请延至"
    ),
    Action.GRANT: Look("意见", "", "同意延期", day="延期至"),
    Action.REFUSE: Look("不同意的理由", "", "不同意延期"),
    Action.REVIEW: Look("复核意见", "写明核对了什么;通过后由审定人或另一名工作人员销号。", "复核通过"),
    Action.RETURN: Look("退回理由", "写明还差什么。", "退回重办", day="新的办结期限"),
    Action.CLOSE: Look("销号理由", "", "销号"),
    Action.TRANSFER: Look("移交理由", "", "移交承办", unit=True),
    Action.INSTRUCT: Look("批示", "", "作出批示"),
    Action.COMMENT: Look("留言", "各方都能看到,发出后不能修改。", "发出留言", rows=2),
}


class ActForm(forms.Form):
    """The fields of one action; `version` tells a stale form."""

    text = TextField(most=LONGEST_TEXT, required=False, widget=forms.Textarea)
    evidence = SeveralFilesField(label="佐证材料")
    day = forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请按 2026-12-09 的格式填写日期。"},
    )
    unit = forms.CharField(label="新的承办单位", max_length=120, required=False, help_text="填全称或代码。")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, action: Action, actor: Actor, *arguments: Any, **options: Any) -> None:
        options["auto_id"] = f"{action}_%s"
        super().__init__(*arguments, **options)
        self.action, self.actor, self.look = action, actor, LOOKS[action]
        unwanted = {"text": not self.look.text, "evidence": not self.look.files, "day": not self.look.day}
        for name in [name for name, out in (unwanted | {"unit": not self.look.unit}).items() if out]:
            del self.fields[name]
        if self.look.text:
            text = self.fields["text"]
            text.label, text.help_text = self.look.text, self.look.hint
            text.widget.attrs["rows"] = self.look.rows
        if self.look.day:
            self.fields["day"].label = self.look.day

    def clean_text(self) -> str:
        """Words that could stand in a paper: without marks of secrecy or characters that nothing prints."""
        return printable(self.cleaned_data["text"])

    def clean_unit(self) -> Unit | None:
        """A unit of the office's area."""
        named = units_named(self.actor, self.cleaned_data["unit"])
        return named[0] if named else None
