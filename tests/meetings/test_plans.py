"""A meeting is planned, held and logged, or cancelled; it is shown as planned and counts only once it was held."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from duties.models import Record
from meetings.models import Entry, EntryState
from meetings.services.entries import entry_correct, entry_enter, entry_plan, entry_save
from meetings.services.settling import entry_cancel
from tests.meetings.conftest import As
from tests.meetings.world import World, content, counted, entered, sent

COMING = dt.date(2026, 9, 25)


def planned(world: World, **values: Any) -> Entry:
    given = content(world, **{"occurred_on": COMING} | values)
    return entry_plan(actor=world.actors["clerk"], unit=world.unit, content=given, token=uuid.uuid4())


def test_a_plan_counts_nowhere_and_is_seen_by_the_unit_and_above(world: World, as_: As) -> None:
    entry = planned(world)
    assert (entry.state, Record.objects.count(), counted(world)) == (EntryState.PLANNED, 0, 0)
    url = reverse("entry", args=[entry.public_id])
    for name in ("clerk", "secretary", "office", "auditor"):
        page = as_(name).get(url).content.decode()
        assert "计划中,不计入台账" in page
        assert "召开(开展)后将计入" in page
        assert "0/1 → 1/1" in page
    assert as_("stranger").get(url).status_code == 404


def test_held_it_becomes_the_entry_with_the_actual_facts(world: World, as_: As) -> None:
    entry = planned(world)
    url = reverse("entry-edit", args=[entry.public_id])
    assert "登记计划中的事项" in as_("clerk").get(url).content.decode()
    early = as_("clerk").post(url, sent(world, occurred_on=str(COMING), version="2"))
    assert (early.status_code, "不能晚于今天" in early.content.decode()) == (422, True)
    answer = as_("clerk").post(url, sent(world, place="师部会议室", version="2"))
    entry.refresh_from_db()
    assert (answer.status_code, entry.state, entry.place) == (302, EntryState.SUBMITTED, "师部会议室")
    assert (entry.occurred_on, counted(world)) == (dt.date(2026, 9, 18), 1)


def test_the_form_plans_and_moves_a_plan_to_another_day(world: World, as_: As) -> None:
    as_("clerk").post("/entries/new/", sent(world, occurred_on=str(COMING), action="plan"))
    entry = Entry.objects.get()
    assert (entry.state, entry.title) == (EntryState.PLANNED, "2026年9月25日党委常委会会议")
    url = reverse("entry-edit", args=[entry.public_id])
    as_("clerk").post(url, sent(world, occurred_on="2026-09-28", action="plan", version="2"))
    entry.refresh_from_db()
    assert (entry.state, entry.occurred_on) == (EntryState.PLANNED, dt.date(2026, 9, 28))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"occurred_on": "2026-09-19"}, "已过"),
        ({"occurred_on": ""}, "请填写日期"),
        ({"forms": []}, "至少选择一种"),
    ],
)
def test_a_plan_that_is_none_is_refused_at_its_field(
    world: World, as_: As, values: dict[str, Any], message: str
) -> None:
    given = {"occurred_on": str(COMING), "action": "plan"} | values
    answer = as_("clerk").post("/entries/new/", sent(world, **given))
    assert (answer.status_code, Entry.objects.count()) == (422, 0)
    assert message in answer.content.decode()


def test_a_plan_is_cancelled_with_a_reason_and_stays_to_be_seen(world: World, as_: As) -> None:
    entry = planned(world)
    url = reverse("entry-cancel", args=[entry.public_id])
    assert as_("clerk").post(url, {"reason": " "}).status_code == 422
    page = as_("clerk").post(url, {"reason": "与师里会议冲突。"}, follow=True).content.decode()
    assert "计划已取消,不计入台账。原因:与师里会议冲突。" in page
    with pytest.raises(ValidationError, match="不能取消"):
        entry_cancel(actor=world.actors["clerk"], entry=entry, reason="再取消一次。")


@pytest.mark.parametrize("name", ["secretary", "office", "stranger"])
def test_only_its_clerks_plan_and_cancel(world: World, name: str) -> None:
    with pytest.raises(PermissionDenied):
        entry_cancel(actor=world.actors[name], entry=planned(world), reason="不开了。")
    given = content(world, occurred_on=COMING)
    with pytest.raises(PermissionDenied):
        entry_plan(actor=world.actors[name], unit=world.unit, content=given, token=uuid.uuid4())


def test_a_correction_is_no_plan(world: World) -> None:
    clerk = world.actors["clerk"]
    draft = entry_correct(actor=clerk, entry=entered(world))
    with pytest.raises(ValidationError, match="不能列入计划"):
        entry_plan(
            actor=clerk,
            unit=world.unit,
            content=content(world, occurred_on=COMING),
            token=draft.token,
            entry=draft,
            version=1,
        )


def test_a_draft_becomes_a_plan_and_a_plan_held_today_counts(world: World) -> None:
    clerk, token = world.actors["clerk"], uuid.uuid4()
    draft = entry_save(actor=clerk, unit=world.unit, content=content(world), token=token)
    given = {"actor": clerk, "unit": world.unit, "token": token, "entry": draft}
    plan = entry_plan(content=content(world, occurred_on=COMING), version=1, **given)
    held = entry_enter(
        content=content(world, occurred_on=dt.date(2026, 9, 20)), version=plan.version, **given
    )
    assert (held.pk, held.state, counted(world)) == (draft.pk, EntryState.SUBMITTED, 1)


@pytest.mark.parametrize("name", ["clerk", "secretary"])
def test_the_own_page_shows_what_is_planned(world: World, as_: As, name: str) -> None:
    entry = planned(world)
    page = as_(name).get(reverse("mine")).content.decode()
    assert entry.title in page
    assert "计划中 1" in page
    Entry.objects.update(occurred_on=dt.date(2026, 9, 15))
    assert "已过计划日期" in as_(name).get(reverse("mine")).content.decode()


def test_the_calendar_shows_planned_held_and_due(world: World, as_: As) -> None:
    plan, held = planned(world), entered(world, title="第三季度党委常委会会议")
    page = as_("clerk").get("/calendar/?month=2026-09").content.decode()
    assert plan.title in page
    assert held.title in page
    assert "到期" in page
    assert plan.title not in as_("clerk").get("/calendar/?month=2026-10").content.decode()


def test_a_calendar_of_another_unit_is_for_those_above(world: World, as_: As) -> None:
    plan = planned(world)
    url = f"/calendar/?month=2026-09&unit={world.unit.public_id}"
    assert plan.title in as_("office").get(url).content.decode()
    assert as_("stranger").get(url).status_code == 404
    assert as_("office").get("/calendar/?unit=x").status_code == 404


@pytest.mark.parametrize("month", ["x", "2026-13", "9999-12", "0001-01", "%00"])
def test_a_month_that_is_none_is_the_present_one(world: World, as_: As, month: str) -> None:
    assert as_("clerk").get(f"/calendar/?month={month}").context["month"].first == dt.date(2026, 9, 1)
