"""The facts of a package are enough: the verifier counts from them what the portal counted from all, in any world."""

import datetime as dt
import io
import random

import pytest
from django.core.exceptions import ValidationError

from duties import verify
from portal import clock
from portal.models import Unit
from tests.duties.aimed import BOOKS
from tests.duties.aimed_worlds import Aimer
from tests.duties.load_world import load_world
from tests.duties.package.world import package_of, unprinted

pytestmark = pytest.mark.django_db


def held(seed: int) -> int:
    """Pack random areas, days and instants of one world; gives how many rows were counted again."""
    chance = random.Random(seed)
    books = BOOKS[seed % len(BOOKS)]
    world = Aimer(seed, books, history=seed % 2 == 1).make(90)
    load_world(world, books)
    rows = 0
    for _ in range(3):
        unit = chance.choice(Unit.objects.order_by("code"))
        as_of = dt.date(2024, 1, 1) + dt.timedelta(days=chance.randrange(700))
        first = as_of - dt.timedelta(days=chance.randrange(400))
        known_at = None
        if chance.random() < 0.5:
            known_at = dt.datetime(2024, 1, 1, tzinfo=clock.SHANGHAI) + dt.timedelta(
                hours=chance.randrange(17_000)
            )
        asked = {
            "first": first,
            "last": first + dt.timedelta(days=chance.choice([0, 90, 365])),
            "as_of": as_of,
        }
        try:
            package = package_of(unit, known_at=known_at, **asked)
        except ValidationError:  # nothing was owed
            continue
        _, _, findings = verify.check_package(io.BytesIO(package))
        assert findings.faults == [], f"seed {seed} {unit.code} {asked} known {known_at}"
        rows += len(verify.csv_rows(verify.Archive(io.BytesIO(package)).text(verify.LEDGER_CSV)))
    return rows


@pytest.mark.parametrize("seed", [3, 8])
def test_the_facts_of_an_area_are_enough_to_count_it(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    unprinted(monkeypatch)
    assert held(seed) > 20


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 140))
def test_in_many_worlds(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    unprinted(monkeypatch)
    print(f"seed {seed}: {held(seed)} rows")
