"""A regiment founded on 1 January 2026, its two heads, their accounts and a clerk: what alerts are told to."""

import dataclasses
import datetime as dt
import functools
import uuid

import time_machine

from duties.models import Alert, Record, Rule, Waiver
from duties.rulebook import XPCC_2023, RegulationText, Rulebook, read_rulebook, read_text
from duties.services.records import Content, record_add
from duties.services.regulation import load_rulebook
from portal.access import SYSTEM
from portal.clock import SHANGHAI
from portal.models import Account, Person, Role, Unit
from portal.services.appointments import appointment_grant
from tests.duties.load_world import load_world

FOUNDED = "2026-01-01"


@dataclasses.dataclass(frozen=True)
class AlertWorld:
    """The regiment and who is told what of it."""

    regiment: Unit
    secretary: Account
    head: Account
    clerk: Account


def at(text: str) -> time_machine.travel:
    """The clock stands at this time in Shanghai."""
    return time_machine.travel(dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI), tick=False)


@functools.cache
def read_regulation() -> tuple[Rulebook, RegulationText]:
    """The regulation as read from its files, once for all tests."""
    return read_rulebook(XPCC_2023), read_text((XPCC_2023 / "text.txt").read_text(encoding="utf-8"))


def make_alert_world() -> AlertWorld:
    """Load the rules and the regiment; nothing has been done there yet."""
    tenures = [
        {
            "ref": role,
            "unit": "团",
            "role": role,
            "person": role,
            "name": f"演示-{role}",
            "started_on": FOUNDED,
        }
        for role in ("party_secretary", "administrative_head")
    ]
    rulebook, text = read_regulation()
    load_rulebook(rulebook=rulebook, text=text, actor=SYSTEM)
    load_world(
        {
            "units": [
                {"code": "师", "name": "演示二师", "kind": "division", "established_on": FOUNDED},
                {"code": "团", "name": "演示27团", "kind": "regiment", "established_on": FOUNDED},
            ],
            "placements": [{"unit": "团", "parent": "师"}],
            "tenures": tenures,
        },
        [],
    )
    regiment = Unit.objects.get(code="团")
    return AlertWorld(
        regiment,
        official("party_secretary", "演示-甲一", regiment),
        official("administrative_head", "演示-乙二", regiment),
        appointed("clerk", "演示-丙三", regiment, Role.CLERK),
    )


def official(person: str, name: str, unit: Unit) -> Account:
    """The account of a person who holds a seat at `unit`."""
    account = appointed(person, name, unit, Role.OFFICIAL)
    account.person = Person.objects.get(code=person)
    account.save()
    return account


def appointed(username: str, name: str, unit: Unit, role: Role) -> Account:
    """An account with an address and a post at `unit`."""
    account = Account.objects.create(username=username, name=name, email=f"{username}@example.invalid")
    appointment_grant(actor=SYSTEM, account=account, role=role, unit=unit, started_on=dt.date(2026, 1, 1))
    return account


def held(
    world: AlertWorld, form: str, day: dt.date, *, for_period: str = "", by: str = "party_secretary"
) -> Record:
    """A sitting of the regiment on the topic, led by the holder of `by`, entered now."""
    content = Content(
        unit=world.regiment,
        kind="meeting",
        forms=(form,),
        occurred_on=day,
        leader=Person.objects.get(code=by),
        for_period=for_period,
        on_topic=True,
    )
    return record_add(actor=SYSTEM, content=content, ref=uuid.uuid4().hex)


def waived(world: AlertWorld, code: str, period: str, day: dt.date) -> Waiver:
    """A waiver of one of the regiment's own obligations."""
    rule = Rule.objects.get(code=code)
    return Waiver.objects.create(
        rule=rule, unit=world.regiment, period=period, reason="演示理由", granted_on=day
    )


def rows(code: str, period: str) -> set[tuple[str, str, bool]]:
    """The alerts of one rule and period: step, username, whether settled."""
    found = Alert.objects.filter(rule__code=code, period=period)
    return {(alert.step, alert.account.username, alert.settled_at is not None) for alert in found}
