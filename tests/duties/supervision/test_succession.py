"""Units that are merged, split or abolished while an item is open: the successor takes it, or the office hands it over."""

import datetime as dt

import pytest
import time_machine

from duties.models import SupervisedUnit, SupervisionItem
from duties.selectors.supervision.waiting import waiting_for
from duties.services.supervision.moving import Said
from duties.services.supervision.succeeding import supervision_pass_on
from duties.supervision_access import is_orphan, visible_items
from duties.supervision_states import Action, State
from portal.access import SYSTEM
from portal.models import Message, Unit
from portal.services.deed import Deed, preview
from portal.services.reorganisation import NewUnit, unit_abolish, unit_begin, unit_merge, unit_split
from tests.duties.office_world import NOW, OfficeWorld
from tests.duties.supervision_world import act, issued, walked

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
FOUNDED = dt.date(2026, 1, 1)


def merge(world: OfficeWorld, day: dt.date = TODAY) -> Deed:
    gone, into = world.units["团"], world.units["邻"]
    return unit_merge(actor=SYSTEM, day=day, units=[gone], into=into, reason="演示合并")


def test_the_unit_that_takes_over_takes_the_item_and_signs_anew(world: OfficeWorld) -> None:
    item = walked(world, 1)
    merge(world)
    item.refresh_from_db()
    assert (item.unit, item.at) == (world.units["邻"], State.ISSUED)
    assert list(waiting_for(world.actors["neighbour"])) == [item]
    assert visible_items(world.actors["neighbour"]).get() == item
    assert item.supervised_units.get().signed_at is None
    assert item.obligations.get().unit == world.units["团"]
    step = item.steps.latest("pk")
    assert (step.action, step.name, step.text) == ("transfer", "系统", "演示27团已撤并,由演示28团承接。")
    act(world, item, "neighbour", Action.SIGN)
    assert item.at == State.SIGNED


def test_what_was_fed_back_goes_on_with_the_office(world: OfficeWorld) -> None:
    item = walked(world, 2)
    merge(world)
    item.refresh_from_db()
    assert (item.unit, item.at) == (world.units["邻"], State.FED_BACK)


def test_a_merger_entered_ahead_takes_effect_on_its_day(world: OfficeWorld) -> None:
    item, day = walked(world, 1), TODAY + dt.timedelta(days=5)
    merge(world, day)
    item.refresh_from_db()
    assert item.unit == world.units["团"]
    with time_machine.travel(NOW + dt.timedelta(days=5), tick=False):
        assert supervision_pass_on() == 1
        assert supervision_pass_on() == 0
    item.refresh_from_db()
    assert item.unit == world.units["邻"]


def test_a_preview_changes_nothing(world: OfficeWorld) -> None:
    item = walked(world, 1)
    preview(lambda: merge(world))
    item.refresh_from_db()
    assert (item.unit, item.at) == (world.units["团"], State.SIGNED)
    assert not Message.objects.filter(title__contains="移交").exists()


def test_after_a_split_the_office_hands_it_over(world: OfficeWorld) -> None:
    item = walked(world, 1)
    new = [NewUnit("甲", "演示甲团", [world.units["连"]]), NewUnit("乙", "演示乙团")]
    unit_split(actor=SYSTEM, day=TODAY, unit=world.units["团"], new=new, keep=False, reason="演示拆分")
    item.refresh_from_db()
    assert is_orphan(item)
    asked = Message.objects.filter(title__startswith="承办单位已撤销")
    assert set(asked.values_list("account__username", flat=True)) == {"office", "colleague"}
    act(world, item, "office", Action.TRANSFER, Said("划入乙团。", unit=Unit.objects.get(code="乙")))
    assert (item.unit.code, item.at, is_orphan(item)) == ("乙", State.ISSUED, False)


def test_a_unit_that_helps_passes_its_part_on(world: OfficeWorld) -> None:
    item = issued(world, cells=[world.cell("团")], partners=[world.units["邻"]])
    gone = world.units["邻"]
    other = NewUnit("新", "演示新团")
    unit_split(actor=SYSTEM, day=TODAY, unit=world.units["团"], new=[other], keep=True, reason="演示拆分")
    unit_merge(actor=SYSTEM, day=TODAY, units=[gone], into=Unit.objects.get(code="新"), reason="演示合并")
    partner = item.supervised_units.get(part=SupervisedUnit.Part.PARTNER)
    assert partner.unit.code == "新"


def test_the_successor_of_an_office_goes_on_and_numbers_stay(world: OfficeWorld) -> None:
    item = walked(world, 2)
    new = NewUnit("新师", "演示新二师")
    unit_merge(
        actor=SYSTEM, day=TODAY, units=[world.units["师"], *_another_division(world)], into=new, reason="演示"
    )
    item = SupervisionItem.objects.get(pk=item.pk)
    assert (item.office.code, item.number, item.numbered_by) == ("新师", "督2026-001", world.units["师"])


def _another_division(world: OfficeWorld) -> list[Unit]:
    unit_begin(
        actor=SYSTEM, day=FOUNDED, code="三师", kind="division", name="演示三师", parent=world.units["兵"]
    )
    return [Unit.objects.get(code="三师")]


def test_an_abolished_unit_without_successor_is_put_to_the_office_once(world: OfficeWorld) -> None:
    walked(world, 1)
    unit_abolish(
        actor=SYSTEM, day=TODAY, unit=world.units["团"], children_to=world.units["邻"], reason="演示"
    )
    supervision_pass_on()
    assert Message.objects.filter(title__startswith="承办单位已撤销").count() == 2
