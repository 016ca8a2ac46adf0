"""The forms of a contact point or resident team: a new one, and what becomes of one that is there."""

from collections.abc import Sequence
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.forms import ChoiceField, Form, RadioSelect

from duties.models import Link
from meetings.forms.fields import DayField, TextField
from portal import clock
from portal.forms.fields import one_unit
from portal.models import Unit, Word
from portal.selectors.vocabulary import Vocabulary

REASON_LENGTH = 200
UNIT_ITSELF = "-"
END, PASS, CORRECT, DROP = "end", "pass", "correct", "drop"


class LinkForm(Form):
    """Who is linked to whom since when."""

    kind = ChoiceField(label="类别", error_messages={"invalid_choice": "请从列表中选择类别。"})
    role = ChoiceField(
        label="由谁联系",
        error_messages={"invalid_choice": "请从列表中选择席位。"},
        help_text="联系属于席位:换了人由继任者接续,不必重新登记",
    )
    chosen = ChoiceField(
        label="联系对象",
        required=False,
        help_text="列出的是口径要求的对象",
        error_messages={"invalid_choice": "请从列表中选择联系对象。"},
    )
    target = TextField(label="其他对象", most=120, required=False, help_text="列表里没有的,填全称或代码")
    started_on = DayField(label="自何日起")
    ended_on = DayField(label="至何日止(不含)", required=False, help_text="没有约定终止日的不填")
    reason = TextField(label="依据或说明", most=REASON_LENGTH, required=False, help_text="如文件名称、文号")

    def __init__(
        self,
        data: Any = None,
        *,
        unit: Unit,
        words: Vocabulary,
        roles: Sequence[str],
        offered: Sequence[Unit],
        initial: dict[str, str],
    ) -> None:
        super().__init__(data, initial={"started_on": clock.today()} | initial)
        self.unit = unit
        self.offered = {each.code: each for each in offered}
        cast(ChoiceField, self.fields["chosen"]).choices = [
            ("", "请选择"),
            *((code, each.name) for code, each in self.offered.items()),
        ]
        kinds = words.words.get(Word.Group.LINK, {})
        cast(ChoiceField, self.fields["kind"]).choices = [(code, word.name) for code, word in kinds.items()]
        cast(ChoiceField, self.fields["role"]).choices = [
            *((role, words.name(Word.Group.ROLE, role)) for role in roles),
            (UNIT_ITSELF, "单位自身"),
        ]

    def clean_role(self) -> str:
        """The role; empty for the unit itself."""
        role: str = self.cleaned_data["role"]
        return "" if role == UNIT_ITSELF else role

    def clean_target(self) -> Unit | None:
        """The unit that is written, by its code or full name; else the one chosen from the list."""
        text: str = self.cleaned_data["target"]
        return one_unit(text) if text else self.offered.get(self.cleaned_data.get("chosen", ""))

    def clean(self) -> dict[str, Any]:
        """The same seat has a target once at a time."""
        values = self.cleaned_data
        if "chosen" not in self.errors and "target" not in self.errors and values.get("target") is None:
            self.add_error("chosen", "请选择联系对象,或填写其他对象。")
        if not self.errors:
            same = Link.objects.known().filter(
                unit=self.unit, role=values["role"], kind=values["kind"], target=values["target"]
            )
            if same.exclude(ended_on__lte=values["started_on"]).exists():
                self.add_error("target", f"此席位已联系{values['target'].name},不必重复登记。")
        return values


class LinkChangeForm(Form):
    """What becomes of a link: it ends, another seat goes on with it, its days were wrong, or it never was."""

    deed = ChoiceField(
        label="怎样办理",
        widget=RadioSelect,
        choices=[
            (END, "终止联系"),
            (PASS, "改由本单位其他席位联系"),
            (CORRECT, "更正起止日期"),
            (DROP, "误登,撤销"),
        ],
        error_messages={"required": "请选择怎样办理。", "invalid_choice": "请选择怎样办理。"},
    )
    day = DayField(label="自何日起", required=False, help_text="终止或改由其他席位的第一天")
    role = ChoiceField(
        label="改由", required=False, error_messages={"invalid_choice": "请从列表中选择席位。"}
    )
    started_on = DayField(label="更正后的起始日", required=False, help_text="不填即一直")
    ended_on = DayField(label="更正后的终止日(不含)", required=False, help_text="不填即未终止")
    reason = TextField(label="原因", most=REASON_LENGTH)

    def __init__(self, data: Any = None, *, link: Link, words: Vocabulary, roles: Sequence[str]) -> None:
        first = {
            "deed": END,
            "day": clock.today(),
            "started_on": link.started_on,
            "ended_on": link.ended_on,
        }
        super().__init__(data, initial=first)
        others = [role for role in roles if role != link.role]
        cast(ChoiceField, self.fields["role"]).choices = [
            ("", "请选择"),
            *((role, words.name(Word.Group.ROLE, role)) for role in others),
        ]

    def clean(self) -> dict[str, Any]:
        """Each deed needs its own fields."""
        values = self.cleaned_data
        deed = values.get("deed")
        if deed in (END, PASS) and "day" not in self.errors and not values.get("day"):
            self.add_error("day", "请填写日期。")
        if deed == PASS and "role" not in self.errors and not values.get("role"):
            self.add_error("role", ValidationError("请选择由哪个席位接着联系。"))
        return values
