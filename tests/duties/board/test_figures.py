"""Every line and cell of the finished board, and the figures on top, equal the exported ledger added up in plain Python."""

import datetime as dt
import functools
from collections.abc import Callable
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from duties.ledger.compute import LedgerRow
from duties.ledger.status import Status
from duties.periods import parse
from duties.rulebook import XPCC_2023
from duties.selectors.board.board import Board, Wanted, board
from duties.selectors.board.figures import percent
from duties.selectors.board.table import Row
from portal import clock
from portal.models import Role, Unit
from portal.selectors.vocabulary import vocabulary
from tests.duties.board.test_sums import added_up, exported, same
from tests.duties.load_world import load_world
from tests.duties.random_worlds import Maker
from tests.portal.desk import account_at

pytestmark = pytest.mark.django_db


def behind(row: Row, made: Board, exported: Callable[[Unit], list[LedgerRow]]) -> list[LedgerRow]:
    """The exported rows that a line of the board is about."""
    area = exported(made.unit)
    if row.own:
        return [each for each in area if each.unit_id == row.unit.pk]
    units = [row.unit]
    if row.group:
        units = list(Unit.objects.filter(kind=row.group, placements__parent=row.unit).distinct())
    inside = [each for unit in units for each in exported(unit)]
    parent = Unit.objects.filter(pk=row.parent).first()
    if parent and parent != made.unit:
        inside = [each for each in inside if same(each, exported(parent))]
    return [each for each in area if same(each, inside)]


@pytest.mark.parametrize(
    ("seed", "day", "period"),
    [
        (11, dt.date(2024, 7, 1), "2024Q2"),
        (12, dt.date(2025, 1, 20), "2024"),
        (13, dt.date(2024, 6, 30), "2024H1"),
    ],
)
def test_lines_cells_and_figures_agree(seed: int, day: dt.date, period: str) -> None:
    with time_machine.travel(dt.datetime.combine(day, dt.time(9), clock.SHANGHAI), tick=False):
        call_command("load_regulation", XPCC_2023, stdout=StringIO())
        load_world(Maker(seed).make(), [])
        corps = Unit.objects.get(code="兵")
        office = account_at(corps, Role.OFFICE, "office")
        wanted = Wanted(corps, parse(period), unfolded=("二", "三"), families=("meeting", "visit"))
        made = board(office, wanted, vocabulary())
        read = functools.cache(lambda unit: exported(unit, day, made.period.last_day))
        assert len(made.rows.object_list) > 8
        for row in made.rows:
            rows = behind(row, made, read)
            assert row.must.tally == added_up((each for each in rows if each.force == "must"), day), row
            for head, cell in zip(made.heads, row.cells, strict=True):
                expected = added_up((each for each in rows if each.rule_id in head.rules), day)
                assert cell.tally == expected, f"{row.label} {head.title}"
        area = read(corps)
        must = [each for each in area if each.force == "must"]
        assert made.figures.must == added_up(must, day)
        late = {each.unit for each in must if each.status == Status.OVERDUE}
        assert made.figures.units_overdue == len(late)
        assert made.figures.rate.fulfilled <= made.figures.rate.base


@pytest.mark.parametrize(
    ("share", "words"), [(None, "—"), (0.0, "0.0%"), (0.841, "84.1%"), (0.99999, "99.9%"), (1.0, "100.0%")]
)
def test_rates_in_words(share: float | None, words: str) -> None:
    assert percent(share) == words
