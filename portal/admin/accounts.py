"""Accounts, made by the system administrator without any right; appointments, granted by the security administrator."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from portal.access import Actor
from portal.admin.desk import Desk, FactForm, actor_of
from portal.admin.site import site
from portal.models import Account, Appointment, Role
from portal.services.appointments import appointment_check, appointment_end, appointment_grant
from portal.services.enrolment import account_amend, account_enrol

PARTICULARS = ["name", "person", "phone", "email"]


class EnrolForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new account with the password of its slip."""

    slip_password = forms.CharField(
        label="初始密码",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="印在密码条上交本人,首次登录须改密。",
    )

    class Meta:
        model = Account
        fields = ["username", *PARTICULARS]

    def clean_slip_password(self) -> str:
        """The password meets the policy."""
        value: str = self.cleaned_data["slip_password"]
        validate_password(value)
        return value


@admin.register(Account, site=site)
class AccountDesk(Desk):
    """Accounts: made and disabled by the system administrator; a new one may do nothing until it is granted a post."""

    readers = frozenset({Role.SECURITY_ADMIN})
    writers = frozenset({Role.SYSTEM_ADMIN})
    list_display = ["username", "name", "is_active", "must_change_password", "created_at"]
    search_fields = ["username", "name"]
    raw_id_fields = ["person"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Enrolment for a new account, the particulars for one that is there."""
        if obj is None:
            kwargs["form"] = EnrolForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """No field gives a right."""
        if obj is None:
            return ["username", *PARTICULARS, "slip_password"]
        return ["username", *PARTICULARS, "is_active"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A user name stays with its account."""
        return ["username"] if obj else []

    def save_model(self, request: HttpRequest, obj: Account, form: Any, change: bool) -> None:
        """Enrol or amend."""
        if not change:
            account_enrol(actor=actor_of(request), account=obj, password=form.cleaned_data["slip_password"])
        elif form.changed_data:
            values = {name: form.cleaned_data[name] for name in form.changed_data}
            account_amend(actor=actor_of(request), account=obj, **values)


class AppointmentForm(FactForm):
    """A grant, or the end of one; says at the form what access.md forbids."""

    actor: ClassVar[Actor]

    def clean(self) -> dict[str, Any]:
        """Never to oneself; the three administrators exclude one another."""
        values = super().clean()
        account = values.get("account") or getattr(self.instance, "account", None)
        if account is not None and not self.errors:
            role = values.get("role") or self.instance.role
            if self.instance.pk is None:
                appointment_check(actor=self.actor, account=account, role=role)
            elif self.actor.account is not None and account.pk == self.actor.account.pk:
                raise ValidationError("不得变更本人的平台岗位,请由另一名安全管理员办理。")
            elif not values.get("ended_on"):
                raise ValidationError({"ended_on": "请填写终止日,即不再任此岗位的第一天。"})
        return values


@admin.register(Appointment, site=site)
class AppointmentDesk(Desk):
    """Appointments: granted and ended by the security administrator only."""

    writers = frozenset({Role.SECURITY_ADMIN})
    list_display = ["account", "role", "unit", "started_on", "ended_on", "granted_by"]
    list_select_related = ["account", "unit", "granted_by"]
    list_filter = ["role"]
    search_fields = ["account__username", "account__name", "unit__code", "unit__name"]
    raw_id_fields = ["account", "unit"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """The appointments known now."""
        return super().get_queryset(request).known()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What a grant says."""
        return ["account", "role", "unit", "started_on", "ended_on"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """An appointment can be ended, not rewritten."""
        return ["account", "role", "unit", "started_on"] if obj else []

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form knows who grants."""
        kwargs["form"] = type("GrantForm", (AppointmentForm,), {"actor": actor_of(request)})
        return super().get_form(request, obj, change, **kwargs)

    def save_model(self, request: HttpRequest, obj: Appointment, form: Any, change: bool) -> None:
        """Grant or end."""
        values = form.cleaned_data
        if change:
            ended = appointment_end(
                actor=actor_of(request),
                appointment=Appointment.objects.select_related("unit").get(pk=obj.pk),
                ended_on=values["ended_on"],
            )
            obj.pk = ended.pk
            return
        made = appointment_grant(
            actor=actor_of(request),
            account=values["account"],
            role=Role(values["role"]),
            unit=values["unit"],
            started_on=values["started_on"],
            ended_on=values["ended_on"],
        )
        obj.pk, obj._state.adding = made.pk, False
