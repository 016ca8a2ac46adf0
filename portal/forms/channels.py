"""The forms in which a person chooses how to be told, and the system administrator sets endpoints."""

from typing import Any

from django import forms

from portal.forms.fields import UnitField
from portal.models import Preference
from portal.models.channels import QUIET_FROM, QUIET_TO, Adapter


def _hours(first: int, last: int) -> list[tuple[int, str]]:
    return [(hour, f"{hour}:00") for hour in range(first, last + 1)]


def _hour(label: str, first: int, last: int, **options: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=_hours(first, last), coerce=int, **options)


class PreferenceForm(forms.Form):
    """When and by what ways one is told."""

    digest_hour = _hour(
        "每日摘要时间", 6, 20, help_text="工作日到了这个整点,把当天要提醒的事项汇总成一封发出。"
    )
    by_email = forms.BooleanField(label="发到我的邮箱", required=False)
    by_gateway = forms.BooleanField(label="发到单位的消息接口(如企业微信、钉钉)", required=False)
    is_quiet = forms.BooleanField(label="夜间免打扰", required=False)
    quiet_from = _hour("从", 18, 23)
    quiet_to = _hour("到次日", 5, 9)

    def __init__(self, *args: Any, has_gateway: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_gateway:
            del self.fields["by_gateway"]

    def values(self, stored: Preference) -> dict[str, Any]:
        """What was chosen; what the form does not ask stays as stored."""
        return {"by_gateway": stored.by_gateway} | self.cleaned_data


class EndpointForm(forms.Form):
    """An endpoint; `version` says on what an edit is based."""

    name = forms.CharField(
        label="名称", max_length=60, widget=forms.TextInput(attrs={"placeholder": "如:工作群机器人"})
    )
    adapter = forms.ChoiceField(
        label="类型",
        choices=Adapter.choices,
        help_text="通用网关逐人转交(带用户名);群机器人每天发一条本单位的汇总数,不带姓名;"
        "变更通知告知对接系统辖区内哪些登记、督办件等有变化,内容由该系统凭令牌读取。",
    )
    url = forms.CharField(label="地址", max_length=2000, required=False)
    secret = forms.CharField(
        label="签名密钥",
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    hour = _hour(
        "每日发送时间", QUIET_TO, QUIET_FROM - 1, initial=8, help_text="群机器人在工作日这一整点发送汇总。"
    )
    is_active = forms.BooleanField(label="启用", required=False, initial=True)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class NewEndpointForm(EndpointForm):
    """A new endpoint, of a unit."""

    unit = UnitField(label="单位", help_text="填单位代码或全称;填最上级单位即为全平台。")
    field_order = ("unit", "name", "adapter", "url", "secret", "hour", "is_active")


class CalendarDaysForm(forms.Form):
    """Days on which people work or not, against the packaged calendar."""

    first = forms.DateField(label="从", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(
        label="到",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="只有一天的可不填。",
    )
    works = forms.TypedChoiceField(
        label="安排",
        choices=[("no", "放假"), ("yes", "上班(调休)")],
        coerce=lambda value: value == "yes",
    )
    note = forms.CharField(
        label="说明", max_length=60, required=False, widget=forms.TextInput(attrs={"placeholder": "如:春节"})
    )
