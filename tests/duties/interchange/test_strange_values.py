"""Whatever stands in a file, it is taken in or refused by line; nothing breaks."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from duties.interchange.exporting import export_data
from duties.interchange.faults import ImportRefusedError
from duties.interchange.importing import data_import
from portal.access import SYSTEM
from tests.duties.interchange.files import World, write_files
from tests.duties.interchange.test_faults import NOW, base, load
from tests.duties.shared import shared

pytestmark = pytest.mark.django_db
STRANGE = [
    "", " ", "0001-01-01", "9999-12-31", "2024-02-30", "0000-00-00", "\\", "\\N", "\\.", "{}", "{a,b}", ";;", "a;a;b", '"', "'; --",
    "=1+1", "a\tb", "a\nb", "a\r\nb", "％s %s %(today)s", "😀", "甲" * 300, "2024-01-01T00:00:00+14:00", "0001-01-01T00:00:00+08:00",
    "9999-12-31T23:59:59-12:00", "T2024-02-30", "T2020-01-01", "2024W53", "0000", "9999", "9999Q4", "1", "兵", "二", "团", "连", "t1", "r1", "p1", "h1",
]  # fmt: skip

FREE = [("records", "title"), ("units", "name"), ("tenures", "name"), ("tenures", "title"), ("accounts", "phone"),
        ("accounts", "name"), ("waivers", "reason"), ("waivers", "granted_by"), ("tags", "ended_on")]  # fmt: skip
"""Where nearly anything may stand."""


@pytest.fixture(scope="module", autouse=True)
def regulation(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The regulation, loaded once for all tests of this module."""
    with shared(load, NOW, django_db_blocker):
        yield


def spoiled(seed: int) -> World:
    """The right world with a few values replaced by strange ones: with an odd seed anywhere."""
    chance, world = random.Random(seed), base()
    for _ in range(chance.choice([1, 1, 2, 5])):
        file, column = chance.choice(FREE)
        if seed % 2:
            file = chance.choice([name for name, rows in world.items() if rows])
            column = chance.choice(list(world[file][0]))
        chance.choice(world[file])[column] = chance.choice(STRANGE)
    return world


class UndoneError(Exception):
    """Takes back what was written."""


def refusal(folder: Path) -> list[str]:
    """What is told of the files; where they are taken in, what goes out is found the same when it comes back."""
    try:
        with transaction.atomic():
            data_import(actor=SYSTEM, path=folder)
            export_data(folder / "out")
            assert not data_import(actor=SYSTEM, path=folder / "out").anything
            raise UndoneError
    except UndoneError:
        return []
    except ImportRefusedError as error:
        return error.lines


@pytest.mark.parametrize("start", [0, 12])
def test_strange_values_are_taken_in_or_refused_by_line(start: int, tmp_path: Path) -> None:
    seeds = range(start, start + 12)
    told = [refusal(write_files(spoiled(seed), tmp_path / str(seed))) for seed in seeds]
    assert 2 < sum(map(bool, told)) < 12
    assert all(line.count(":") >= 3 and "\n" not in line for lines in told for line in lines), told
