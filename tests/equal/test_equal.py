"""One figure everywhere: pages, brief, spreadsheet, report, interface and export say, cell by cell, what the plain reading says.

`make test` looks at a few random worlds; `make test-long` at many, from a seed that it prints and EQUAL_SEED repeats.
"""

import os
from collections import Counter
from collections.abc import Callable
from io import StringIO
from pkgutil import resolve_name

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction

from duties.rulebook import XPCC_2023
from portal import clock
from tests.duties.shared import once
from tests.equal import boards, ledgers, papers
from tests.equal.case import FIRST, Look, Setting, instant_on, look_of
from tests.equal.faults import FAULTS
from tests.equal.shown import Held

pytestmark = pytest.mark.django_db
PLACES: dict[str, Callable[[Look, Held], None]] = {
    "export": ledgers.export,
    "interface": ledgers.interface,
    "board": boards.board,
    "fulfilment": boards.fulfilment,
    "heat": boards.heat,
    "trend": boards.trend,
    "ranking": boards.ranking,
    "tiers": boards.tiers,
    "compare": boards.compare,
    "sums": boards.interface_sums,
    "papers": papers.exported,
    "brief": papers.brief,
}


def load_rules() -> None:
    call_command("load_regulation", XPCC_2023, stdout=StringIO())


rules = once(load_rules, instant_on(FIRST))


def compared(look: Look, *places: str) -> Held:
    """Everything that the places show of a look, held against the plain reading."""
    held = Held()
    for name in places or PLACES:
        PLACES[name](look, held)
    return held


def stand_still(seed: int, number: int, scope: str, *places: str) -> tuple[Look, Held]:
    """Load the world of a seed and take one look at it, all with the clock standing."""
    setting = Setting.of(seed)
    with time_machine.travel(setting.now, tick=False):
        setting.load()
        look = look_of(setting, number, scope)
        return look, compared(look, *places)


@pytest.mark.parametrize(
    ("seed", "number", "scope"),
    [
        (1, 0, "corps"),
        (3, 1, "regiment"),
        pytest.param(2, 1, "division", marks=pytest.mark.long),
        pytest.param(4, 0, "company", marks=pytest.mark.long),
    ],
)
def test_all_say_the_same(rules: None, db: None, seed: int, number: int, scope: str) -> None:
    look, held = stand_still(seed, number, scope)
    assert not held.differences, told(look, held)
    assert set(held.cells) >= SAYING


SAYING = {"export csv", "interface", "board", "list", "fulfilment", "heat", "trend", "ranking", "tiers", "compare",
          "interface by rule", "spreadsheet", "report"}  # fmt: skip
"""What must have been compared at each look; the brief is made of the present alone."""


def told(look: Look, held: Held) -> str:
    """What differs, in words."""
    return f"{look}: {len(held.differences)} differ\n" + "\n".join(held.differences[:20])


def test_a_wrong_figure_is_told_of_the_place_that_shows_it(
    rules: None, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting = Setting.of(3)
    with time_machine.travel(setting.now, tick=False):
        setting.load()
        look = look_of(setting, 0, "regiment")
        for place, named, broken, instead, wraps in FAULTS:
            with monkeypatch.context() as fault:
                fault.setattr(broken, instead(resolve_name(broken)) if wraps else instead)
                differences = compared(look, place).differences
            assert differences, broken
            assert all(each.startswith(named) for each in differences), (broken, differences[:3])


@pytest.mark.long
def test_all_say_the_same_of_many_worlds(rules: None, db: None) -> None:
    first = int(os.environ.get("EQUAL_SEED") or clock.today().toordinal() * 1_000)
    worlds, cells, faults = int(os.environ.get("EQUAL_WORLDS", "60")), Counter[str](), []
    for seed in range(first, first + worlds):
        setting, save = Setting.of(seed), transaction.savepoint()
        with time_machine.travel(setting.now, tick=False):
            setting.load()
            for number in range(4):
                look = look_of(setting, number)
                held = compared(look)
                cells += held.cells
                faults += [told(look, held)] if held.differences else []
        transaction.savepoint_rollback(save)
    print(f"\nseeds {first} to {first + worlds - 1}: {cells.total()} cells in {dict(sorted(cells.items()))}")
    assert not faults, "\n".join(faults[:5])
    assert set(cells) >= SAYING | {"brief", "brief page", "brief paper"}
