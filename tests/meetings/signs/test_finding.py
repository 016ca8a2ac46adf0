"""Signs found among entries of the portal: each once, and none where nothing is in common."""

import datetime as dt
import random
from pathlib import Path
from typing import Any

import pytest
import time_machine

from meetings.models import Entry, EntryState, Sign, SignKind
from meetings.services import sign_prints
from meetings.services.sign_finding import signs_find
from meetings.signs.texts import bands_of
from portal import clock
from tests.meetings.signs.cases import DAY, entry_of, show, sitting
from tests.meetings.signs.drawn import doctored, photograph
from tests.meetings.signs.written import copied, minutes
from tests.meetings.world import World


@pytest.fixture(autouse=True)
def _store(settings: Any, tmp_path: Path) -> None:
    settings.PREVIEW_STORE = tmp_path


def _asked(kind: SignKind) -> list[set[Entry]]:
    return [set(sign.entries.all()) for sign in Sign.objects.filter(kind=kind)]


def _entry(world: World, unit: str = "T", day: dt.date = DAY, **values: Any) -> Entry:
    return entry_of(world.units[unit], world.actors["clerk"].account, day, **values)


def test_a_photograph_shown_twice_is_asked_about_once(world: World) -> None:
    picture = photograph(1, 1)
    first, second, other = _entry(world), _entry(world), _entry(world)
    show(first, picture)
    show(other, photograph(1, 2))
    signs_find()
    show(second, doctored(picture, random.Random(5)))
    signs_find()
    assert signs_find() == 0
    assert _asked(SignKind.PICTURE) == [{first, second}]


def test_the_very_same_file_of_another_unit_is_asked_about(world: World) -> None:
    picture = photograph(2, 1)
    own, other = _entry(world), _entry(world, "T2")
    for entry in (own, other):
        show(entry, picture)
    signs_find()
    assert _asked(SignKind.PICTURE) == [{own, other}]


def test_copied_minutes_are_asked_about_and_routine_ones_are_not(world: World) -> None:
    routine = [_entry(world, minutes=minutes(3, number)) for number in range(1, 7)]
    signs_find()
    assert not Sign.objects.exists()
    copy = _entry(world, minutes=copied(minutes(3, 2), random.Random(1)))
    signs_find()
    assert _asked(SignKind.MINUTES) == [{routine[1], copy}]


def test_those_that_share_most_are_compared_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_prints, "OF_CORPS", 1)
    bands = set(bands_of(minutes(3, 1)))
    similar = next(number for number in range(2, 99) if bands & set(bands_of(minutes(3, number))))
    first = _entry(world, minutes=minutes(3, 1))
    _entry(world, minutes=minutes(3, similar))
    copy = _entry(world, minutes=minutes(3, 1))
    signs_find()
    assert _asked(SignKind.MINUTES) == [{first, copy}]


def test_a_correction_is_not_held_against_what_it_corrects(world: World) -> None:
    first = _entry(world, minutes=minutes(3, 1))
    signs_find()
    _entry(world, minutes=minutes(3, 1), replaces=first)
    assert signs_find() == 0


def test_one_leader_in_two_places_at_once(world: World) -> None:
    leader, account = world.people["书记"], world.actors["clerk"].account
    one = sitting(world.unit, account, leader, (9, 11), "团机关三楼会议室")
    two = sitting(world.units["L"], account, leader, (10, 12), "演示27团1连")
    sitting(world.unit, account, leader, (14, 15), "团机关三楼会议室")
    sitting(world.unit, account, world.people["团长"], (9, 11), "演示28团")
    signs_find()
    assert _asked(SignKind.PLACES) == [{one, two}]
    assert Sign.objects.get().detail == {"person": leader.pk, "minutes": 60}


def test_whoever_was_on_leave_was_not_there(world: World) -> None:
    account = world.actors["clerk"].account
    sitting(world.unit, account, world.people["书记"], (9, 11), "团机关三楼会议室")
    other = sitting(world.units["L"], account, world.people["团长"], (9, 11), "演示27团1连")
    other.attendance.create(person=world.people["书记"], state="leave")
    assert signs_find() == 0


def test_a_burst_at_the_end_of_the_last_quarter(world: World) -> None:
    rush = [_entry(world, day=dt.date(2026, 9, 28 + number % 3)) for number in range(6)]
    _entry(world, "T2", day=dt.date(2026, 9, 30))
    assert signs_find() == 0
    with time_machine.travel(dt.datetime(2026, 10, 2, 9, tzinfo=clock.SHANGHAI)):
        assert signs_find() == 1
        assert signs_find() == 0
    assert _asked(SignKind.BURST) == [set(rush)]


def test_a_late_entry(world: World) -> None:
    late = _entry(world, day=dt.date(2026, 7, 1))
    _entry(world, day=dt.date(2026, 9, 10))
    _entry(world, day=dt.date(2026, 7, 1), state=EntryState.WITHDRAWN)
    assert signs_find() == 1
    assert signs_find() == 0
    assert _asked(SignKind.LATE) == [{late}]
    assert Sign.objects.get().detail == {"days": 81}
