"""A company with households, a regiment with contact points, a support unit: who keeps what, on 2026-09-20."""

import dataclasses
import datetime as dt

from django.db import transaction

from duties.following import gathered
from duties.ledger.reconcile import reconcile
from duties.models import Household, HouseholdRegistration, Link
from duties.services.households import households_register
from duties.services.links import link_add
from duties.services.records import Content, record_add
from portal import access
from portal.access import Actor
from portal.models import Account, Person, Placement, Role, Tenure, Unit
from portal.services.appointments import appointment_grant
from portal.services.structure import unit_found
from tests.meetings.world import World

START = dt.date(2020, 1, 1)
NUMBERS = [f"A-{number:02}" for number in range(1, 31)]


@dataclasses.dataclass(frozen=True)
class Field:
    """Units and actors of the work in the field, beside those of the world."""

    company: Unit
    other: Unit
    support: Unit
    secretary: Person
    deputy: Person
    clerk: Actor
    official: Actor
    regiment_clerk: Actor
    office: Actor
    support_clerk: Actor


@transaction.atomic
def make_field(world: World) -> Field:
    """Two companies under the world's regiment and a support unit beside it."""
    division = Placement.objects.present().get(unit=world.unit).parent
    with gathered():
        company = _unit("F-C1", "company", "演示一连", world.unit)
        other = _unit("F-C2", "company", "演示二连", world.unit)
        support = _unit("F-S1", "support_unit", "演示帮扶局", division)
        secretary, deputy = (
            _person("连书记", company, "party_secretary"),
            _person("连副书记", company, "deputy"),
        )
    reconcile()
    return Field(
        company=company,
        other=other,
        support=support,
        secretary=secretary,
        deputy=deputy,
        clerk=_actor("连经办", company, Role.CLERK),
        official=_actor("连书记", company, Role.OFFICIAL, secretary),
        regiment_clerk=world.actors["clerk"],
        office=world.actors["office"],
        support_clerk=_actor("帮扶经办", support, Role.CLERK),
    )


def _unit(code: str, kind: str, name: str, parent: Unit) -> Unit:
    return unit_found(actor=access.SYSTEM, code=code, kind=kind, name=name, started_on=START, parent=parent)


def _person(code: str, unit: Unit, role: str) -> Person:
    person = Person.objects.create(code=code, name=f"演示-{code}")
    several = role == "deputy"
    Tenure.objects.create(
        ref=code, unit=unit, role=role, person=person, started_on=START, several=several,
        title="副书记" if several else "",
    )  # fmt: skip
    return person


def _actor(name: str, unit: Unit, role: Role, person: Person | None = None) -> Actor:
    account = Account.objects.create(username=f"f-{name}", name=f"演示-{name}", person=person)
    appointment_grant(actor=access.SYSTEM, account=account, role=role, unit=unit, started_on=START)
    return Actor(account=account, post=access.posts_of(account)[0])


def registered(field: Field, numbers: list[str] = NUMBERS) -> list[Household]:
    """The numbers on the register of the company."""
    households_register(actor=field.clerk, unit=field.company, numbers=numbers)
    return list(Household.objects.filter(unit=field.company).order_by("number"))


def reached(field: Field, numbers: list[str], on: dt.date, leader: Person | None = None) -> None:
    """A record that reached these households."""
    households = list(Household.objects.filter(unit=field.company, number__in=numbers))
    content = Content(
        unit=field.company, kind="household_contact", occurred_on=on, leader=leader or field.secretary,
        households=households,
    )  # fmt: skip
    record_add(actor=field.clerk, content=content)


def linked(
    unit: Unit, role: str, target: Unit, started_on: dt.date = START, kind: str = "contact_point"
) -> Link:
    """A link as a unit's clerk enters it."""
    return link_add(
        actor=access.SYSTEM, kind=kind, unit=unit, role=role, target=target, started_on=started_on
    )


def standing(field: Field) -> list[str]:
    """The numbers on the register, as known now and not taken off."""
    rows = HouseholdRegistration.objects.known().filter(household__unit=field.company, ended_on=None)
    return sorted(rows.values_list("household__number", flat=True))
