"""联系覆盖 against the exported ledger of a random world, cell by cell."""

import datetime as dt
import functools
from collections.abc import Callable, Iterable
from io import StringIO

import time_machine
from django.core.management import call_command

from duties.ledger.compute import LedgerRow
from duties.ledger.status import Status
from duties.periods import parse
from duties.rulebook import XPCC_2023
from duties.selectors.board.table import Row
from duties.selectors.coverage import VISITED, coverage
from portal import clock
from portal.models import Role, Unit
from portal.selectors.vocabulary import vocabulary
from tests.duties.board.test_sums import exported, same
from tests.duties.load_world import load_world
from tests.duties.random_worlds import Maker
from tests.portal.desk import account_at


def sums(rows: Iterable[LedgerRow]) -> tuple[int, int]:
    """Required and counted as rates add them up, waived rows left out."""
    owed = [row for row in rows if row.status != Status.WAIVED]
    return sum(row.required for row in owed), sum(min(row.counted, row.required) for row in owed)


def behind(row: Row, unit: Unit, read: Callable[[Unit], list[LedgerRow]]) -> list[LedgerRow]:
    """The exported rows that a line is about."""
    area = read(unit)
    if row.own:
        return [each for each in area if each.unit_id == row.unit.pk]
    units = [row.unit]
    if row.group:
        units = list(Unit.objects.filter(kind=row.group, placements__parent=row.unit).distinct())
    inside = [each for below in units for each in read(below)]
    return [each for each in area if same(each, inside)]


def test_cells_equal_the_exported_ledger(db: None) -> None:
    day = dt.date(2025, 1, 20)
    with time_machine.travel(dt.datetime.combine(day, dt.time(9), clock.SHANGHAI), tick=False):
        call_command("load_regulation", XPCC_2023, stdout=StringIO())
        load_world(Maker(12).make(), [])
        corps, period = Unit.objects.get(code="兵"), parse("2024")
        made = coverage(account_at(corps, Role.OFFICE, "office"), corps, period, vocabulary())
        read = functools.cache(lambda unit: exported(unit, day, period.last_day))
        assert len({head.code for head in made.heads}) > 3
        for row in [*made.rows, made.total]:
            rows = read(corps) if row is made.total else behind(row, corps, read)
            for head, cell in zip(made.heads, row.cells, strict=True):
                if VISITED not in head.rules:
                    expected = sums(each for each in rows if each.rule_id in head.rules)
                    assert (cell.tally.required, cell.tally.counted) == expected, f"{row.label} {head.title}"
                assert cell.tally.counted <= cell.tally.required
        assert sum(cell.tally.required for cell in made.total.cells) > 0
