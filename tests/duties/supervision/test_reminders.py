"""Reminders: a deadline that nears or has passed, a decision that waits; once each, made up after an outage."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import time_machine

from duties.selectors.supervision.waiting import deadlines
from duties.services.supervision.reminding import supervision_remind
from duties.supervision_states import Action
from duties.tasks import remind_supervision
from portal.models import Message
from portal.schedule import AT_START, BEAT_SCHEDULE
from tests.duties.office_world import NOW, OfficeWorld
from tests.duties.supervision_world import act, issued, walked

pytestmark = pytest.mark.django_db


@contextmanager
def on(day: dt.date) -> Iterator[None]:
    """That day at ten."""
    with time_machine.travel(NOW.replace(month=day.month, day=day.day), tick=False):
        yield


def reminded(words: str) -> set[str]:
    rows = Message.objects.filter(title__contains=words)
    return set(rows.values_list("account__username", flat=True))


def test_three_working_days_before_the_deadline_and_once(world: OfficeWorld) -> None:
    walked(world, 1)
    with on(dt.date(2026, 12, 3)):
        assert supervision_remind() == 0
    # The 9th is a Wednesday: Monday, Tuesday, Wednesday are three working days from the Friday before.
    with on(dt.date(2026, 12, 4)):
        assert supervision_remind() == 2
        assert supervision_remind() == 0
    assert reminded("还有5天到期") == {"clerk", "official"}


def test_a_missed_run_is_made_up(world: OfficeWorld) -> None:
    walked(world, 1)
    with on(dt.date(2026, 12, 9)):
        assert supervision_remind() == 2
    assert reminded("今天到期") == {"clerk", "official"}


def test_a_deadline_that_has_passed_is_told_to_both_sides_once(world: OfficeWorld) -> None:
    item = walked(world, 1)
    with on(dt.date(2026, 12, 14)):
        supervision_remind()
        assert reminded("已过办结期限") == {"clerk", "official", "office", "colleague"}
        assert supervision_remind() == 0
        act(world, item, "clerk", Action.FEED_BACK)
        assert supervision_remind() == 0


def test_a_decision_that_waits_is_asked_for_again(world: OfficeWorld) -> None:
    walked(world, 2)
    with on(dt.date(2026, 11, 30)):
        assert supervision_remind() == 0
    with on(dt.date(2026, 12, 1)):
        assert supervision_remind() == 2
    assert reminded("待复核已满5个工作日") == {"office", "colleague"}


def test_units_that_help_are_reminded_too(world: OfficeWorld) -> None:
    issued(world, partners=[world.units["连"]])
    with on(dt.date(2026, 12, 8)):
        remind_supervision()
    assert reminded("还有1天到期") == {"clerk", "official", "partner", "partner_official"}


def test_the_task_is_on_the_schedule_and_made_up_at_the_start_of_a_worker() -> None:
    assert BEAT_SCHEDULE["remind-supervision"]["task"] == "duties.remind_supervision"
    assert "duties.remind_supervision" in AT_START


def test_the_deadline_stands_in_the_calendar_of_the_unit_alone(world: OfficeWorld) -> None:
    item, unit = walked(world, 1), world.units["团"]
    assert [entry.day for entry in deadlines(world.actors["clerk"], None)] == [item.deadline]
    assert [entry.day for entry in deadlines(world.actors["office"], unit)] == [item.deadline]
    assert list(deadlines(world.actors["office"], None)) == []
    assert list(deadlines(world.actors["neighbour"], unit)) == []
    act(world, item, "clerk", Action.FEED_BACK)
    assert list(deadlines(world.actors["clerk"], None)) == []
