"""Hundreds of random worlds against the plain reading: other seeds each day, printed (make test-long)."""

import datetime as dt

import pytest
from django.db import transaction

from portal import clock
from tests.duties.load_world import load_world
from tests.duties.random_worlds import Maker
from tests.duties.test_ledger_agrees import DAYS, RULES, by_reading, by_sql

pytestmark = [pytest.mark.django_db, pytest.mark.long]
WORLDS = 200


def test_every_cell_of_many_worlds_agrees() -> None:
    first = clock.today().toordinal() * 1_000
    cells = 0
    for seed in range(first, first + WORLDS):
        sid = transaction.savepoint()
        world = Maker(seed).make()
        load_world(world, [RULES])
        edge = DAYS[seed % len(DAYS)]
        for day in (edge, edge + dt.timedelta(days=seed % 61)):
            expected = by_reading(world, day)
            assert by_sql(day) == expected, f"seed {seed}, as of {day}"
            cells += len(expected) * 6
        transaction.savepoint_rollback(sid)
    print(f"\nseeds {first} to {first + WORLDS - 1}: {cells} cells agree")
    assert cells > 100_000
