"""Each write leaves the stored ledger as a full reading would make it, alone and beside another writer."""

import datetime as dt
import random
import threading

import pytest
from django.db import connection, transaction

from duties.ledger.incremental import records_changed, units_changed
from duties.ledger.locks import lock_units
from duties.ledger.reconcile import reconcile
from duties.models import Obligation, Record
from duties.rulebook import XPCC_2023, read_rulebook
from portal import clock
from portal.models import Person, Placement, Tag, Tenure, Unit
from portal.services.areas import rebuild_areas
from tests.duties.load_world import load_world
from tests.duties.random_worlds import FORMS, Maker

RULES = read_rulebook(XPCC_2023).content


def sitting(unit: Unit, leader: Person | None, ref: str, day: dt.date, forms: list[str]) -> Record:
    """A sitting on the topic, registered now; its ledger rows are read in the same transaction."""
    with transaction.atomic():
        lock_units([unit.pk])
        record = Record.objects.create(
            ref=ref, kind="meeting", forms=forms, unit=unit, leader=leader, occurred_on=day, on_topic=True,
            state="submitted", registered_at=clock.now(),
        )  # fmt: skip
        records_changed([record])
    return record


def differences() -> list[str]:
    return [str(each) for each in reconcile(check=True).differences]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_any_sequence_of_writes_leaves_nothing_to_reconcile(seed: int) -> None:
    load_world(Maker(seed).make(), [RULES])
    reconcile()
    chance = random.Random(seed)
    tenures = list(
        Tenure.objects.filter(unit__kind__in=["corps", "division", "regiment"]).select_related("unit")
    )
    for number in range(15):
        held = chance.choice(tenures)
        day = dt.date(2024, 1, 1) + dt.timedelta(days=chance.randrange(500))
        record = sitting(held.unit, held.person, f"new-{number}", day, chance.sample(FORMS["meeting"], 2))
        if chance.random() < 0.3:
            with transaction.atomic():
                lock_units([record.unit_id])
                Record.objects.filter(pk=record.pk).update(withdrawn_at=clock.now())
                records_changed([record])
    assert differences() == []


@pytest.mark.django_db
@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 0, 2, 1), (2, 3, 1, 0)])
def test_the_first_and_last_day_of_a_period_belong_to_it_alone(order: tuple[int, ...]) -> None:
    days = [dt.date(2024, 12, 31), dt.date(2025, 1, 1), dt.date(2025, 3, 31), dt.date(2025, 4, 1)]
    world = Maker(5).make()
    world["tenures"] = [
        {"ref": "t", "unit": "二", "role": "party_secretary", "person": "甲", "started_on": "2020-01-01"}
    ]
    load_world(world | {"records": []}, [RULES])
    reconcile()
    held = Tenure.objects.select_related("unit").get()
    for number in order:
        sitting(held.unit, held.person, f"edge-{number}", days[number], ["party_standing_committee"])
    credited = Obligation.objects.filter(unit=held.unit, counted__gt=0, reading__measure="count")
    found = credited.order_by("period").values_list("rule__code", "period", "counted")
    rule = "a7.2.standing_committee"
    assert list(found) == [(rule, "2024Q4", 1), (rule, "2025Q1", 2), (rule, "2025Q2", 1)]
    assert differences() == []


@pytest.mark.django_db
def test_changed_facts_reach_every_row_they_touch() -> None:
    load_world(Maker(5).make(), [RULES])
    reconcile()
    regiment, department = Unit.objects.get(code="团2"), Unit.objects.get(code="局0")
    Tag.objects.filter(unit=department).delete()
    units_changed([department.pk])
    assert differences() == []
    Tenure.objects.filter(unit=regiment, role="party_secretary").delete()
    units_changed([regiment.pk])
    assert differences() == []
    parents = list(Placement.objects.filter(unit=regiment).values_list("parent_id", flat=True))
    Placement.objects.filter(unit=regiment, parent__code="三").delete()
    rebuild_areas()
    units_changed([regiment.pk, *parents])
    assert differences() == []


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_lose_no_count() -> None:
    load_world(Maker(1).make(), [RULES])
    reconcile()
    seat = (
        Tenure.objects.filter(unit__code="二", role="party_secretary", ended_on=None)
        .select_related("unit")
        .latest("started_on")
    )
    day = max(seat.started_on or dt.date(2025, 7, 1), dt.date(2025, 7, 1))
    cell = Obligation.objects.filter(
        unit=seat.unit, rule__code="a7.2.study", period_start__lte=day, period_end__gt=day
    )
    before = cell.get().counted
    start = threading.Barrier(2)

    def write(name: str) -> None:
        try:
            start.wait()
            for number in range(5):
                sitting(seat.unit, seat.person, f"{name}-{number}", day, ["study_session"])
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cell.get().counted == before + 10
    assert differences() == []
