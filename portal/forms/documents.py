"""Forms of official documents: their words, who countersigns, and the filters of the list."""

import dataclasses
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.documents.kinds import Format, kind_of
from portal.documents.paper import OfficialDocument
from portal.documents.plain_text import to_blocks, to_text
from portal.forms.fields import one_unit
from portal.forms.plain import TextField
from portal.forms.printable import printable
from portal.models import Account, Unit

URGENCIES = (("", "不标注"), ("加急", "加急"), ("特急", "特急"))
ATTENDANCE = (("present", "出席"), ("excused", "请假"), ("observing", "列席"))


class PaperForm(forms.Form):
    """The words of a paper; what else it prints stays as it was. Only minutes have lists of those present."""

    title = TextField(label="标题", most=200)
    addressee = TextField(label="主送机关", most=500, required=False, help_text="印在标题下方;冒号自动添加。")
    body = TextField(
        label="正文",
        most=20_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text="一行一段,首行缩进自动添加。“一、”开头的行印成黑体,“(一)”开头的行印成楷体。"
        "表格每行以“|”开头并用“|”分格,第一行为表头。",
    )
    present = TextField(
        label="出席",
        most=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="姓名用“、”隔开。",
    )
    excused = TextField(label="请假", most=1000, required=False)
    observing = TextField(label="列席", most=2000, required=False)
    copies_to = TextField(
        label="抄送",
        most=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="每行一个机关。",
    )
    urgency = forms.ChoiceField(label="紧急程度", choices=URGENCIES, required=False)
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, paper: OfficialDocument, **kwargs: Any) -> None:
        self.paper = paper
        kwargs["initial"] = _initial(paper) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        minutes = kind_of(paper.kind).format == Format.MINUTES
        for name, _ in ATTENDANCE:
            if not minutes:
                del self.fields[name]
        if minutes:
            del self.fields["addressee"]

    def clean(self) -> dict[str, Any]:
        """Refuse what may not stand in a paper, at the field where it stands."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in self.fields.keys() & {
            "title",
            "addressee",
            "body",
            "copies_to",
            "present",
            "excused",
            "observing",
        }:
            try:
                cleaned[name] = printable(cleaned.get(name, ""))
            except ValidationError as error:
                self.add_error(name, error)
        try:
            cleaned["blocks"] = to_blocks(cleaned.get("body", ""))
        except ValueError as error:
            self.add_error("body", str(error))
        return cleaned

    def worded(self) -> OfficialDocument:
        """The paper with the words of the form."""
        said = self.cleaned_data
        return dataclasses.replace(
            self.paper,
            title=" ".join(said["title"].split()),
            addressee=said.get("addressee", ""),
            body=said["blocks"],
            copies_to=tuple(line.strip() for line in said["copies_to"].splitlines() if line.strip()),
            attendance=tuple((label, said[name]) for name, label in ATTENDANCE if said.get(name)),
            urgency=said["urgency"],
        )


def _initial(paper: OfficialDocument) -> dict[str, Any]:
    names = {label: name for name, label in ATTENDANCE}
    return {
        "title": paper.title if isinstance(paper.title, str) else "".join(paper.title),
        "addressee": paper.addressee.rstrip("：:"),
        "body": to_text(paper.body),
        "copies_to": "\n".join(paper.copies_to),
        "urgency": paper.urgency,
        "token": uuid.uuid4(),
        **{names[label]: people for label, people in paper.attendance if label in names},
    }


class CountersignerForm(forms.Form):
    """A unit or a person to be asked: a unit by code or full name, a person by name or account name."""

    who = forms.CharField(
        label="添加会签单位或人员",
        max_length=120,
        help_text="填单位全称(或代码),或人员姓名(重名的填账号名)。",
        error_messages={"required": "请填写要送会签的单位或人员。"},
    )

    def clean_who(self) -> Unit | Account:
        """Who is meant. Raises ValidationError where nobody is, or more than one."""
        text = self.cleaned_data["who"].strip()
        accounts = list(
            Account.objects.filter(is_active=True, username=text)
            or Account.objects.filter(is_active=True, name=text)[:2]
        )
        if len(accounts) > 1:
            raise ValidationError(f"叫“{text}”的人员不止一个,请填账号名。")
        if accounts:
            return accounts[0]
        try:
            return one_unit(text)
        except ValidationError as error:
            raise ValidationError(f"没有叫“{text}”的单位或人员,请填单位全称、代码,或人员姓名。") from error
