"""Live refresh: whether anything has changed is told cheaply and rightly, and asking prolongs no session."""

import datetime as dt
import re
from collections.abc import Callable
from unittest import mock

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from duties.selectors.live import changed_since, stamp_now
from portal.models import Change
from tests.access_walk import BACKEND
from tests.duties.office_world import NOW, OfficeWorld, hold

Ask = Callable[..., HttpResponse]


def test_nothing_has_changed_until_something_is_written_in_the_area(world: OfficeWorld) -> None:
    units, stamp = world.units, stamp_now()
    assert not changed_since(stamp, units["师"])
    hold(world)
    assert changed_since(stamp, units["团"])
    assert changed_since(stamp, units["师"])
    assert changed_since(stamp, units["兵"])
    assert not changed_since(stamp, units["邻"])
    assert not changed_since(stamp_now(), units["师"])


def test_what_is_of_no_unit_concerns_all(world: OfficeWorld) -> None:
    stamp = stamp_now()
    hold(world)
    Change.objects.filter(pk__gt=int(stamp.split(".")[1])).update(unit=None)
    assert changed_since(stamp, world.units["邻"])


def test_a_row_that_was_numbered_earlier_and_committed_later_is_seen(world: OfficeWorld) -> None:
    hold(world)
    late = Change.objects.order_by("-pk").values_list("pk", flat=True)[0]
    hold(world, day=dt.date(2026, 9, 2))
    visible = Change.objects.exclude(pk=late)
    with mock.patch("duties.selectors.live.Change.objects", visible):
        stamp = stamp_now()
        assert not changed_since(stamp, world.units["师"])
    assert changed_since(stamp, world.units["师"])


def test_a_new_day_is_a_change(world: OfficeWorld) -> None:
    stamp = stamp_now()
    with time_machine.travel(NOW + dt.timedelta(days=1), tick=False):
        assert changed_since(stamp, world.units["师"])


@pytest.mark.parametrize("bad", ["", "x", "2026-11-24", "2026-11-24.1.9.9", "2026-11-24.-1.2", "９.１.１"])
def test_a_stamp_that_is_none_has_changed(bad: str, world: OfficeWorld) -> None:
    assert changed_since(bad, world.units["师"])


@pytest.mark.parametrize(
    "url",
    [
        "/board/",
        "/desk/",
        "/analysis/funnel/",
        "/analysis/calendar/",
        "/analysis/coverage/",
        "/analysis/coverage/visits/",
    ],
)
def test_pages_of_now_ask_and_past_views_do_not(url: str, world: OfficeWorld, ask: Ask) -> None:
    page = ask("office", url).content.decode()
    address = re.search(r'data-live="(/live/[^"]+)"', page)
    assert address is not None
    asked = address[1].replace("&amp;", "&")
    assert ask("office", asked).status_code == 204
    hold(world)
    assert ask("office", asked).status_code == 200
    if url != "/desk/":
        assert "data-live=" not in ask("office", url, as_of="2026-11-20").content.decode()


def test_another_unit_is_not_asked_about(world: OfficeWorld, ask: Ask) -> None:
    assert ask("clerk", "/live/", unit=str(world.units["师"].public_id), stamp=stamp_now()).status_code == 404


def test_the_question_costs_one_query_of_its_own(world: OfficeWorld) -> None:
    stamp = stamp_now()
    with CaptureQueriesContext(connection) as captured:
        changed_since(stamp, world.units["师"])
    assert len(captured) == 1


def test_what_nobody_asked_for_prolongs_no_session(world: OfficeWorld) -> None:
    client = Client()
    client.force_login(world.actors["office"].account, backend=BACKEND)
    with time_machine.travel(NOW + dt.timedelta(minutes=10), tick=False):
        answer = client.get("/board/", headers={"x-unasked": "1"})
        assert answer.status_code == 200
        assert settings.SESSION_COOKIE_NAME not in answer.cookies
        assert settings.SESSION_COOKIE_NAME in client.get("/board/").cookies
