"""A locked period refuses changes of its records and waivers until the office opens it; nothing else is touched."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from duties.models import PeriodLock, Record, Rule
from duties.services.period_locks import period_lock, period_unlock
from duties.services.records import (
    Content,
    record_add,
    record_confirm,
    record_replace,
    record_return,
    record_withdraw,
)
from duties.services.waivers import waiver_drop, waiver_grant
from portal.access import SYSTEM
from portal.models import Change
from tests.access_walk import signed_in
from tests.duties.office_world import NOW, OfficeWorld, make_fresh_world
from tests.duties.shared import once

pytestmark = pytest.mark.django_db

IN_Q1, AFTER_Q1 = dt.date(2026, 3, 31), dt.date(2026, 4, 1)


made = once(make_fresh_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None) -> Iterator[OfficeWorld]:
    with time_machine.travel(NOW, tick=False):
        yield made


def content(world: OfficeWorld, day: dt.date, unit: str = "团", for_period: str = "") -> Content:
    return Content(
        unit=world.units[unit],
        kind="meeting",
        forms=["leading_group"],
        occurred_on=day,
        for_period=for_period,
    )


def add(world: OfficeWorld, day: dt.date, unit: str = "团", for_period: str = "") -> Record:
    return record_add(actor=SYSTEM, content=content(world, day, unit, for_period))


def lock(world: OfficeWorld, unit: str = "师", period: str = "2026Q1", by: str = "office") -> PeriodLock:
    return period_lock(actor=world.actors[by], unit=world.units[unit], period=period, reason="年度考核核算")


def test_every_change_of_a_record_in_a_locked_period_is_refused(world: OfficeWorld) -> None:
    record = add(world, IN_Q1)
    lock(world)
    deeds: list[Callable[[], object]] = [
        lambda: add(world, IN_Q1),
        lambda: add(world, AFTER_Q1, for_period="2026Q1"),
        lambda: record_confirm(actor=SYSTEM, record=record),
        lambda: record_return(actor=SYSTEM, record=record, reason="演示"),
        lambda: record_withdraw(actor=SYSTEM, record=record, reason="演示"),
        lambda: record_replace(actor=SYSTEM, record=record, content=content(world, AFTER_Q1), reason="演示"),
    ]
    for deed in deeds:
        with pytest.raises(ValidationError, match="演示二师2026年第一季度的台账已锁定\\(年度考核核算\\)"):
            deed()
    assert Record.objects.get().state == "submitted"


def test_what_lies_outside_the_period_or_the_area_goes_on(world: OfficeWorld) -> None:
    lock(world, unit="团")
    assert add(world, AFTER_Q1)
    assert add(world, IN_Q1, "邻")
    assert add(world, AFTER_Q1, for_period="2026Q2")


def test_unlocked_with_a_reason_it_may_be_changed_again(world: OfficeWorld) -> None:
    made = lock(world)
    with pytest.raises(ValidationError, match="理由"):
        period_unlock(actor=world.actors["office"], lock=made, reason=" ")
    period_unlock(actor=world.actors["office"], lock=made, reason="核实补录")
    assert add(world, IN_Q1)
    with pytest.raises(ValidationError, match="已解除"):
        period_unlock(actor=world.actors["office"], lock=made, reason="再次")
    assert lock(world).pk != made.pk
    kept = Change.objects.get(action="period_unlock")
    assert kept.reason == "核实补录"


def test_waivers_of_a_locked_period_stand_as_they_are(world: OfficeWorld) -> None:
    rule = Rule.objects.get(code="a8.2.leading_group")
    unit = world.units["团"]
    waiver = waiver_grant(actor=SYSTEM, rule=rule, unit=unit, period="2026Q1", reason="演示")
    made = lock(world, period="2026")
    with pytest.raises(ValidationError, match="已锁定"):
        waiver_drop(actor=SYSTEM, waiver=waiver, reason="演示")
    with pytest.raises(ValidationError, match="已锁定"):
        waiver_grant(actor=SYSTEM, rule=rule, unit=unit, period="2026Q2", reason="演示")
    period_unlock(actor=world.actors["office"], lock=made, reason="核实")
    waiver_drop(actor=SYSTEM, waiver=waiver, reason="演示")


@pytest.mark.parametrize(
    ("unit", "by"), [("团", "aside"), ("兵", "office"), ("团", "clerk"), ("团", "approver")]
)
def test_only_the_office_of_an_area_locks_in_it(world: OfficeWorld, unit: str, by: str) -> None:
    with pytest.raises(PermissionDenied):
        lock(world, unit=unit, by=by)


def test_a_lock_of_the_office_above_is_opened_there(world: OfficeWorld) -> None:
    made = lock(world, unit="团", by="above")
    with pytest.raises(PermissionDenied):
        period_unlock(actor=world.actors["office"], lock=made, reason="演示")
    period_unlock(actor=world.actors["above"], lock=made, reason="演示")
    own = lock(world, unit="团")
    period_unlock(actor=world.actors["above"], lock=own, reason="演示")


@pytest.mark.parametrize(
    ("period", "says"),
    [("2026Q5", "没有这一周期"), ("abc", "没有这一周期"), ("2027", "尚不能锁定"), ("T2026-01-01", "没有")],
)
def test_a_period_that_cannot_be_locked_is_refused(world: OfficeWorld, period: str, says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        lock(world, period=period)


def test_a_period_is_locked_once(world: OfficeWorld) -> None:
    lock(world)
    with pytest.raises(ValidationError, match="已经锁定"):
        lock(world)


def test_the_form_names_nothing_by_itself_and_says_in_words_what_it_would_lock(world: OfficeWorld) -> None:
    add(world, IN_Q1)
    add(world, AFTER_Q1)
    client, path = signed_in(world.actors["office"].account), "/period-locks/"
    empty = client.get(path).content.decode()
    assert "请选择单位" in empty
    assert "请选择周期" in empty
    assert client.post(path, {"reason": "年度考核核算"}).status_code == 422
    asked = {"unit": str(world.units["师"].public_id), "period": "2026Q1", "reason": "年度考核核算"}
    page = client.post(path, asked).content.decode()
    assert "<b>演示二师</b>及其辖区3个单位" in page
    assert "<b>2026年第一季度</b>,2026年1月1日(星期四)至2026年3月31日(星期二)" in page
    assert "1条履职记录" in page
    assert not PeriodLock.objects.exists()
    answer = client.post(path, asked | {"confirmed": f"{asked['unit']} 2026Q1"})
    assert (answer.status_code, PeriodLock.objects.get().period) == (302, "2026Q1")


def test_what_was_confirmed_is_what_is_locked(world: OfficeWorld) -> None:
    unit = str(world.units["师"].public_id)
    other = {"unit": unit, "period": "2026", "reason": "年度考核核算", "confirmed": f"{unit} 2026Q1"}
    page = signed_in(world.actors["office"].account).post("/period-locks/", other)
    assert "<b>2026年</b>" in page.content.decode()
    assert not PeriodLock.objects.exists()
