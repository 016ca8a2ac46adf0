"""Random worlds and regulations through load_regulation, import_data and export_ledger, row by row as read plainly."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction

from portal import clock
from tests.duties.tally import WANTED
from tests.duties.through_doors import Doors

pytestmark = pytest.mark.django_db
FIRST = clock.today().toordinal() * 1_000
PARTS, WORLDS, LEAST = 20, 15, 50


def through(seed: int, tally: Counter[str], folder: Path) -> None:
    """Take one world in and hold its exports, in a savepoint, gone afterwards."""
    sid = transaction.savepoint()
    one = Doors(seed, tally, folder / str(seed))
    one.exported()
    one.unowed(one.after)
    tally["worlds"] += 1
    transaction.savepoint_rollback(sid)


def test_a_few_worlds_come_out_as_read_plainly(tmp_path: Path) -> None:
    tally: Counter[str] = Counter()
    for seed in range(5):
        through(seed, tally, tmp_path)
    assert tally["cells"] > 5_000
    assert tally["exports"] == 20


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
def test_hundreds_of_worlds_come_out_as_read_plainly(
    part: int, occurred: Counter[str], tmp_path: Path
) -> None:
    seeds = range(FIRST + part * WORLDS, FIRST + (part + 1) * WORLDS)
    for seed in seeds:
        through(seed, occurred, tmp_path)
    print(f"\nseeds {seeds[0]} to {seeds[-1]}: {occurred['cells']} cells agree so far")
