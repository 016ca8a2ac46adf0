"""The beginning of an empty portal: its top unit and the three administrators, of whom no other could grant the first."""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from portal import clock
from portal.access import Actor
from portal.models import Account, Role, Unit
from portal.services.appointments import appointment_grant
from portal.services.enrolment import account_enrol
from portal.services.structure import unit_found

ADMINISTRATORS = {
    "xitong": Role.SYSTEM_ADMIN,
    "anquan": Role.SECURITY_ADMIN,
    "shenji": Role.AUDIT_ADMIN,
}


@dataclass(frozen=True)
class Slip:
    """The first password of an administrator: shown once, changed at the first sign-in."""

    username: str
    role: Role
    password: str


@transaction.atomic
def portal_found(*, actor: Actor, code: str, kind: str, name: str, started_on: dt.date) -> list[Slip]:
    """Found the top unit and the accounts of its three administrators.

    Raises ValidationError where there is any unit or account already, or the unit's kind is unknown.
    """
    if Unit.objects.exists() or Account.objects.exists():
        raise ValidationError("平台已有单位或账号;请由系统管理员、安全管理员在平台中办理。")
    unit = unit_found(actor=actor, code=code, kind=kind, name=name, started_on=started_on, parent=None)
    return [_administrator(actor, unit, username, role) for username, role in ADMINISTRATORS.items()]


def _administrator(actor: Actor, unit: Unit, username: str, role: Role) -> Slip:
    password = secrets.token_urlsafe(12)
    account = Account(username=username, name=role.label)
    account_enrol(actor=actor, account=account, password=password)
    appointment_grant(actor=actor, account=account, role=role, unit=unit, started_on=clock.today())
    return Slip(username, role, password)
