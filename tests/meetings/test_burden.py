"""填报用时: what units spent beside what they were asked for, by month, for the office of the area alone."""

import datetime as dt
import io
import uuid

import pytest
from openpyxl import load_workbook
from pytest_django.fixtures import DjangoAssertNumQueries

from duties.models import Obligation, Urging, UrgingAct
from meetings.models import Entry, Filling
from meetings.selectors.burden import Burden, burden, month_called
from portal import clock
from portal.models import Access, Unit
from tests.meetings.conftest import As
from tests.meetings.world import World, entered

PAGE, FILE = "/burden/", "/burden/export/"
SEPTEMBER = month_called("2026-09", dt.date(2026, 9, 20))


def spent(
    world: World, unit: Unit, *, seconds: int | None = 60, day: int = 10, month: int = 9, **values: object
) -> Filling:
    """A form of an entry that `unit` finished on that day at half past midnight, the day before in UTC."""
    finished = dt.datetime(2026, month, day, 0, 30, tzinfo=clock.SHANGHAI)
    entry = Entry.objects.create(
        unit=unit, entered_by=world.actors["clerk"].account, made_at=finished, token=uuid.uuid4()
    )
    return Filling.objects.create(
        entry=entry, unit=unit, opened_at=finished, finished_at=finished, seconds=seconds, **values
    )


def shown(unit: Unit, *unfolded: str) -> dict[str, tuple[int, int, float | None]]:
    """The lines of September by label: minutes, entries, minutes an entry."""
    return {
        row.label: (row.cost.minutes, row.cost.entries, row.cost.each) for row in page(unit, *unfolded).rows
    }


def page(unit: Unit, *unfolded: str) -> Burden:
    return burden(unit, SEPTEMBER, unfolded)


def test_units_are_summed_with_those_below_them_and_silent_ones_are_shown(world: World) -> None:
    spent(world, world.units["S"], seconds=120)
    spent(world, world.units["T"], seconds=240)
    spent(world, world.units["L"], seconds=480)
    assert shown(world.units["S"]) == {
        "演示二师": (14, 3, 4.7), "本级": (2, 1, 2.0), "演示27团": (12, 2, 6.0), "演示28团": (0, 0, None),
    }  # fmt: skip
    unfolded = page(world.units["S"], "T").rows
    assert [(row.label, row.level, row.cost.minutes) for row in unfolded[2:5]] == [
        ("演示27团", 1, 12), ("本级", 2, 4), ("演示27团1连", 2, 8),
    ]  # fmt: skip


def test_units_neither_asked_nor_heard_of_are_counted_in_one_line(world: World) -> None:
    rows = burden(world.unit, month_called("2026-05", clock.today()), ()).rows
    assert [(row.label, row.rest) for row in rows] == [("演示27团", 0), ("本级", 0), ("其余1个单位", 1)]
    spent(world, world.units["L"], month=5)
    rows = burden(world.unit, month_called("2026-05", clock.today()), ()).rows
    assert [row.label for row in rows] == ["演示27团", "本级", "演示27团1连"]


def test_a_month_begins_at_midnight_in_shanghai(world: World) -> None:
    spent(world, world.unit, day=1, seconds=600)
    spent(world, world.unit, day=1, month=10, seconds=6000)
    total = page(world.unit).total
    assert (total.cost.minutes, total.before.minutes, total.change) == (10, 0, 10)


def test_several_sittings_are_one_entry_and_what_was_not_measured_is_said(world: World) -> None:
    first = spent(world, world.unit, seconds=60)
    Filling.objects.create(
        entry=first.entry,
        unit=world.unit,
        opened_at=first.opened_at,
        finished_at=first.finished_at,
        seconds=30,
    )
    spent(world, world.unit, seconds=None)
    cost = page(world.unit).total.cost
    assert (cost.seconds, cost.entries, cost.measured, cost.unmeasured, cost.each) == (90, 2, 1, 1, 1.5)


def test_ways_are_counted(world: World) -> None:
    spent(world, world.unit, way="copy")
    spent(world, world.unit, way="table", offline=True)
    proxied = spent(world, world.unit, way="prefill").entry
    Entry.objects.filter(pk=proxied.pk).update(entered_from=world.unit, replaces=entered(world))
    assert page(world.unit).total.cost.ways == [
        ("沿用上次", 1), ("材料预填", 1), ("批量登记", 1), ("代录", 1), ("离线", 1), ("更正", 1),
    ]  # fmt: skip


def test_beside_it_stands_what_was_asked_for(world: World) -> None:
    due = Obligation.objects.filter(
        unit__in=[world.units["T"], world.units["L"]], required__gt=0, due_on__range=("2026-09-01", "2026-09-30"),
        first_on__lte="2026-09-20",
    )  # fmt: skip
    account = world.actors["office"].account
    act = UrgingAct.objects.create(
        office=world.units["S"], text="请抓紧。", sent_by=account, sent_at=clock.now()
    )
    some = due.first()
    assert some is not None
    Urging.objects.create(
        act=act, rule=some.rule, unit=some.unit, role=some.role, period=some.period, due_on=some.due_on,
        sent_at=act.sent_at,
    )  # fmt: skip
    cost = page(world.unit).total.cost
    assert (cost.due, cost.urged) == (due.count(), 1)
    assert cost.due > 0


def test_no_name_of_a_person_stands_on_the_page(world: World, as_: As) -> None:
    spent(world, world.unit)
    text = as_("office").get(PAGE).content.decode()
    assert "演示27团" in text
    for name in ("clerk", "书记"):
        assert f"演示-{name}" not in text


def test_only_the_office_of_the_area_reads_it(world: World, as_: As) -> None:
    for name in ("clerk", "secretary", "auditor"):
        assert as_(name).get(PAGE).status_code == 403
    foreign = {"unit": str(world.unit.public_id)}
    assert as_("office").get(PAGE, foreign).status_code == 200
    assert as_("foreign_office").get(PAGE, foreign).status_code == 404
    assert as_("foreign_office").post(FILE, foreign).status_code == 404


@pytest.mark.parametrize("asked", ["2019-01", "2026-13", "2026Q3", "²⁰²⁶-09", "\0"])
def test_a_month_that_is_none_shows_the_present_one(world: World, as_: As, asked: str) -> None:
    assert as_("office").get(PAGE, {"month": asked}).context["burden"].month.name == "2026-09"


@pytest.mark.parametrize("unit", ["1", str(uuid.UUID(int=0))])
def test_a_unit_that_is_none_is_not_found(world: World, as_: As, unit: str) -> None:
    assert as_("office").get(PAGE, {"unit": unit}).status_code == 404


def test_the_workbook_has_months_and_each_unit_by_itself(world: World, as_: As) -> None:
    spent(world, world.units["L"], seconds=480)
    answer = as_("office").post(FILE, {"month": "2026-09"})
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)), read_only=True)
    units = [row[:5] for row in book["各单位(本级)"].iter_rows(values_only=True)]
    assert units[1:] == [
        ("L", "演示27团1连", "演示27团", 8, 1), ("S", "演示二师", None, 0, 0),
        ("T", "演示27团", "演示二师", 0, 0), ("T2", "演示28团", "演示二师", 0, 0),
    ]  # fmt: skip
    months = [row[:3] for row in book["逐月(含下级)"].iter_rows(values_only=True)]
    assert (len(months), months[-1]) == (13, ("2026年9月", 8, 1))
    assert Access.objects.get(action="burden_export").target_ref == "S 2026-09"


def test_queries_stay_the_same_however_much_there_is(
    world: World, as_: As, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_("office")
    client.get(PAGE, {"open": "T"})
    with django_assert_num_queries(17):
        client.get(PAGE, {"open": "T"})
    for unit in world.units.values():
        spent(world, unit)
    with django_assert_num_queries(17):
        client.get(PAGE, {"open": "T"})
