"""Offices are told of new questions once a day, of their own area, and of nothing twice."""

import datetime as dt

import time_machine

from meetings.models import Entry, Sign, SignKind, SignState
from meetings.services.sign_telling import signs_tell
from portal import clock
from portal.models import Message
from tests.meetings.world import NOW, World, entered


def ask(entry: Entry, key: str) -> Sign:
    sign = Sign.objects.create(kind=SignKind.LATE, key=key, detail={"days": 40}, found_at=clock.now())
    sign.entries.add(entry)
    return sign


def told() -> list[tuple[str, str]]:
    lines = Message.objects.filter(kind="signs").order_by("pk").select_related("account")
    return [(line.account.username, line.title) for line in lines]


def test_the_office_above_is_told_once_a_day_and_nobody_else(world: World) -> None:
    entry = entered(world)
    ask(entry, "a")
    ask(entry, "b")
    assert (signs_tell(), signs_tell()) == (1, 0)
    assert told() == [("office", "新发现2项请核对")]
    assert Message.objects.get(kind="signs").url == "/signs/"


def test_what_is_found_later_in_the_day_is_told_the_next_and_no_more_after(world: World) -> None:
    entry = entered(world)
    ask(entry, "a")
    signs_tell()
    ask(entry, "b")
    signs_tell()
    for days in (1, 2):
        with time_machine.travel(NOW + dt.timedelta(days=days)):
            signs_tell()
    assert told() == [
        ("office", "新发现1项请核对"),
        ("office", "新发现1项请核对"),
    ]


def test_what_is_closed_or_answered_by_then_is_not_told(world: World) -> None:
    sign = ask(entered(world), "a")
    Sign.objects.filter(pk=sign.pk).update(state=SignState.ANSWERED)
    assert signs_tell() == 0
