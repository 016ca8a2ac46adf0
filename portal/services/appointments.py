"""Granting and ending appointments: the security administrator's deed, never to oneself (docs/access.md)."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from portal import access
from portal.access import ADMINISTRATORS, Actor
from portal.models import Account, Appointment, Role, Unit
from portal.services.facts import fact_add, fact_change


def appointment_check(*, actor: Actor, account: Account, role: str) -> None:
    """Raise ValidationError where the table of access.md forbids this grant."""
    if actor.account is not None and account.pk == actor.account.pk:
        raise ValidationError("不得给本人授权,请由另一名安全管理员办理。")
    if role not in ADMINISTRATORS:
        return
    others = Appointment.objects.known().filter(account=account, role__in=ADMINISTRATORS - {Role(role)})
    if others.filter(ended_on__isnull=True).exists() or others.present().exists():
        raise ValidationError(
            "系统管理员、安全管理员、审计管理员不得由同一账号兼任,请先终止其现有的管理员岗位。"
        )


@transaction.atomic
def appointment_grant(
    *,
    actor: Actor,
    account: Account,
    role: Role,
    unit: Unit,
    started_on: dt.date,
    ended_on: dt.date | None = None,
) -> Appointment:
    """Give `account` a role at `unit` from `started_on` up to `ended_on` (not included).

    Raises PermissionDenied for anyone but the security administrator or the system, ValidationError for a grant to
    oneself, for two of the three administrators on one account, and for one that is held already.
    """
    if actor.account is not None:
        access.require(actor, Role.SECURITY_ADMIN)
    # Locked, so that two grants at once cannot make one account two administrators.
    account = Account.objects.select_for_update().get(pk=account.pk)
    appointment_check(actor=actor, account=account, role=role)
    fact = Appointment(
        account=account,
        role=role,
        unit=unit,
        started_on=started_on,
        ended_on=ended_on,
        granted_by=actor.account,
    )
    fact_add(actor=actor, fact=fact, unit=unit)
    access.grant_post(account, role, unit)
    return fact


@transaction.atomic
def appointment_end(*, actor: Actor, appointment: Appointment, ended_on: dt.date) -> Appointment:
    """End an appointment on `ended_on`, the first day on which it no longer holds; it acts at the next request."""
    if actor.account is not None:
        access.require(actor, Role.SECURITY_ADMIN)
        if appointment.account_id == actor.account.pk:
            raise ValidationError("不得变更本人的平台岗位,请由另一名安全管理员办理。")
    return fact_change(actor=actor, fact=appointment, unit=appointment.unit, ended_on=ended_on)
