"""The office world with an account for the regiment's secretary: whom an urging reaches."""

from duties.models import UrgingAct
from duties.services.urging import Urged, urge
from portal.access import Actor
from portal.models import Account, Message, Person
from tests.duties.office_world import OfficeWorld, make_fresh_world

TEXT = "请尽快召开领导小组会议并登记。"


def make_urging_world() -> OfficeWorld:
    """The ledger read, and the secretary able to sign in."""
    world = make_fresh_world()
    person = Person.objects.get(code="party_secretary")
    account = Account.objects.create(username="secretary", name=person.name, person=person)
    world.actors["secretary"] = Actor(account=account, post=None)
    return world


def urged(world: OfficeWorld, who: str = "office", **values: object) -> Urged:
    """An urging of the regiment's overdue cell."""
    given = {"cells": [world.cell()], "text": TEXT} | values
    return urge(actor=world.actors[who], **given)  # type: ignore[arg-type]


def inbox(world: OfficeWorld, name: str) -> list[Message]:
    """What somebody was told, oldest first."""
    return list(Message.objects.filter(account=world.actors[name].account).order_by("pk"))


def told(act: UrgingAct) -> list[str]:
    """Seat and name of everybody whom an act went to."""
    return [f"{person.seat} {person.name}" for each in act.urgings.all() for person in each.people.all()]
