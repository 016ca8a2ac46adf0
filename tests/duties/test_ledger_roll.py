"""Days pass without a write: what is read again each day is all that a full reading would change."""

import datetime as dt

import pytest
import time_machine

from duties.ledger.reconcile import reconcile
from duties.ledger.roll import ensure_fresh, ledger_day, roll, rules_without_rows
from duties.models import Obligation
from duties.rulebook import XPCC_2023, read_rulebook
from portal import clock
from tests.duties.load_world import load_world
from tests.duties.random_worlds import Maker, World

pytestmark = pytest.mark.django_db
RULES = read_rulebook(XPCC_2023).content
NIGHT = dt.time(0, 5)
NIGHTS = [dt.date(2024, 12, 11), dt.date(2024, 12, 16), dt.date(2024, 12, 25), dt.date(2024, 12, 31), dt.date(2025, 1, 1),
          dt.date(2025, 1, 2), dt.date(2025, 1, 12), dt.date(2025, 1, 27), dt.date(2025, 2, 14)]  # fmt: skip


def at(day: dt.date) -> time_machine.travel:
    return time_machine.travel(dt.datetime.combine(day, NIGHT, clock.SHANGHAI), tick=False)


def ahead(seed: int) -> World:
    """A random world, with units, tags, links, households and records that start and end in the coming weeks."""
    maker = Maker(seed)
    world = maker.make()
    days = [dt.date(2024, 12, 1) + dt.timedelta(days=number) for number in range(0, 60, 3)]
    chance = maker.random
    for row in world["links"]:
        row["started_on"], row["ended_on"] = str(chance.choice(days[:10])), str(chance.choice(["", days[15]]))
    for row in world["tags"]:
        row["started_on"] = str(chance.choice(days))
        row["ended_on"] = str(chance.choice(["", dt.date(2025, 2, 14)]))
    for row in world["households"]:
        row["registered_on"], row["removed_on"] = (
            str(chance.choice(["", days[3], days[8]])),
            str(chance.choice(["", days[12]])),
        )
    for row in world["placements"]:
        if row["unit"].startswith("连") and chance.random() < 0.7:
            row["started_on"] = str(chance.choice(days))
    for row in world["records"]:
        if row["kind"] in ("meeting", "visit", "inspection", "household_contact") and chance.random() < 0.5:
            row["occurred_on"] = str(chance.choice(days))
        if row["kind"] == "household_contact":
            numbers = [each["number"] for each in world["households"] if each["unit"] == row["unit"]]
            row["households"] = ";".join(numbers[:2])
    return world


@pytest.mark.parametrize("seed", range(2))
def test_rolling_day_by_day_leaves_nothing_to_reconcile(seed: int) -> None:
    day = dt.date(2024, 12, 10)
    with at(day):
        load_world(ahead(seed), [RULES])
        assert roll().missing > 0
        assert ledger_day() == day
    for day in NIGHTS:
        with at(day):
            roll()
            assert roll().total == 0
            assert [str(each) for each in reconcile(check=True).differences] == [], f"seed {seed}, {day}"
            assert rules_without_rows() == []


def test_rows_that_can_change_by_themselves_say_when() -> None:
    with at(dt.date(2024, 12, 10)):
        load_world(ahead(1), [RULES])
        reconcile()
        stored = Obligation.objects.exclude(holds_until=None)
        assert 0 < stored.count() < Obligation.objects.count() / 2
        assert not stored.filter(holds_until__lte=dt.date(2024, 12, 10)).exists()
        past = stored.filter(
            period_end__lte=dt.date(2024, 12, 10), reading__measure__in=["coverage", "standing"]
        )
        assert all(row.reading.due.startswith("next") for row in past.select_related("reading"))


def test_the_ledger_is_brought_up_to_today_once() -> None:
    with at(dt.date(2024, 12, 31)):
        load_world(ahead(2), [RULES])
        ensure_fresh()
        assert ledger_day() == dt.date(2024, 12, 31)
        assert not Obligation.objects.filter(period="2026").exists()
    with at(dt.date(2025, 1, 1)):
        ensure_fresh()
        assert ledger_day() == dt.date(2025, 1, 1)
        assert Obligation.objects.filter(period="2026").exists()
        Obligation.objects.all().delete()
        ensure_fresh()
        assert not Obligation.objects.exists()
        assert rules_without_rows() != []
