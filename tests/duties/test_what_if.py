"""What another reading would have made of last year: the cells that change, found without a trace."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection

from duties.ledger.reconcile import reconcile
from duties.ledger.status import Status
from duties.models import Obligation, Reading, Rule
from duties.rereading import NewReading
from duties.selectors.versions import last_version, readings_of
from duties.selectors.what_if import what_if, with_units
from tests.duties.office_world import NOW, OfficeWorld, hold, make_fresh_world

pytestmark = pytest.mark.django_db

NEXT_YEAR = NOW + dt.timedelta(days=365)
MEETINGS = "a8.2.leading_group"
TWICE = NewReading("must", "每季度至少2次", at_least=2, due="period_end", remind_days=15)


@pytest.fixture
def world() -> Iterator[OfficeWorld]:
    """A year later, so that the year in which the world was founded is the last."""
    with time_machine.travel(NOW, tick=False):
        made = make_fresh_world()
        hold(made)
    with time_machine.travel(NEXT_YEAR, tick=False):
        yield made


def reading(code: str = MEETINGS) -> Reading:
    rule = Rule.objects.get(code=code)
    return next(one for one in readings_of(last_version(rule.regulation)) if one.rule == rule)


def test_the_cells_that_change_are_told_from_what_to_what(world: OfficeWorld) -> None:
    found = what_if(reading(), TWICE)
    assert found is not None
    assert (found.year, found.cells, found.other_number) == (2026, 8, 8)
    (change,) = with_units(found.changed)
    assert change.unit is not None
    assert (change.unit.code, change.period) == ("团", "2026Q3")
    assert change.move == (Status.MET, Status.OVERDUE)
    assert [(move.old, move.new, move.cells, move.units) for move in found.moves] == [
        (Status.MET, Status.OVERDUE, 1, 1)
    ]


def test_a_force_without_a_day_to_be_late(world: OfficeWorld) -> None:
    found = what_if(reading(), NewReading("unquantified", "", at_least=1, due="period_end", remind_days=15))
    assert found is not None
    assert {change.move for change in found.changed} == {(Status.OVERDUE, Status.OPEN)}
    assert (len(found.changed), found.units, found.other_number) == (7, 2, 0)


def test_a_term_and_a_day_in_the_next_year(world: OfficeWorld) -> None:
    walk = what_if(reading("a8.6.walk"), NewReading("must", "", due="+30d", remind_days=1))
    assert walk is not None
    assert walk.changed == []
    report = NewReading("must", "", at_least=1, due="next 12-31", remind_days=30)
    late = what_if(reading("a18.annual_report"), report)
    assert late is not None
    assert {change.move for change in late.changed} == {(Status.OVERDUE, Status.PENDING)}


def test_continuous_has_no_row(world: OfficeWorld) -> None:
    assert what_if(reading("a8.3"), NewReading("must", "每年报告")) is None


def test_nothing_is_left_and_no_lock_is_taken(world: OfficeWorld) -> None:
    def kept() -> tuple[object, ...]:
        rows = [list(model.objects.order_by("pk").values()) for model in (Reading, Obligation)]
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
            return *rows, sorted(map(str, cursor.fetchall()))

    before = kept()
    what_if(reading(), TWICE)
    assert kept() == before
    with time_machine.travel(NOW, tick=False):
        assert reconcile(check=True).total == 0
