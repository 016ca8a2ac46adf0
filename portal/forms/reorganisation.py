"""The forms of the guided reorganisations of units; each knows its service."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.access import Actor
from portal.forms.deed import DayField, DeedForm, without, words
from portal.forms.fields import UnitField, UnitsField
from portal.forms.handover import HandOverForm
from portal.models import Word
from portal.services.deed import Deed
from portal.services.reorganisation import (
    NewUnit,
    unit_abolish,
    unit_begin,
    unit_merge,
    unit_move,
    unit_rename,
    unit_split,
)

NEW_UNITS = 4
"""So many units may come out of one split at once."""


class BeginForm(DeedForm):
    """A new unit."""

    title = "新设单位"
    about = "登记一个从某日起成立的单位,连同它的名称和上级单位。"
    rows = (("code", "name"), ("kind", "parent"), ("day",))

    code = forms.CharField(label="单位代码", max_length=40, help_text="由字母、数字和短横组成,以后不能更改。")
    name = forms.CharField(label="单位名称", max_length=120)
    kind = forms.ChoiceField(label="类别", choices=words(Word.Group.UNIT, "请选择"))
    parent = UnitField(label="上级单位", required=False, help_text="填单位代码或全称;最上级的单位留空。")
    day = DayField("成立日期")

    def work(self, actor: Actor, values: dict[str, Any]) -> Deed:
        """Found it."""
        return unit_begin(actor=actor, **without(values, "digest"))


class AbolishForm(DeedForm):
    """The end of a unit."""

    title = "撤销单位"
    about = "单位自某日起不再存在;它的任职、隶属、属性、定点联系、在册户和平台岗位同日终止。"
    places = {"children": "children_to"}
    rows = (("unit",), ("children_to",), ("day",))

    unit = UnitField(label="撤销的单位")
    children_to = UnitField(
        label="所属单位改隶到",
        required=False,
        help_text="下面还有单位的,填它们同日改隶到的上级单位;也可以先逐个改隶或撤销。",
    )
    day = DayField("撤销日期")

    def work(self, actor: Actor, values: dict[str, Any]) -> Deed:
        """Abolish it."""
        return unit_abolish(actor=actor, **without(values, "digest"))


class MergeForm(DeedForm):
    """Several units become one."""

    title = "合并单位"
    about = "几个同类单位并入其中一个或一个新单位;被并单位同日撤销,所属单位随之改隶,登记沿革。"
    places = {"code": "new_code", "name": "new_name", "children": "units", "unit": "units"}
    rows = (("units",), ("into",), ("new_code", "new_name"), ("households",), ("day",))

    units = UnitsField(
        label="被并入的单位",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="填单位代码或全称,用分号或换行隔开。",
    )
    into = UnitField(
        label="并入现有单位", required=False, help_text="填单位代码或全称;并入新单位的留空,填下面两项。"
    )
    new_code = forms.CharField(label="新单位代码", max_length=40, required=False)
    new_name = forms.CharField(label="新单位名称", max_length=120, required=False)
    households = forms.BooleanField(label="在册户同日转入承接单位", required=False, initial=True)
    day = DayField("合并日期")

    def clean(self) -> dict[str, Any]:
        """Either a unit that exists or a new one."""
        values = super().clean() or {}
        new = [values.get("new_code"), values.get("new_name")]
        if "into" in values and bool(values["into"]) == any(new):
            self.add_error("into", "并入现有单位、设立新单位,二者填一。")
        elif any(new) and not all(new):
            self.add_error("new_name" if new[0] else "new_code", "新单位的代码和名称都要填。")
        return values

    def work(self, actor: Actor, values: dict[str, Any]) -> Deed:
        """Merge them."""
        code, name = values.pop("new_code"), values.pop("new_name")
        values["into"] = values["into"] or NewUnit(code, name)
        return unit_merge(actor=actor, **without(values, "digest"))


class SplitForm(DeedForm):
    """One unit becomes several."""

    title = "拆分单位"
    about = "从一个单位分出同类的新单位,各带一部分所属单位;原单位保留或同日撤销,登记沿革。"
    places = {"new": "code_1", "children": "unit"}
    rows = (
        ("unit",),
        ("keep",),
        *((f"code_{number}", f"name_{number}", f"children_{number}") for number in range(1, NEW_UNITS + 1)),
        ("day",),
    )

    unit = UnitField(label="拆分的单位")
    keep = forms.ChoiceField(
        label="原单位",
        choices=[("1", "保留"), ("0", "同日撤销")],
        widget=forms.RadioSelect,
        initial="1",
    )
    day = DayField("拆分日期")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for number in range(1, NEW_UNITS + 1):
            self.fields[f"code_{number}"] = forms.CharField(
                label=f"新单位{number}代码", max_length=40, required=False
            )
            self.fields[f"name_{number}"] = forms.CharField(
                label=f"新单位{number}名称", max_length=120, required=False
            )
            self.fields[f"children_{number}"] = UnitsField(
                label=f"划入新单位{number}的所属单位",
                required=False,
                help_text="代码或全称,用分号隔开;没有的留空。",
            )

    def clean(self) -> dict[str, Any]:
        """A new unit has a code and a name."""
        values = super().clean() or {}
        for number in range(1, NEW_UNITS + 1):
            code, name = values.get(f"code_{number}"), values.get(f"name_{number}")
            if bool(code) != bool(name) or (values.get(f"children_{number}") and not code):
                place = f"name_{number}" if code else f"code_{number}"
                self.add_error(place, "新单位的代码和名称都要填。")
        return values

    def work(self, actor: Actor, values: dict[str, Any]) -> Deed:
        """Split it; a line that was left out does not count."""
        numbers = [number for number in range(1, NEW_UNITS + 1) if values[f"code_{number}"]]
        try:
            return unit_split(
                actor=actor,
                day=values["day"],
                unit=values["unit"],
                new=[
                    NewUnit(values[f"code_{n}"], values[f"name_{n}"], values[f"children_{n}"])
                    for n in numbers
                ],
                keep=values["keep"] == "1",
                reason=values["reason"],
            )
        except ValidationError as error:
            raise ValidationError(_renumbered(error.message_dict, numbers)) from error


class MoveForm(DeedForm):
    """A unit under another parent."""

    title = "单位改隶"
    about = "单位连同所属单位自某日起改由另一上级单位管理;此日以前的周期仍列原上级的辖区。"
    rows = (("unit",), ("parent",), ("day",))

    unit = UnitField(label="改隶的单位")
    parent = UnitField(label="新的上级单位")
    day = DayField("改隶日期")

    def work(self, actor: Actor, values: dict[str, Any]) -> Deed:
        """Move it."""
        return unit_move(actor=actor, **without(values, "digest"))


class RenameForm(DeedForm):
    """A unit by another name."""

    title = "单位更名"
    about = "单位自某日起改用新名称;此日以前的公文、台账仍用原名称。"
    rows = (("unit",), ("name",), ("day",))

    unit = UnitField(label="更名的单位")
    name = forms.CharField(label="新名称", max_length=120)
    day = DayField("启用日期")

    def work(self, actor: Actor, values: dict[str, Any]) -> Deed:
        """Rename it."""
        return unit_rename(actor=actor, **without(values, "digest"))


def _renumbered(told: dict[str, list[str]], numbers: list[int]) -> dict[str, list[str]]:
    """Faults of the n-th new unit at the line where it was filled in."""
    renamed = {}
    for name, messages in told.items():
        stem, _, number = name.rpartition("_")
        renamed[f"{stem}_{numbers[int(number) - 1]}" if stem and number.isdigit() else name] = messages
    return renamed


DEEDS: dict[str, type[DeedForm]] = {
    "begin": BeginForm,
    "abolish": AbolishForm,
    "merge": MergeForm,
    "split": SplitForm,
    "move": MoveForm,
    "rename": RenameForm,
    "seat": HandOverForm,
}
"""The guided reorganisations by the word in their address, in the order of the page."""
