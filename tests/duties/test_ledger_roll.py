"""Days pass without a write: what is read again each day is all that a full reading would change."""

import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from duties.ledger.reconcile import reconcile
from duties.ledger.roll import ensure_fresh, ledger_day, roll, rules_without_rows
from duties.ledger.status import Status
from duties.models import Obligation, Rule
from duties.rulebook import XPCC_2023, read_rulebook
from duties.selectors.ledger import obligation_of
from duties.tasks import check_ledger
from portal import clock
from portal.models import ScheduleRun, Unit
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


def test_a_link_that_ends_tomorrow_is_gone_after_midnight_without_a_worker() -> None:
    units = [
        {
            "code": code,
            "name": f"演示{code}",
            "kind": kind,
            "established_on": "2015-01-01",
            "abolished_on": "",
        }
        for code, kind in (("帮", "support_unit"), ("连", "company"))
    ]
    link = {"ref": "L", "kind": "resident_team", "unit": "帮", "role": "", "target": "连",
            "started_on": "2024-01-01", "ended_on": "2024-12-11"}  # fmt: skip
    evening = dt.datetime(2024, 12, 10, 23, 59, 59, tzinfo=clock.SHANGHAI)
    with time_machine.travel(evening, tick=False) as now:
        load_world({"units": units, "links": [link]}, [RULES])
        reconcile()
        unit, rule = Unit.objects.get(code="帮"), Rule.objects.get(code="a13.team")
        line = obligation_of(unit, rule, "", "2024")
        assert line is not None
        assert (line.obligation.counted, line.status) == (1, Status.MET)
        now.move_to(evening + dt.timedelta(seconds=1))
        line = obligation_of(unit, rule, "", "2024")
        assert line is not None
        assert (line.obligation.counted, line.status) == (0, Status.DUE_SOON)


def test_the_link_of_a_unit_founded_tomorrow_counts_from_then_on() -> None:
    units = [
        {"code": code, "name": f"演示{code}", "kind": kind, "established_on": founded, "abolished_on": ""}
        for code, kind, founded in (("帮", "support_unit", "2025-01-01"), ("连", "company", ""))
    ]
    link = {"ref": "L", "kind": "resident_team", "unit": "帮", "role": "", "target": "连",
            "started_on": "", "ended_on": ""}  # fmt: skip
    with at(dt.date(2024, 12, 31)):
        load_world({"units": units, "links": [link]}, [RULES])
        reconcile()
        assert Obligation.objects.get(rule__code="a13.team", period="2025").counted == 0
    with at(dt.date(2025, 1, 1)):
        ensure_fresh()
        row = Obligation.objects.get(rule__code="a13.team", period="2025")
        assert (row.counted, row.met_on) == (1, dt.date(2025, 1, 1))
        assert reconcile(check=True).total == 0


def test_the_check_names_an_active_rule_that_lacks_a_row() -> None:
    with at(dt.date(2024, 12, 10)):
        load_world(ahead(1), [RULES])
        reconcile()
        call_command("check_ledger", stdout=StringIO())
        missing = Obligation.objects.filter(
            period_start__lte=clock.today(), period_end__gt=clock.today()
        ).first()
        assert missing is not None
        missing.delete()
        with pytest.raises(CommandError, match=missing.rule.code):
            call_command("check_ledger", stdout=StringIO())
        check_ledger.apply()
        assert missing.rule.code in ScheduleRun.objects.get(name="check-ledger").fault
