"""The demonstration's visits and rounds have the entries by which they would have come in."""

import datetime as dt

from duties.models import Record
from duties.services.records import Content, record_add
from meetings.demo_field import add_field_entries
from meetings.models import Entry, Problem
from portal import access
from tests.meetings.field_world import NUMBERS, make_field, reached, registered
from tests.meetings.world import World


def test_visits_and_rounds_get_entries_once(world: World) -> None:
    field = make_field(world)
    registered(field)
    reached(field, NUMBERS[:5], dt.date(2026, 9, 1))
    content = Content(
        unit=world.unit, kind="visit", occurred_on=dt.date(2026, 3, 1), forms=["research"],
        leader=world.people["书记"], target=field.company, on_topic=True, title="到演示一连调研",
    )  # fmt: skip
    record_add(actor=access.SYSTEM, content=content)
    add_field_entries()
    add_field_entries()
    assert Entry.objects.count() == Record.objects.count() == 2
    assert Entry.objects.get(kind="household_contact").ticked.count() == 5
    assert Problem.objects.filter(owner_unit=field.company).exists()
    for problem in Problem.objects.all():
        problem.full_clean()
