"""Plans in calendar feeds: of the own unit, or of a unit that one may read; gone once held or cancelled."""

import datetime as dt
import uuid
from typing import Any

from meetings.models import Entry
from meetings.selectors.feed import planned as feed
from meetings.services.entries import entry_plan
from meetings.services.settling import entry_cancel
from tests.meetings.world import World, content

COMING = dt.date(2026, 9, 25)


def planned(world: World, **values: Any) -> Entry:
    given = content(world, **{"occurred_on": COMING} | values)
    return entry_plan(actor=world.actors["clerk"], unit=world.unit, content=given, token=uuid.uuid4())


def test_a_plan_is_an_event_of_its_unit(world: World) -> None:
    entry = planned(world, starts_at=dt.time(9, 30), place="师部会议室")
    (event,) = feed(world.actors["clerk"], None)
    assert (event.day, event.starts_at, event.place) == (COMING, dt.time(9, 30), "师部会议室")
    assert event.url == f"/entries/{entry.public_id}/"
    assert entry.public_id.hex in event.ref
    assert [each.ref for each in feed(world.actors["secretary"], None)] == [event.ref]


def test_one_that_was_cancelled_leaves_the_calendar(world: World) -> None:
    entry = planned(world)
    entry_cancel(actor=world.actors["clerk"], entry=entry, reason="演示:改期")
    assert list(feed(world.actors["clerk"], None)) == []


def test_an_office_sees_plans_by_unit_and_a_stranger_none(world: World) -> None:
    planned(world)
    assert list(feed(world.actors["office"], None)) == []
    assert len(list(feed(world.actors["office"], world.unit))) == 1
    assert list(feed(world.actors["stranger"], world.unit)) == []
