"""A past view of the ledger: the very rows that `compute_rows` gives, through the queries that read the stored ones."""

import datetime as dt
import random

import pytest
import time_machine
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Count

from duties.ledger.compute import LedgerRow, compute_rows
from duties.ledger.explain import explain
from duties.ledger.moment import Moment
from duties.ledger.past import KNOWN, reading, standing
from duties.ledger.reconcile import reconcile
from duties.ledger.status import Status
from duties.models import Record, RecordStateChange, Rule
from duties.selectors.board.sums import Reach, part_sums, total, unit_sums
from duties.selectors.ledger import in_area, ledger, obligations_of_unit, present
from duties.selectors.moment import stand_cell, stand_containing, stand_so_far
from portal import clock
from portal.models import Appointment, Area, Existence, Unit
from tests.duties.aimed import BOOKS
from tests.duties.aimed_facts import instant
from tests.duties.aimed_worlds import Aimer
from tests.duties.board.test_sums import added_up
from tests.duties.load_world import load_world

pytestmark = pytest.mark.django_db
TODAY = dt.datetime(2025, 6, 20, 9, tzinfo=clock.SHANGHAI)
BEGUN = dt.date(2022, 1, 1)
WORLDS = 60
Key = tuple[int, int, str, str]


def keyed(rows: list[LedgerRow]) -> dict[Key, tuple[object, ...]]:
    """The rows of an export by their key."""
    return {
        (row.rule_id, row.unit_id, row.role, row.period): (
            row.required, row.counted, row.made_up, row.due_on, row.met_on, row.status.value, row.reading_id,
        )
        for row in rows
    }  # fmt: skip


def shown(rows: object) -> dict[Key, tuple[object, ...]]:
    """The rows of `ledger()` by their key."""
    return {
        (row.rule_id, row.unit_id, row.role, row.period): (
            row.required, row.counted, row.made_up, row.due_on, row.met_on, row.status, row.reading_id,
        )
        for row in rows  # type: ignore[attr-defined]
    }  # fmt: skip


def moments(chance: random.Random) -> list[Moment]:
    """A past day as known now, as known soon after, and as known later; a day to come."""
    day = dt.date(2024, 3, 31) + dt.timedelta(days=chance.randrange(400))
    known = [
        None,
        instant(day + dt.timedelta(days=1)),
        instant(min(day, dt.date(2025, 4, 1)) + dt.timedelta(days=60)),
    ]
    return [*(Moment.at(day, each) for each in known), Moment.at(dt.date(2025, 9, 30))]


def widest() -> Unit:
    """The unit with the largest area."""
    return Unit.objects.annotate(below=Count("area")).order_by("-below", "code")[0]


def hold_moments(seed: int) -> int:
    """One world at several moments: areas, sums, units and cells are those of the export; how many rows were compared."""
    chance, books = random.Random(seed), BOOKS[seed % len(BOOKS)]
    load_world(Aimer(seed, books, history=True).make(), books)
    reconcile()
    stored, compared = shown(ledger()), 0
    for moment in moments(chance):
        on = moment.as_of - dt.timedelta(days=chance.choice([0, 20, 110]))
        for unit in [widest(), *chance.sample(list(Unit.objects.all()), 2)]:
            where = f"seed {seed}, {moment}, {unit} on {on}"
            compared += _area(moment, unit, on, where)
            _own(moment, unit, where)
    assert shown(ledger()) == stored, f"seed {seed}"
    return compared


def _area(moment: Moment, unit: Unit, on: dt.date, where: str) -> int:
    given = compute_rows(from_day=on, to_day=on, as_of=moment.as_of, known_at=moment.known_at, unit=unit)
    must = [row for row in given if row.force == "must"]
    owing = {row.unit_id for row in must if row.status != Status.WAIVED}
    late = {row.unit_id for row in must if row.status == Status.OVERDUE}
    with reading(moment):
        stand_containing(on, unit)
        assert shown(ledger().containing(on).filter(in_area(unit))) == keyed(given), where
        reach = Reach(unit, unit)
        assert total(part.tally for part in part_sums(reach, on)) == added_up(given, moment.as_of), where
        sums = unit_sums(reach, on, kind="company", placed_on=min(on, moment.as_of))
        assert (sums.units, sums.overdue) == (len(owing), len(late)), where
    return len(given)


def _own(moment: Moment, unit: Unit, where: str) -> None:
    """What concerns a unit, and some of its cells by themselves and taken apart, are those of the export too."""
    everything = compute_rows(
        from_day=BEGUN, to_day=moment.as_of, as_of=moment.as_of, known_at=moment.known_at
    )
    own = keyed([row for row in everything if row.unit_id == unit.pk])
    with reading(moment):
        stand_so_far([unit.pk])
        assert shown(ledger()) == own, where
        listed = shown(ledger().filter(present()))
        assert shown(line.obligation for line in obligations_of_unit(unit)) == listed, where
        for key in list(own)[:2]:
            _cell(moment, unit, key, own[key], where)


def _cell(moment: Moment, unit: Unit, key: Key, expected: tuple[object, ...], where: str) -> None:
    rule = Rule.objects.get(pk=key[0])
    stand_cell(unit, rule, key[3])
    assert shown(ledger().filter(role=key[2])) == {key: expected}, where
    found = explain(
        unit=unit, rule=rule, role=key[2], period=key[3], as_of=moment.as_of, known_at=moment.known_at
    )
    assert found is not None, where
    numbers = (found.required, found.counted, found.made_up, found.due_on, found.met_on)
    assert numbers == expected[:5], where


@pytest.mark.parametrize("seed", range(len(BOOKS)))
def test_a_past_view_is_the_export_of_its_moment(seed: int) -> None:
    with time_machine.travel(TODAY, tick=False):
        assert hold_moments(seed) > 50


@pytest.mark.long
def test_past_views_of_many_worlds() -> None:
    first, compared = clock.today().toordinal() * 100, 0
    with time_machine.travel(TODAY, tick=False):
        for seed in range(first, first + WORLDS):
            point = transaction.savepoint()
            compared += hold_moments(seed)
            transaction.savepoint_rollback(point)
    print(f"\nseeds {first} to {first + WORLDS - 1}: {compared} rows of past views are those of the export")
    assert compared > 50 * WORLDS


def test_what_was_entered_later_is_not_there_and_what_was_withdrawn_later_is() -> None:
    """Tables, names and areas too: a placement, a name and a record, each known for a while only."""
    with time_machine.travel(TODAY, tick=False):
        load_world(Aimer(1, BOOKS[0], history=True).make(), BOOKS[0])
        until = instant(dt.date(2025, 6, 1))
        life = Existence.objects.known().select_related("unit").first()
        assert life is not None
        Existence.objects.filter(pk=life.pk).update(known=(until, None))
        Area.objects.filter(unit=life.unit).exclude(depth=0).delete()
        with reading(Moment.at(TODAY.date(), until - dt.timedelta(seconds=1))):
            assert not Area.objects.filter(unit=life.unit).exists()
            assert not Existence.objects.known().filter(unit=life.unit).exists()
        with reading(Moment.at(TODAY.date(), until)):
            assert Existence.objects.known().filter(unit=life.unit).exists()
            assert Area.objects.filter(unit=life.unit, depth=0).exists()


def test_a_past_view_keeps_nothing_that_is_written_in_it() -> None:
    with time_machine.travel(TODAY, tick=False):
        load_world({"units": [{"code": "演", "name": "演示", "kind": "corps"}]}, [])
        with reading(Moment.at(dt.date(2024, 1, 1))):
            assert standing().as_of == dt.date(2024, 1, 1)
            Record.objects.create(
                ref="x",
                kind="meeting",
                unit=Unit.objects.get(),
                occurred_on="2024-01-01",
                registered_at=TODAY,
            )
        assert standing() == Moment.stored()
        assert not Record.objects.exists()


def test_after_a_past_view_the_tables_are_the_real_ones_again() -> None:
    with (
        time_machine.travel(TODAY, tick=False),
        pytest.raises(KeyError),
        reading(Moment.at(dt.date(2024, 1, 1))),
    ):
        raise KeyError
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relnamespace = pg_my_temp_schema()")
        assert cursor.fetchone()[0] == 0


def test_every_fact_that_is_known_for_a_while_is_shown_as_it_was_known() -> None:
    """Access goes by today's appointments, and the counting reads a record's states from their history.

    Statistics are no facts of the ledger: they are asked for an instant by name.
    """
    dated = {
        model
        for model in apps.get_models()
        if model._meta.app_label in {"portal", "duties"}
        and any(field.name == "known" for field in model._meta.fields)
    }
    assert dated - set(KNOWN) == {Appointment, RecordStateChange}
