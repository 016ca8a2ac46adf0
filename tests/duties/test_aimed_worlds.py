"""Aimed random worlds of both regulations: every cell alike by SQL computed, SQL stored, explanation and plain reading."""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import transaction

from portal import clock
from tests.duties.aimed import Held
from tests.duties.tally import WANTED

pytestmark = pytest.mark.django_db
FIRST = clock.today().toordinal() * 1_000
PARTS, WORLDS, LEAST = 20, 15, 50


def held(seed: int, tally: Counter[str], *, stored: bool) -> None:
    """Hold one world in its own savepoint, gone afterwards."""
    sid = transaction.savepoint()
    one = Held(seed, tally)
    one.computed()
    if stored:
        one.stored()
    one.unowed(one.world)
    transaction.savepoint_rollback(sid)


def test_a_few_worlds_agree() -> None:
    tally: Counter[str] = Counter()
    for seed in range(12):
        held(seed, tally, stored=seed in (1, 2))
    assert tally["cells"] > 5_000
    assert tally["explained"] > 100


@pytest.fixture(scope="module")
def occurred() -> Iterator[Counter[str]]:
    """What occurred in all parts of the long run; once all are done it is printed, and nothing may be rare."""
    tally: Counter[str] = Counter()
    yield tally
    for name in sorted(tally):
        print(f"{tally[name]:>9,}  {name}")
    if tally["worlds"] == PARTS * WORLDS:
        assert {name: tally[name] for name in WANTED if tally[name] < LEAST} == {}


# In parts, each its own transaction: the temporary tables of hundreds of worlds would slow down one.
@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_hundreds_of_worlds_agree_and_meet_every_case(part: int, occurred: Counter[str]) -> None:
    seeds = range(FIRST + part * WORLDS, FIRST + (part + 1) * WORLDS)
    for seed in seeds:
        held(seed, occurred, stored=True)
        occurred["worlds"] += 1
    print(f"\nseeds {seeds[0]} to {seeds[-1]}: {occurred['cells']} cells agree so far")
