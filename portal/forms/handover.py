"""The form with which a seat changes hands."""

from typing import Any

from django import forms

from portal.access import Actor
from portal.forms.deed import DayField, DeedForm, without, words
from portal.forms.fields import PeopleField, UnitField
from portal.models import Person, Word
from portal.selectors.vocabulary import vocabulary
from portal.services.deed import Deed
from portal.services.handover import END, KEEP, seat_hand_over


def _link_choices() -> list[tuple[str, str]]:
    roles = vocabulary().words.get(Word.Group.ROLE, {})
    return [
        (KEEP, "由继任者接续"),
        (END, "同日终止"),
        *((code, f"同日转到本单位的{word.name}") for code, word in roles.items()),
    ]


class HandOverForm(DeedForm):
    """A seat changes hands."""

    title = "席位交接"
    about = "某单位某职务的在任者离任,继任者同日到任(可为主持工作);席位的未办事项由继任者接续。"
    rows = (
        ("unit", "role"),
        ("outgoing",),
        ("code", "name"),
        ("acting", "title_of_seat"),
        ("links",),
        ("day",),
    )
    places = {"successor": "code", "title": "title_of_seat", "role": "role", "person": "code"}

    unit = UnitField(label="单位")
    role = forms.ChoiceField(label="职务", choices=words(Word.Group.ROLE, "请选择"))
    outgoing = PeopleField(
        label="离任人代码", required=False, help_text="只有一人在任的可不填;几人同时离任的用分号隔开。"
    )
    code = forms.CharField(
        label="继任人代码", max_length=40, required=False, help_text="暂无继任人的留空,席位空缺。"
    )
    name = forms.CharField(
        label="继任人姓名", max_length=60, required=False, help_text="人员列表中还没有的才填,将一并登记。"
    )
    acting = forms.BooleanField(label="继任人为主持工作(代理)", required=False)
    title_of_seat = forms.CharField(
        label="职务名称", max_length=60, required=False, help_text="可多人同任的职务须填,如副团长。"
    )
    links = forms.ChoiceField(label="此席位的定点联系", initial=KEEP, choices=_link_choices)
    day = DayField("交接日期")

    def clean(self) -> dict[str, Any]:
        """The successor by code; a new one needs a name too."""
        values = super().clean() or {}
        code, name = str(values.get("code", "")), str(values.get("name", ""))
        person = Person.objects.filter(code=code).first() if code else None
        if code and person is None and not name:
            self.add_error("name", "人员列表中没有此代码;新登记的人员请填姓名,否则请核对代码。")
        if name and not code:
            self.add_error("code", "请填继任人的人员代码。")
        if person is not None and name and person.name != name:
            self.add_error("name", f"此代码已登记为{person.name},请核对;已登记的人员不必填姓名。")
        values["successor"] = person or (Person(code=code, name=name) if code else None)
        return values

    def work(self, actor: Actor, values: dict[str, Any]) -> Deed:
        """Hand it over."""
        values["title"] = values.pop("title_of_seat")
        return seat_hand_over(actor=actor, **without(values, "digest", "code", "name"))
