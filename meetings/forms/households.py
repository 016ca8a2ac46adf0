"""The forms of the register: numbers put on it, taken off it, and both undone."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CharField, FileField, FileInput, Form, MultipleChoiceField, Textarea

from duties.services.households import MOST_AT_ONCE
from meetings.forms.fields import DayField, TextField
from meetings.forms.number_list import ENDINGS, numbers_of

REASON_LENGTH = 200
LIST_LENGTH = 60_000


class RegisterForm(Form):
    """Numbers to be put on the register: typed or pasted, one a line, or in a file of one column."""

    numbers = TextField(
        label="户编号",
        most=LIST_LENGTH,
        required=False,
        widget=Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
        help_text=f"一行一个,可整列粘贴;一次最多 {MOST_AT_ONCE} 个。只填编号,不填姓名、住址、证件号。",
    )
    list_file = FileField(
        label="或选择清单文件",
        required=False,
        widget=FileInput(attrs={"accept": ",".join(f".{ending}" for ending in ENDINGS)}),
        help_text="CSV 或 XLSX,只有户编号一列。",
        error_messages={"empty": "是空文件;请核对后重新选择。"},
    )
    registered_on = DayField(
        label="自何日起在册", required=False, help_text="不填即一直在册;新迁入的填迁入日期。"
    )

    def clean_list_file(self) -> list[str]:
        """The numbers of the file."""
        upload = self.cleaned_data["list_file"]
        return numbers_of(upload) if upload else []

    def clean(self) -> dict[str, Any]:
        """At least one number from one of the two."""
        if not self.errors and not self.all_numbers:
            self.add_error("numbers", "请填写户编号,或选择清单文件。")
        return self.cleaned_data

    @property
    def all_numbers(self) -> list[str]:
        """What was typed, then what the file holds."""
        typed = self.cleaned_data.get("numbers", "").splitlines()
        listed: list[str] = self.cleaned_data.get("list_file") or []
        return [*typed, *listed] if any(line.strip() for line in typed) else listed


class NumbersField(MultipleChoiceField):
    """Numbers ticked on the page; whether they are on the register is asked by the service."""

    def valid_value(self, value: str) -> bool:
        """Let the service decide; no table holds a NUL character."""
        return "\0" not in value


class RemoveForm(Form):
    """Numbers to be taken off the register."""

    numbers = NumbersField(error_messages={"required": "请先在名单中勾选要移出的户编号。"})
    removed_on = DayField(label="自何日起不在册")
    reason = TextField(label="原因", most=REASON_LENGTH, help_text="如迁出、并户;不写任何个人情况")


class OneNumberForm(Form):
    """One number whose removal or registration is undone."""

    number = CharField(max_length=40)
    reason = TextField(label="原因", most=REASON_LENGTH)

    def clean_number(self) -> str:
        """No table holds a NUL character."""
        number: str = self.cleaned_data["number"]
        if "\0" in number:
            raise ValidationError("户编号有误;请刷新名单。")
        return number
