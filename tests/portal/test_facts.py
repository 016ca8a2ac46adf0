"""Dated facts keep both their times, and the database refuses what contradicts."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError

from portal import access, clock
from portal.models import Area, Change, Existence, Person, Placement, Tenure, Unit
from portal.services.areas import rebuild_areas
from portal.services.facts import fact_add, fact_change

pytestmark = pytest.mark.django_db
MARCH = dt.datetime(2026, 3, 1, 9, tzinfo=clock.SHANGHAI)
MAY = dt.datetime(2026, 5, 1, 9, tzinfo=clock.SHANGHAI)


def make_unit(code: str, kind: str = "regiment") -> Unit:
    return Unit.objects.create(code=code, kind=kind, name=f"演示{code}")


def place(unit: Unit, parent: Unit, start: dt.date | None = None, end: dt.date | None = None) -> Placement:
    fact = Placement(unit=unit, parent=parent, started_on=start, ended_on=end)
    return fact_add(actor=access.SYSTEM, fact=fact, unit=unit)


def hold(unit: Unit, ref: str, start: dt.date, end: dt.date | None = None, *, acting: bool = False) -> Tenure:
    person, _ = Person.objects.get_or_create(code=ref, defaults={"name": f"演示-{ref}"})
    fact = Tenure(
        ref=ref,
        unit=unit,
        role="party_secretary",
        person=person,
        started_on=start,
        ended_on=end,
        acting=acting,
    )
    return fact_add(actor=access.SYSTEM, fact=fact, unit=unit)


def test_a_change_keeps_what_was_known_before() -> None:
    unit, first, second = make_unit("27"), make_unit("二", "division"), make_unit("三", "division")
    with time_machine.travel(MARCH, tick=False):
        fact = place(unit, first, dt.date(2020, 1, 1))
    with time_machine.travel(MAY, tick=False):
        fact_change(actor=access.SYSTEM, fact=fact, unit=unit, parent=second)
    before = Placement.objects.known(MARCH + dt.timedelta(days=1)).get(unit=unit)
    assert before.parent == first
    assert Placement.objects.known().get(unit=unit).parent == second
    assert list(Change.objects.order_by("pk").values_list("action", flat=True)) == [
        "placement_add",
        "placement_change",
    ]


def test_two_parents_on_one_day_are_refused() -> None:
    unit, first, second = make_unit("27"), make_unit("二", "division"), make_unit("三", "division")
    place(unit, first, dt.date(2020, 1, 1), dt.date(2024, 1, 1))
    with pytest.raises(ValidationError, match="同一天只能有一个上级单位"):
        place(unit, second, dt.date(2023, 12, 31))
    place(unit, second, dt.date(2024, 1, 1))


def test_an_acting_holder_may_stand_beside_the_regular_one() -> None:
    unit = make_unit("27")
    hold(unit, "甲一", dt.date(2024, 1, 1))
    hold(unit, "乙二", dt.date(2024, 6, 1), acting=True)
    with pytest.raises(ValidationError, match="同一席位同一天"):
        hold(unit, "丙三", dt.date(2024, 6, 1))


@pytest.mark.parametrize("end", [dt.date(2024, 1, 1), dt.date(2023, 1, 1)])
def test_an_end_not_after_the_start_is_refused(end: dt.date) -> None:
    with pytest.raises(ValidationError):
        hold(make_unit("27"), "甲一", dt.date(2024, 1, 1), end)


def test_areas_follow_the_dated_tree() -> None:
    corps, first, second, regiment = (
        make_unit(code, kind)
        for code, kind in [("兵", "corps"), ("二", "division"), ("三", "division"), ("27", "regiment")]
    )
    for unit in (corps, first, second, regiment):
        fact_add(actor=access.SYSTEM, fact=Existence(unit=unit, started_on=dt.date(2020, 1, 1)), unit=unit)
    place(first, corps)
    place(second, corps)
    place(regiment, first, None, dt.date(2024, 1, 1))
    place(regiment, second, dt.date(2024, 1, 1))
    rebuild_areas()

    def above(day: dt.date) -> set[Unit]:
        return {area.ancestor for area in Area.objects.filter(unit=regiment, during__contains=day)}

    assert above(dt.date(2023, 12, 31)) == {regiment, first, corps}
    assert above(dt.date(2024, 1, 1)) == {regiment, second, corps}
    assert above(dt.date(2019, 12, 31)) == set()
