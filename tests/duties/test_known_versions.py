"""What a past view knew of the rulebook: a version counts from the instant at which it was loaded, not before."""

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command

from duties import verify
from duties.ledger.compute import compute_rows
from duties.plain import plain_rulebooks
from portal import clock
from portal.services.areas import rebuild_areas
from tests.duties.aimed import YUNZE, YUNZE_BOOKS, keyed, text
from tests.duties.aimed_worlds import Aimer
from tests.duties.load_world import load_world

pytestmark = pytest.mark.django_db
LOADED = dt.datetime(2024, 3, 1, 9, tzinfo=clock.SHANGHAI)
DAYS = {"from_day": dt.date(2024, 1, 1), "to_day": dt.date(2024, 8, 31), "as_of": dt.date(2024, 7, 10)}


def load(version: str, at: dt.datetime) -> None:
    with time_machine.travel(at, tick=False):
        call_command("load_regulation", YUNZE / version, "--text", YUNZE / "text.txt", verbosity=0)


def test_a_version_is_known_from_its_loading_on() -> None:
    load("first", LOADED - dt.timedelta(days=100))
    load("second", LOADED)
    world = Aimer(4, YUNZE_BOOKS).make(60)
    load_world(world, [])
    rebuild_areas()
    for known_at, books in (
        (LOADED - dt.timedelta(microseconds=1), YUNZE_BOOKS[:1]),
        (LOADED, YUNZE_BOOKS),
    ):
        rows = compute_rows(**DAYS, known_at=known_at)
        found = keyed({name: text(getattr(row, name)) for name in verify.COLUMNS} for row in rows)
        assert found == keyed(verify.read_ledger(verify.World(**world), books, **DAYS, known_at=known_at))
        assert ("y2.duty" in {key[1] for key in found}) == (books == YUNZE_BOOKS)
    assert [len(book["rules"]) for book in plain_rulebooks()] == [23, 23]
