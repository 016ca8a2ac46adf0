"""Aimed random worlds of both regulations: every cell alike by SQL computed, SQL stored, explanation and plain reading."""

from collections import Counter

import pytest
from django.db import transaction

from portal import clock
from tests.duties.aimed import WANTED, Held

pytestmark = pytest.mark.django_db
WORLDS, LEAST = 300, 50


def held(seed: int, tally: Counter[str], *, stored: bool) -> None:
    """Hold one world in its own savepoint, gone afterwards."""
    sid = transaction.savepoint()
    one = Held(seed, tally)
    one.computed()
    if stored:
        one.stored()
    one.unowed()
    transaction.savepoint_rollback(sid)


def test_a_few_worlds_agree() -> None:
    tally: Counter[str] = Counter()
    for seed in range(18):
        held(seed, tally, stored=seed % 6 == 0)
    assert tally["cells"] > 8_000
    assert tally["explained"] > 150


@pytest.mark.long
def test_hundreds_of_worlds_agree_and_meet_every_case() -> None:
    first = clock.today().toordinal() * 1_000
    tally: Counter[str] = Counter()
    for seed in range(first, first + WORLDS):
        held(seed, tally, stored=True)
    print(f"\nseeds {first} to {first + WORLDS - 1}")
    for name in sorted(tally):
        print(f"{tally[name]:>9,}  {name}")
    assert {name: tally[name] for name in WANTED if tally[name] < LEAST} == {}
