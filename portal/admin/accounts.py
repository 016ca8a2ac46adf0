"""Accounts, made by the system administrator without any right; appointments, granted by the security administrator."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from portal.admin.desk import Desk, yes_no
from portal.admin.forms import ServiceForm
from portal.admin.site import site
from portal.models import Account, Appointment, Role
from portal.services.appointments import appointment_end, appointment_grant
from portal.services.enrolment import account_amend, account_enrol

PARTICULARS = ["name", "person", "phone", "email"]


class EnrolForm(ServiceForm):
    """A new account with the password of its slip."""

    instance: Account
    slip_password = forms.CharField(
        label="初始密码",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="印在密码条上交本人,首次登录须改密。至少10个字符,不能全是数字或常见密码。",
    )

    class Meta:
        model = Account
        fields: ClassVar[list[str]] = ["username", *PARTICULARS]

    def clean_slip_password(self) -> str:
        """The password meets the policy."""
        value: str = self.cleaned_data["slip_password"]
        validate_password(value)
        return value

    def write(self) -> Account:
        """Enrol the account."""
        return account_enrol(
            actor=self.actor, account=self.instance, password=self.cleaned_data["slip_password"]
        )


class AmendForm(ServiceForm):
    """The particulars of an account that is there."""

    instance: Account

    def write(self) -> Account:
        """Amend what was changed."""
        if not self.changed_data:
            return self.instance
        values = {name: self.cleaned_data[name] for name in self.changed_data}
        return account_amend(actor=self.actor, account=self.instance, **values)


@admin.register(Account, site=site)
class AccountDesk(Desk):
    """Accounts: made and disabled by the system administrator; a new one may do nothing until it is granted a post."""

    position = 8
    about = "登录平台的账号;开户、停用在此办理,平台岗位由安全管理员授予。"
    readers = frozenset({Role.SECURITY_ADMIN})
    writers = frozenset({Role.SYSTEM_ADMIN})
    list_display = [
        "username", "name", yes_no("is_active", "启用"), yes_no("must_change_password", "须改密码"), "created_at",
    ]  # fmt: skip
    list_filter = ["is_active"]
    search_fields = ["username", "name"]
    search_help_text = "按用户名或姓名查找"

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Enrolment for a new account, the particulars for one that is there."""
        kwargs["form"] = AmendForm if obj else EnrolForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """No field gives a right."""
        if obj is None:
            return ["username", *PARTICULARS, "slip_password"]
        return ["username", *PARTICULARS, "is_active"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A user name stays with its account."""
        return ["username"] if obj else []


class AppointmentForm(ServiceForm):
    """A grant, or the end of one."""

    instance: Appointment

    def clean_started_on(self) -> Any:
        """An appointment begins on a day."""
        day = self.cleaned_data["started_on"]
        if day is None:
            raise ValidationError("请填写起始日,即可以使用此岗位的第一天。")
        return day

    def clean_ended_on(self) -> Any:
        """An appointment that is there can only be ended."""
        day = self.cleaned_data["ended_on"]
        if self.instance.pk is not None and day is None:
            raise ValidationError("请填写终止日,即不再任此岗位的第一天。")
        return day

    def write(self) -> Appointment:
        """Grant or end."""
        values = self.cleaned_data
        if self.instance.pk is not None:
            row = Appointment.objects.select_related("unit").get(pk=self.instance.pk)
            return appointment_end(actor=self.actor, appointment=row, ended_on=values["ended_on"])
        return appointment_grant(
            actor=self.actor,
            account=values["account"],
            role=Role(values["role"]),
            unit=values["unit"],
            started_on=values["started_on"],
            ended_on=values["ended_on"],
        )


@admin.register(Appointment, site=site)
class AppointmentDesk(Desk):
    """Appointments: granted and ended by the security administrator only."""

    position = 9
    about = "某账号在某单位任什么平台岗位、从哪天到哪天;不得给本人授权,三员不得兼任。"
    writers = frozenset({Role.SECURITY_ADMIN})
    form = AppointmentForm
    list_display = ["account", "role", "unit", "started_on", "ended_on", "granted_by"]
    list_select_related = ["account", "unit", "granted_by"]
    list_filter = ["role"]
    search_fields = ["account__username", "account__name", "unit__code", "unit__name"]
    search_help_text = "按用户名、姓名、单位查找"

    def get_queryset(self, request: HttpRequest) -> Any:
        """The appointments known now."""
        appointments: Any = super().get_queryset(request)
        return appointments.known()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What a grant says."""
        return ["account", "role", "unit", "started_on", "ended_on"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """An appointment can be ended, not rewritten."""
        return ["account", "role", "unit", "started_on"] if obj else []
