"""A corps, a division, its two regiments and their companies in 2026: what an office supervises and an auditor exports."""

import dataclasses
import datetime as dt
import uuid
from io import StringIO

from django.core.management import call_command

from duties.ledger.roll import ensure_fresh
from duties.models import Record, Rule
from duties.rulebook import XPCC_2023
from duties.selectors.cell_key import Cell
from duties.services.records import Content, record_add
from portal import clock
from portal.access import SYSTEM, Actor
from portal.models import Person, Role, Unit
from tests.duties.load_world import load_world
from tests.portal.desk import account_at

NOW = dt.datetime(2026, 11, 24, 10, tzinfo=clock.SHANGHAI)
FOUNDED = "2026-01-01"


@dataclasses.dataclass(frozen=True)
class OfficeWorld:
    """Units by code and actors by name."""

    units: dict[str, Unit]
    actors: dict[str, Actor]

    def cell(self, unit: str = "团", rule: str = "a8.2.leading_group", period: str = "2026Q3") -> Cell:
        """A cell; by default an overdue one of the regiment."""
        return Cell(self.units[unit], Rule.objects.get(code=rule), "", period)


def make_office_world() -> OfficeWorld:
    """Load the rules and the units; nothing has been done yet. Call it at NOW."""
    call_command("load_regulation", XPCC_2023, stdout=StringIO())
    kinds = [("兵", "演示兵团", "corps", ""), ("师", "演示二师", "division", "兵"), ("团", "演示27团", "regiment", "师"),
             ("邻", "演示28团", "regiment", "师"), ("连", "演示27团一连", "company", "团")]  # fmt: skip
    load_world(
        {
            "units": [
                {"code": code, "name": name, "kind": kind, "established_on": FOUNDED}
                for code, name, kind, _ in kinds
            ],
            "placements": [{"unit": code, "parent": parent} for code, _, _, parent in kinds if parent],
            "tenures": [
                {
                    "ref": role,
                    "unit": "团",
                    "role": role,
                    "person": role,
                    "name": f"演示-{role}",
                    "started_on": FOUNDED,
                }
                for role in ("party_secretary", "administrative_head")
            ],
        },
        [],
    )
    units = {unit.code: unit for unit in Unit.objects.all()}
    posts = {
        "office": ("师", Role.OFFICE),
        "colleague": ("师", Role.OFFICE),
        "approver": ("师", Role.APPROVER),
        "auditor": ("师", Role.AUDITOR),
        "above": ("兵", Role.OFFICE),
        "aside": ("邻", Role.OFFICE),
        "clerk": ("团", Role.CLERK),
        "official": ("团", Role.OFFICIAL),
    }
    return OfficeWorld(
        units, {name: account_at(units[code], role, name) for name, (code, role) in posts.items()}
    )


def make_fresh_world() -> OfficeWorld:
    """The same with the ledger read."""
    world = make_office_world()
    ensure_fresh()
    return world


def hold(world: OfficeWorld, form: str = "leading_group", day: dt.date = dt.date(2026, 9, 1)) -> Record:
    """A sitting of the regiment, led by its secretary."""
    content = Content(
        unit=world.units["团"],
        kind="meeting",
        forms=(form,),
        occurred_on=day,
        leader=Person.objects.get(code="party_secretary"),
        on_topic=True,
    )
    return record_add(actor=SYSTEM, content=content, ref=uuid.uuid4().hex)
