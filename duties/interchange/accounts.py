"""accounts.csv: accounts without passwords and their posts, made by the services of the portal, one by one.

An account that is made here cannot sign in until a slip is printed for it. A post starts today; none is ended.
"""

import dataclasses
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from duties.interchange.asking import Check, no_double, unit_known
from duties.interchange.changes import Count, Moved
from duties.interchange.staging import Stage
from portal import clock
from portal.access import ADMINISTRATORS, Actor
from portal.models import Account, Appointment, Person, Role, Unit
from portal.services.appointments import appointment_grant
from portal.services.changes import log_change, state_of
from portal.services.enrolment import account_amend
from portal.services.people import person_add

ABOUT = ("person", "name", "phone", "email")
"""What a file says of the account itself; alike on all its lines."""

CHECKS = [
    no_double("accounts"),
    unit_known("accounts", "unit"),
    Check(
        "accounts", "role", "'有单位就应有平台岗位,两列须同填或同空;请补上'", "s.unit <> '' AND s.role = ''"
    ),
    Check(
        "accounts", "unit", "'有平台岗位就应有单位,两列须同填或同空;请补上'", "s.unit = '' AND s.role <> ''"
    ),
    *(
        Check(
            "accounts",
            name,
            f"'与第 ' || o.line || ' 行同一用户名的内容(' || o.{name} || ')不同;请改为一致'",
            f"o.{name} <> s.{name}",
            "JOIN in_accounts o ON o.username = s.username AND o.line < s.line",
        )
        for name in ABOUT
    ),
]
COMPLETE = """
UPDATE in_accounts s SET name = coalesce((SELECT a.name FROM portal_account a WHERE a.username = s.username), s.username)
WHERE s.name = ''
"""
ROWS = "SELECT line, username, person, name, unit, role, phone, email FROM in_accounts WHERE NOT bad ORDER BY line"


@dataclasses.dataclass(frozen=True)
class Line:
    """A line of accounts.csv."""

    line: int
    username: str
    person: str
    name: str
    unit: str
    role: str
    phone: str
    email: str


@dataclasses.dataclass
class Plan:
    """What the lines come to: posts to grant, accounts to make or amend, and the changes as they are told."""

    new: list[Line]
    amended: list[Line]
    grants: list[Line]
    told: list[Moved]
    count: Count


def check_accounts(stage: Stage) -> None:
    """Note what is wrong with the lines of accounts.csv."""
    if "accounts" not in stage.labels:
        return
    stage.cursor.execute(COMPLETE)
    for check in CHECKS:
        stage.cursor.execute(check.query)
        for line, message in stage.cursor.fetchall():
            stage.fault("accounts", line, check.column, message)
    held: dict[str, set[str]] = {}
    for username, role in _posts():
        held.setdefault(username, set()).add(role)
    for row in _lines(stage):
        _check_line(stage, row, held.setdefault(row.username, set()))


def _check_line(stage: Stage, row: Line, held: set[str]) -> None:
    if row.email:
        try:
            validate_email(row.email)
        except ValidationError:
            stage.fault("accounts", row.line, "email", f"{row.email} 不是邮箱地址;请写成 name@example.com")
    if row.role in ADMINISTRATORS and held & ADMINISTRATORS - {row.role}:
        message = "系统管理员、安全管理员、审计管理员不得由同一账号兼任;请另设账号"
        stage.fault("accounts", row.line, "role", message)
    held.add(row.role)


def _posts() -> list[tuple[str, str]]:
    return list(Appointment.objects.present().values_list("account__username", "role"))


def _lines(stage: Stage) -> list[Line]:
    stage.cursor.execute(ROWS)
    return [Line(*values) for values in stage.cursor.fetchall()]


def plan_accounts(stage: Stage) -> Plan | None:
    """What accounts.csv would make and change; None where it did not come in."""
    if "accounts" not in stage.labels:
        return None
    present = {
        (username, unit, role)
        for username, unit, role in Appointment.objects.present().values_list(
            "account__username", "unit__code", "role"
        )
    }
    accounts = {account.username: account for account in Account.objects.select_related("person")}
    plan = Plan([], [], [], [], Count(0, 0, 0))
    rows, seen = _lines(stage), set()
    for row in rows:
        account = accounts.get(row.username)
        if row.username not in seen:
            seen.add(row.username)
            _plan_account(stage, plan, row, account)
        if row.role and (row.username, row.unit, row.role) not in present:
            plan.grants.append(row)
    touched = {row.line for row in [*plan.new, *plan.grants]}
    changed = {row.line for row in plan.amended} - touched
    plan.count = Count(len(touched), len(changed), len(rows) - len(touched) - len(changed))
    return plan


def _plan_account(stage: Stage, plan: Plan, row: Line, account: Account | None) -> None:
    if account is None:
        plan.new.append(row)
        return
    old = {
        "person": account.person.code if account.person else "",
        "name": account.name,
        "phone": account.phone,
        "email": account.email,
    }
    differing = [name for name in ABOUT if getattr(row, name) != old[name]]
    if differing:
        plan.amended.append(row)
        told = tuple((name, old[name], getattr(row, name)) for name in differing)
        plan.told.append(Moved(stage.labels["accounts"], row.line, row.username, told))


def merge_accounts(plan: Plan | None, actor: Actor) -> None:
    """Make and amend the accounts and grant their posts."""
    if plan is None:
        return
    for row in plan.new:
        account = Account(username=row.username, must_change_password=True, **_about(row, actor))
        account.set_unusable_password()
        account.save(force_insert=True)
        log_change(actor=actor, action="account_import", target=account, after=state_of(account))
    accounts = {account.username: account for account in Account.objects.all()}
    for row in plan.amended:
        account_amend(actor=actor, account=accounts[row.username], **_about(row, actor))
    units = Unit.objects.in_bulk([row.unit for row in plan.grants], field_name="code")
    for row in plan.grants:
        appointment_grant(
            actor=actor,
            account=accounts[row.username],
            role=Role(row.role),
            unit=units[row.unit],
            started_on=clock.today(),
        )


def _about(row: Line, actor: Actor) -> dict[str, Any]:
    """The columns of the account; an official who holds no seat yet is made with the account's name."""
    person = Person.objects.filter(code=row.person).first() if row.person else None
    if row.person and person is None:
        person = person_add(actor=actor, person=Person(code=row.person, name=row.name))
    return {"person": person, "name": row.name, "phone": row.phone, "email": row.email}
