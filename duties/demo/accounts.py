"""One account for each role of the demonstration, with passwords that only this installation knows."""

import dataclasses
import json
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from duties.demo.tree import HERO
from portal import clock, registry
from portal.access import Actor
from portal.models import Account, Person, Role, Tenure, Unit
from portal.selectors.installation import installation
from portal.services.appointments import appointment_grant
from portal.services.enrolment import account_amend, account_enrol
from portal.services.passwords import password_change

SYLLABLES = [consonant + vowel for consonant in "bdfghjklmnprstvz" for vowel in "aeiou"]


@dataclasses.dataclass(frozen=True)
class Part:
    """Who plays what: `seat` names the seat whose holder signs in, where the role belongs to an official."""

    username: str
    role: Role
    unit: str
    comes_to: str
    seat: str = ""
    name: str = ""


NEIGHBOUR = "YS-T028"
"""Another regiment of the same division, that owes more."""

BUREAU = "YS-B01"
"""A department of the corps that is a member of the leading group."""

CAST = (
    Part("jingban27", Role.CLERK, HERO, "登记会议", name="演示-经办甲"),
    Part("shuji27", Role.OFFICIAL, HERO, "我的职责、确认登记", seat="party_secretary"),
    Part("tuanzhang27", Role.OFFICIAL, HERO, "我的职责、确认登记", seat="administrative_head"),
    Part("chengyuan27", Role.MEMBER, HERO, "我的职责", seat="deputy"),
    Part("jingban27-1", Role.CLERK, f"{HERO}-01", "登记(手机)", name="演示-经办乙"),
    Part("shuji27-1", Role.OFFICIAL, f"{HERO}-01", "我的职责(手机)", seat="party_secretary"),
    Part("shuji28", Role.OFFICIAL, NEIGHBOUR, "情况说明、申请豁免", seat="party_secretary"),
    Part("bangongshi", Role.OFFICE, "YS", "看板、督办", name="演示-农办甲"),
    Part("shending", Role.APPROVER, "YS", "审定督办通知单", name="演示-农办乙"),
    Part("lingdao", Role.LEADER, "YS", "看板", seat="party_secretary"),
    Part("shenji", Role.AUDITOR, "YS", "看板、导出", name="演示-审计甲"),
    Part("bangongshi3", Role.OFFICE, "YS-S03", "本师看板、督办", name="演示-农办丙"),
    Part("shending3", Role.APPROVER, "YS-S03", "审定本师督办通知单", name="演示-农办丁"),
    Part("jingbanju", Role.CLERK, BUREAU, "半年报告", name="演示-经办丙"),
    Part("juzhang", Role.OFFICIAL, BUREAU, "签发半年报告", seat="department_head"),
    Part("xitong", Role.SYSTEM_ADMIN, "YS", "单位、人员、账号", name="演示-系统管理"),
    Part("anquan", Role.SECURITY_ADMIN, "YS", "平台岗位", name="演示-安全管理"),
    Part("rizhi", Role.AUDIT_ADMIN, "YS", "日志", name="演示-审计管理"),
)


@dataclasses.dataclass(frozen=True)
class DemoAccount:
    """A line of the table that is printed."""

    username: str
    password: str
    name: str
    role: str
    unit: str
    comes_to: str


def demo_accounts(*, actor: Actor) -> list[DemoAccount]:
    """The accounts of the demonstration, made where they are missing; their passwords are kept in a file of 0600.

    Raises ValidationError in an installation that is no demonstration.
    """
    if not installation().demo:
        raise ValidationError("本平台不是演示平台,不建立演示账号。")
    with transaction.atomic():
        kept = _kept()
        lines = [line for part in CAST if (line := _account(actor, part, kept)) is not None]
        registry.make_demo_parts()
    _keep({line.username: line.password for line in lines})
    return lines


def _account(actor: Actor, part: Part, kept: dict[str, str]) -> DemoAccount | None:
    """The account that plays `part`; None where this world has no such unit or seat."""
    unit = Unit.objects.filter(code=part.unit).first()
    person = _holder(unit, part.seat) if unit and part.seat else None
    if unit is None or (part.seat and person is None):
        return None
    account = Account.objects.filter(username=part.username).first()
    password = kept.get(part.username) or _new_password()
    if account is None:
        account = _enrol(actor, part, unit, person, password)
    elif part.username not in kept:
        password_change(actor=actor, account=account, password=password)
    return DemoAccount(part.username, password, account.name, part.role.label, unit.name, part.comes_to)


def _enrol(actor: Actor, part: Part, unit: Unit, person: Person | None, password: str) -> Account:
    account = Account(
        username=part.username,
        name=person.name if person else part.name,
        person=person,
        email=f"{part.username}@yanshi.example",
    )
    validate_password(password, account)
    account_enrol(actor=actor, account=account, password=password)
    appointment_grant(actor=actor, account=account, role=part.role, unit=unit, started_on=clock.today())
    # There is no slip whose password would have to be spent: it was made for this installation alone.
    return account_amend(actor=actor, account=account, must_change_password=False)


def _holder(unit: Unit, role: str) -> Person | None:
    tenure = (
        Tenure.objects.present().filter(unit=unit, role=role).select_related("person").order_by("pk").first()
    )
    return tenure.person if tenure else None


def _new_password() -> str:
    """Three words of two syllables and a number: about 46 bits, and easy to type on a phone."""
    words = ["".join(secrets.choice(SYLLABLES) for _ in range(2)) for _ in range(3)]
    return "-".join([*words, str(secrets.randbelow(90) + 10)])


def _file() -> Path:
    return Path(settings.DATA_DIR) / "secrets" / "demo-accounts.json"


def _kept() -> dict[str, str]:
    try:
        content = json.loads(_file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {str(username): str(password) for username, password in content.items()}


def _keep(passwords: dict[str, str]) -> None:
    """Write the passwords into a file that nobody else can read."""
    _file().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(passwords, stream, ensure_ascii=False, indent=1)
