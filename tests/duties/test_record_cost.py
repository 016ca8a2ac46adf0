"""What one record costs: as many queries and rows however many units and records there are; conditions said once."""

import datetime as dt
from itertools import count

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duties.ledger import pieces
from duties.ledger.moment import Moment
from duties.ledger.reconcile import reconcile
from duties.models import Obligation, Reading, Record
from duties.rulebook import XPCC_2023
from duties.services.records import Content, record_add, record_withdraw
from portal.access import SYSTEM
from portal.models import Existence, Person, Placement, Tenure, Unit
from portal.services.areas import rebuild_areas
from tests.duties.aimed import YUNZE

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 3, 2)
NUMBERS = count(1)


@pytest.fixture
def regulation() -> None:
    call_command("load_regulation", XPCC_2023, verbosity=0)


def regiment(division: Unit) -> Tenure:
    """A regiment under `division` with its party secretary."""
    number = next(NUMBERS)
    unit = Unit.objects.create(code=f"演示-{number}", name=f"演示{number}团", kind="regiment")
    Existence.objects.create(unit=unit)
    Placement.objects.create(unit=unit, parent=division)
    person = Person.objects.create(code=f"演示-甲{number}", name=f"演示-甲{number}")
    return Tenure.objects.create(
        ref=f"t{number}", unit=unit, role="party_secretary", person=person, started_on=dt.date(2020, 1, 1)
    )


def sitting(held: Tenure) -> Record:
    content = Content(
        unit=held.unit, kind="meeting", forms=["party_standing_committee", "leading_group"], leader=held.person,
        occurred_on=DAY, on_topic=True, title="演示会议",
    )  # fmt: skip
    return record_add(actor=SYSTEM, content=content)


def cost(held: Tenure) -> tuple[list[str], set[int]]:
    """The first words of the statements of one sitting, and the ledger rows that it changed."""
    rows = Obligation.objects.values_list("pk", "counted")
    before = set(rows)
    with CaptureQueriesContext(connection) as captured:
        sitting(held)
    return [query["sql"].split()[0] for query in captured], {key for key, _ in set(rows.all()) - before}


def test_one_record_costs_the_same_in_a_larger_corps(regulation: None) -> None:
    division = Unit.objects.create(code="演示二师", name="演示二师", kind="division")
    Existence.objects.create(unit=division)
    seats = [regiment(division) for _ in range(2)]
    rebuild_areas()
    reconcile()
    sitting(seats[0])
    few, changed = cost(seats[1])
    more = [regiment(division) for _ in range(40)]
    rebuild_areas()
    reconcile()
    for held in [*more, *more, *more]:
        sitting(held)
    many, changed_then = cost(more[0])
    assert few == many
    assert [word for word in many if "SAVEPOINT" not in word and word != "RELEASE"] == [
        "EXECUTE", "SELECT", "EXECUTE", "INSERT", "INSERT", "EXECUTE", "EXECUTE", "INSERT",
    ]  # fmt: skip
    assert len(changed) == len(changed_then) == 2
    assert reconcile(check=True).total == 0


def test_taking_a_record_back_costs_the_same_too(regulation: None) -> None:
    division = Unit.objects.create(code="演示二师", name="演示二师", kind="division")
    Existence.objects.create(unit=division)
    held = regiment(division)
    rebuild_areas()
    reconcile()
    found = []
    for sittings in (1, 1, 30):
        record, *_ = [sitting(held) for _ in range(sittings)]
        with CaptureQueriesContext(connection) as captured:
            record_withdraw(actor=SYSTEM, record=record, reason="演示")
        found.append(len(captured))
    assert found[1] == found[2]
    assert reconcile(check=True).total == 0


def test_a_reading_is_asked_the_same_in_sql_and_outside(regulation: None) -> None:
    call_command("load_regulation", YUNZE / "first", "--text", YUNZE / "text.txt", verbosity=0)
    conditions = list(pieces.CONDITIONS)
    guards = ", ".join(each.guard for each in conditions)
    readings = Reading.objects.exclude(measure="continuous")
    asked_of = [reading for reading in readings if reading.measure != "standing"]
    assert len(asked_of) > 40
    with connection.cursor() as cursor:
        for reading in asked_of:
            query = f"SELECT {guards} FROM (SELECT {pieces.READING} FROM duties_reading w WHERE w.id = %s) w"
            cursor.execute(query, [reading.pk])
            said = [bool(value) for value in cursor.fetchone()]
            assert said == [each.asked(reading) for each in conditions], reading
    assert pieces.guarded(Moment.stored()).count("NOT (") == len(conditions)
