"""The demonstration's papers have entries, its meetings decisions, and its units something planned."""

import datetime as dt

from duties.models import Record
from duties.services.records import Content, record_add
from meetings.demo_papers import add_papers
from meetings.models import Decision, Entry, EntryState
from portal import access
from tests.meetings.world import World, counted, entered


def test_papers_decisions_and_plans_are_added_once(world: World) -> None:
    entered(world)
    content = Content(
        unit=world.unit, kind="document", occurred_on=dt.date(2026, 3, 1), forms=["work_plan"],
        for_period="2026", title="2026年乡村振兴工作计划",
    )  # fmt: skip
    record_add(actor=access.SYSTEM, content=content)
    add_papers()
    add_papers()
    assert Entry.objects.get(kind="document").records.get() == Record.objects.get(kind="document")
    assert Decision.objects.exists()
    for decision in Decision.objects.all():
        decision.full_clean()
    plans = Entry.objects.filter(unit=world.unit, state=EntryState.PLANNED)
    assert plans.count() == 2
    for plan in plans:
        plan.full_clean()
    assert counted(world) == 1
