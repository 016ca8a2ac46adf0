"""The form of a new token: what for, in which areas, how long."""

import datetime as dt

from django import forms

from portal import clock
from portal.forms.plain import TextField
from portal.models import ApiArea
from portal.models.api import NEVER_WRITTEN, READ, WRITE

MONTHS = {90: "3个月", 180: "6个月", 365: "1年"}


def scope_label(scope: str) -> str:
    """A scope in words: 履职台账(读)."""
    area, _, mode = scope.partition(":")
    return f"{ApiArea(area).label}({'读写' if mode == WRITE else '只读'})"


def _choices() -> list[tuple[str, str]]:
    """All scopes, those of one area together."""
    scopes = [
        f"{area}:{mode}" for area in ApiArea for mode in ((READ,) if area in NEVER_WRITTEN else (READ, WRITE))
    ]
    return [(scope, scope_label(scope)) for scope in scopes]


class TokenForm(forms.Form):
    """What the program will do with it."""

    name = TextField(label="用途", most=60, help_text="如:团场办公系统同步台账。")
    scopes = forms.MultipleChoiceField(
        label="范围",
        choices=_choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="只选需要的;“读写”含只读。",
        error_messages={
            "required": "请至少选择一项范围。",
            "invalid_choice": "没有这一范围;请从列表中选择。",
        },
    )
    days = forms.TypedChoiceField(
        label="有效期",
        choices=list(MONTHS.items()),
        coerce=int,
        initial=90,
        error_messages={"required": "请选择有效期。", "invalid_choice": "请选择有效期。"},
    )

    @property
    def expires_on(self) -> dt.date:
        """The last day on which it works."""
        return clock.today() + dt.timedelta(days=self.cleaned_data["days"])
