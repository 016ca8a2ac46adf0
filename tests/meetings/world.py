"""A regiment whose meetings are logged: seats with holders, and who signs in, on 2026-09-20 with the rulebook loaded."""

import dataclasses
import datetime as dt
import uuid
from typing import Any

from duties.ledger.reconcile import reconcile
from duties.models import Obligation, Rule
from duties.rulebook import XPCC_2023, read_rulebook, read_text
from duties.services.regulation import load_rulebook
from meetings.models import Entry
from meetings.services.contents import AgendaLine, EntryContent
from meetings.services.entries import entry_enter
from portal import access, clock
from portal.access import Actor
from portal.models import Account, Person, Role, Unit
from portal.services.appointments import appointment_grant
from tests.duties.load_world import load_world

NOW = dt.datetime(2026, 9, 20, 15, 0, tzinfo=clock.SHANGHAI)
SITTING = dt.date(2026, 9, 18)
FOUNDED = "2020-01-01"

UNITS = [
    ("S", "division", "演示二师"),
    ("T", "regiment", "演示27团"),
    ("T2", "regiment", "演示28团"),
    ("L", "company", "演示27团1连"),
]
PLACED = {"T": "S", "T2": "S", "L": "T"}
SEATS = [
    ("书记", "T", "party_secretary", "党委书记", FOUNDED, ""),
    ("团长", "T", "administrative_head", "团长", FOUNDED, ""),
    ("副政委", "T", "deputy", "副政委", FOUNDED, ""),
    ("前任", "T", "deputy", "副团长", FOUNDED, "2025-01-01"),
    ("师长", "S", "administrative_head", "师长", FOUNDED, ""),
    ("外人", "T2", "party_secretary", "党委书记", FOUNDED, ""),
]
POSTS = {
    "clerk": ("T", Role.CLERK, ""),
    "colleague": ("T", Role.CLERK, ""),
    "secretary": ("T", Role.OFFICIAL, "书记"),
    "head": ("T", Role.OFFICIAL, "团长"),
    "member": ("T", Role.MEMBER, "副政委"),
    "office": ("S", Role.OFFICE, ""),
    "auditor": ("S", Role.AUDITOR, ""),
    "stranger": ("T2", Role.CLERK, ""),
    "foreign_official": ("T2", Role.OFFICIAL, "外人"),
    "foreign_office": ("T2", Role.OFFICE, ""),
}


@dataclasses.dataclass(frozen=True)
class World:
    """Units and people by code, actors by name."""

    units: dict[str, Unit]
    people: dict[str, Person]
    actors: dict[str, Actor]

    @property
    def unit(self) -> Unit:
        """The regiment that logs."""
        return self.units["T"]


def make_world() -> World:
    """Load the rulebook and the units, count once, and appoint everybody."""
    text = read_text((XPCC_2023 / "text.txt").read_text(encoding="utf-8"))
    load_rulebook(rulebook=read_rulebook(XPCC_2023), text=text, actor=access.SYSTEM)
    load_world(
        {
            "units": [{"code": code, "kind": kind, "name": name, "established_on": FOUNDED} for code, kind, name in UNITS],
            "placements": [{"unit": unit, "parent": parent} for unit, parent in PLACED.items()],
            "tenures": [
                {"ref": f"{person}-{role}", "unit": unit, "role": role, "person": person, "name": f"演示-{person}",
                 "title": title, "started_on": start, "ended_on": end, "acting": "0"}
                for person, unit, role, title, start, end in SEATS
            ],
        },
        [],
    )  # fmt: skip
    reconcile()
    units = {unit.code: unit for unit in Unit.objects.all()}
    people = {person.code: person for person in Person.objects.all()}
    actors = {
        name: _actor(name, units[code], role, people.get(person))
        for name, (code, role, person) in POSTS.items()
    }
    return World(units, people, actors)


def _actor(name: str, unit: Unit, role: Role, person: Person | None) -> Actor:
    account = Account.objects.create(username=name, name=f"演示-{name}", person=person)
    appointment_grant(
        actor=access.SYSTEM, account=account, role=role, unit=unit, started_on=dt.date(2020, 1, 1)
    )
    return Actor(account=account, post=access.posts_of(account)[0])


def content(world: World, **values: Any) -> EntryContent:
    """A standing committee on the topic, chaired by the secretary."""
    given: dict[str, Any] = {
        "occurred_on": SITTING,
        "forms": ["party_standing_committee"],
        "leader": world.people["书记"],
        "place": "机关三楼会议室",
        "agenda": [AgendaLine("听取和美连队建设汇报", on_topic=True)],
    }
    return EntryContent(**(given | values))


def entered(world: World, **values: Any) -> Entry:
    """A submitted entry of the clerk."""
    return entry_enter(
        actor=world.actors["clerk"], unit=world.unit, content=content(world, **values), token=uuid.uuid4()
    )


def counted(world: World, rule: str = "a8.2.standing_committee", period: str = "2026Q3") -> int:
    """What the ledger counts for the regiment."""
    return Obligation.objects.get(unit=world.unit, rule=Rule.objects.get(code=rule), period=period).counted


def sent(world: World, **values: Any) -> dict[str, Any]:
    """The form of the same meeting as a browser sends it."""
    given = {
        "token": str(uuid.uuid4()),
        "forms": ["party_standing_committee"],
        "occurred_on": str(SITTING),
        "leader": str(world.people["书记"].pk),
        "place": "机关三楼会议室",
        "agenda-0-text": "听取和美连队建设汇报",
        "agenda-0-topic": "on",
        f"attendance-{world.people['团长'].pk}": "present",
        f"attendance-{world.people['副政委'].pk}": "leave",
        "action": "submit",
    }
    return {name: value for name, value in (given | values).items() if value is not None}
