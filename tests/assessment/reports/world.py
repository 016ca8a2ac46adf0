"""The office world in January: a department of the corps that is a member of the leading group, and who reports."""

import datetime as dt

from duties.ledger.roll import ensure_fresh
from duties.services.records import Content, record_add
from portal import clock
from portal.access import SYSTEM
from portal.models import Person, Role
from portal.models.units import Tag
from portal.services.structure import unit_found
from tests.duties.office_world import OfficeWorld, make_office_world
from tests.portal.desk import account_at

JANUARY = dt.datetime(2027, 1, 15, 10, tzinfo=clock.SHANGHAI)
"""Reports on 2026 and on its second half are due on the 31st."""
FIRST = dt.date(2026, 1, 1)


def make_report_world() -> OfficeWorld:
    """Add a department, who writes and signs at it and at the division, and some records. Call it at JANUARY."""
    world = make_office_world()
    units, actors = world.units, world.actors
    units["局"] = unit_found(
        actor=SYSTEM,
        code="局",
        name="演示农业农村局",
        kind="department",
        started_on=FIRST,
        parent=units["兵"],
    )
    Tag.objects.create(unit=units["局"], tag="leading_group_member", started_on=FIRST)
    for name, unit, role in (
        ("bureau_clerk", "局", Role.CLERK),
        ("bureau_head", "局", Role.OFFICIAL),
        ("division_clerk", "师", Role.CLERK),
        ("division_head", "师", Role.OFFICIAL),
        ("above_approver", "兵", Role.APPROVER),
        ("above_auditor", "兵", Role.AUDITOR),
        ("member", "局", Role.MEMBER),
        ("bureau_auditor", "局", Role.AUDITOR),
        ("company_clerk", "连", Role.CLERK),
    ):
        actors[name] = account_at(units[unit], role, name)
    for month in (2, 5, 8):
        content = Content(
            unit=units["团"],
            kind="meeting",
            forms=("leading_group", "party_standing_committee"),
            occurred_on=dt.date(2026, month, 20),
            leader=Person.objects.get(code="party_secretary"),
            on_topic=True,
        )
        record_add(actor=SYSTEM, content=content, ref=f"sitting-{month}")
    ensure_fresh()
    return world
