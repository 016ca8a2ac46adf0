"""The demo world, made small: it obeys rules.md, its ledger is the plain reading's, and its seed decides it."""

import datetime as dt
import itertools
from collections import Counter
from io import StringIO

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from duties.demo.build import build_world, plan_world
from duties.demo.load import digest
from duties.demo.parts import World
from duties.demo.shapes import SIZES, Shape
from duties.ledger.reconcile import reconcile
from duties.management.commands import verify_ledger
from duties.models import HouseholdContact, Record
from duties.plain import Comparison, compare, days_to_compare, differences, plain_rulebooks
from duties.rulebook import XPCC_2023, read_rulebook
from duties.verify import COLUMNS
from portal import clock
from portal.access import SYSTEM
from portal.models import Area, Change, Installation, Tenure, Unit

pytestmark = pytest.mark.django_db
SMALL = Shape(
    years=2, divisions=2, regiments=4, companies=12, corps_departments=4, corps_support=2, division_departments=2,
    division_support=1, household_every=2, households=(3, 12),
)  # fmt: skip


@pytest.fixture
def regulation() -> None:
    """The rulebook is loaded."""
    call_command("load_regulation", str(XPCC_2023), stdout=StringIO())


def test_the_small_world_is_read_alike_on_twenty_days(regulation: None) -> None:
    built = build_world(actor=SYSTEM, shape=SMALL, seed=5)
    assert (built.units, built.records) == (Unit.objects.count(), Record.objects.count())
    assert built.units == 1 + 2 + 4 + 12 + 4 + 2 + 2 * 3
    assert HouseholdContact.objects.count() == built.contacts > 0
    assert Area.objects.filter(depth=0).count() == built.units
    assert reconcile(check=True).total == 0
    today = clock.today()
    found = compare(days_to_compare(20, today - dt.timedelta(days=760), today))
    assert [each.differences for each in found] == [[]] * 20
    assert len({each.day for each in found}) == 20
    assert sum(each.cells for each in found) > 20_000
    assert Installation.objects.get().demo
    assert Change.objects.filter(action="world_make").count() == 1
    with pytest.raises(ValidationError, match="已有单位"):
        build_world(actor=SYSTEM, shape=SMALL, seed=5)


def test_a_cell_that_differs_is_named() -> None:
    row = dict.fromkeys(COLUMNS, "1")
    other = row | {"unit": "2"}
    assert differences([row], [row]) == []
    assert differences([row], [row | {"counted": "2"}]) == ["1 1 1 1 1 counted: 1 ≠ 2"]
    assert len(differences([row], [row, other])) == len(COLUMNS) - 5


def test_the_command_compares_and_prints_its_counts(regulation: None) -> None:
    build_world(actor=SYSTEM, shape=SMALL, seed=6)
    text = StringIO()
    call_command("verify_ledger", "--days", "2", stdout=text)
    assert "2 天" in text.getvalue()
    assert "不一致 0 格" in text.getvalue()


def test_a_difference_ends_the_command_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [Comparison(clock.today(), rows=1, cells=6, differences=["a5.2.plan YS counted: 1 ≠ 2"])]
    monkeypatch.setattr(verify_ledger, "compare", lambda *_, **__: found)
    with pytest.raises(CommandError, match=r"counted: 1 ≠ 2\n.*不一致 1 格"):
        call_command("verify_ledger", stdout=StringIO())


def test_the_rules_compared_with_are_those_of_the_file(regulation: None) -> None:
    written = {rule["id"]: rule for rule in read_rulebook(XPCC_2023).content["rules"]}
    kept = {rule["id"]: rule for rule in plain_rulebooks()[0]["rules"]}
    assert kept.keys() == written.keys()
    for code, rule in written.items():
        for name in {*rule} - {"id", "article", "item", "quote", "title", "read_as"}:
            assert kept[code][name] == rule[name], (code, name)


def plan(seed: int) -> World:
    return plan_world(SMALL, seed=seed)


def test_seed_and_day_decide_the_world(regulation: None) -> None:
    with time_machine.travel("2026-05-11T09:00:00+08:00", tick=False):
        one = digest(plan(3))
        assert digest(plan(4)) != one
    with time_machine.travel("2026-05-11T17:30:00+08:00", tick=False):
        assert digest(plan(3)) == one
    with time_machine.travel("2026-05-12T09:00:00+08:00", tick=False):
        assert digest(plan(3)) != one


@pytest.mark.parametrize("day", ["2024-02-29", "2026-01-01", "2026-03-31", "2027-10-08"])
def test_the_world_obeys_the_rules_on_any_day(regulation: None, day: str) -> None:
    with time_machine.travel(f"{day}T09:00:00+08:00", tick=False):
        today = clock.today()
        for seed in range(4):
            check(plan(seed), today)


def check(world: World, today: dt.date) -> None:
    """What rules.md asks of facts (Who owes what, Days), and nothing from today on."""
    units = {unit.number: unit for unit in world.units}
    for tenure in world.tenures:
        unit = units[tenure.unit]
        assert unit.started_on <= tenure.started_on
        assert tenure.ended_on is None or tenure.started_on < tenure.ended_on
        assert unit.ended_on is None or (tenure.ended_on is not None and tenure.ended_on <= unit.ended_on)
    for role, unit_number in {(each.role, each.unit) for each in world.tenures if not each.several}:
        own = [each for each in units[unit_number].seats[role] if not each.acting]
        own.sort(key=lambda each: each.started_on)
        assert all(
            one.ended_on and one.ended_on <= other.started_on for one, other in itertools.pairwise(own)
        )
    for link in world.links:
        for unit in (units[link.unit], units[link.target]):
            assert unit.started_on <= link.started_on
            assert unit.ended_on is None or (link.ended_on is not None and link.ended_on <= unit.ended_on)
    people = {each.person for each in world.tenures}
    for record in world.records:
        assert record.occurred_on < today
        assert units[record.unit].lives(record.occurred_on)
        assert not record.target or units[record.target].lives(record.occurred_on)
        assert not record.leader or record.leader in people
        assert f"{record.occurred_on}" <= record.registered_at < f"{today}"
        assert not record.withdrawn_at or record.registered_at < record.withdrawn_at < f"{today}"
    for number, household in world.contacts:
        assert world.households[household - 1].unit == world.records[number - 1].unit


def test_the_demo_corps_has_the_shape_of_the_real_one(regulation: None) -> None:
    world = plan_world(SIZES["demo"], seed=1)
    kinds = Counter(unit.kind for unit in world.units)
    assert kinds["corps"] == 1
    assert kinds["division"] == 14
    assert kinds["regiment"] == 180
    assert kinds["company"] == 2300
    assert kinds["department"] + kinds["support_unit"] == 400
    assert all(unit.name.startswith("演示") for unit in world.units)
    assert all(name.startswith("演示-") for name in world.people)
    assert {"演示兵团", "演示一师", "演示27团", "演示27团1连"} <= {unit.name for unit in world.units}
    assert {"演示-甲一", "演示-赵喆堃"} <= set(world.people)
    check(world, clock.today())


def test_a_size_that_is_not_made_is_refused(regulation: None) -> None:
    with pytest.raises(CommandError, match="nation 尚未提供"):
        call_command("make_world", size="nation", stdout=StringIO())
    assert not Unit.objects.exists()


def test_nothing_is_made_without_a_regulation() -> None:
    with pytest.raises(CommandError, match="尚未载入法规"):
        call_command("make_world", stdout=StringIO())
    assert not Unit.objects.exists()
    assert not Tenure.objects.exists()
