"""The history of entries and records: who, as what, when, why, before and after; what is withdrawn stays, crossed out."""

import datetime as dt
import uuid

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from duties.models import Record, RecordState, RecordStateChange
from duties.services.records import Content, record_add, record_confirm, record_return, record_withdraw
from meetings.models import Entry
from meetings.services.entries import entry_save, entry_submit
from meetings.services.settling import entry_confirm, entry_return, entry_withdraw
from portal import clock
from tests.meetings.conftest import As
from tests.meetings.world import SITTING, World, content, counted, entered


def bare(world: World) -> Record:
    """A record without an entry, as another door registers it."""
    return record_add(
        actor=world.actors["clerk"],
        content=Content(
            unit=world.unit, kind="meeting", forms=["party_standing_committee"], occurred_on=SITTING,
            leader=world.people["书记"], on_topic=True, title="演示会议",
        ),
    )  # fmt: skip


def address(record: Record) -> str:
    return reverse("record", args=[record.public_id])


def test_all_of_a_long_text_is_there_before_and_after(world: World, as_: As) -> None:
    clerk, minutes = world.actors["clerk"], "议" * 400
    draft = entry_save(
        actor=clerk, unit=world.unit, content=content(world, minutes=minutes + "甲"), token=uuid.uuid4()
    )
    entry_save(
        actor=clerk, unit=world.unit, content=content(world, minutes=minutes + "乙"), token=draft.token,
        entry=draft, version=1,
    )  # fmt: skip
    page = as_("clerk").get(reverse("entry", args=[draft.public_id])).content.decode()
    assert minutes + "甲" in page
    assert minutes + "乙" in page


def test_the_deeds_on_an_entry_stand_in_words_with_who_and_why(world: World, as_: As) -> None:
    entry = entry_confirm(actor=world.actors["secretary"], entry=entered(world))
    entry_return(actor=world.actors["office"], entry=entry, reason="请补签到表。")
    steps = as_("member").get(reverse("entry", args=[entry.public_id])).context["steps"]
    assert [(step.action, step.who, step.reason) for step in steps] == [
        ("退回", "演示-office", "请补签到表。"),
        ("确认", "演示-secretary", ""),
        ("提交", "演示-clerk", ""),
    ]
    assert "领导小组办公室" in steps[0].post
    assert ("状态", "已确认", "已退回") in steps[0].differences
    assert ("补正期限", "—", "2026-09-27") in steps[0].differences


def test_the_history_of_a_record_without_an_entry(world: World, as_: As) -> None:
    record = record_confirm(actor=world.actors["secretary"], record=bare(world))
    record_return(actor=world.actors["office"], record=record, reason="不符。")
    record_withdraw(actor=world.actors["clerk"], record=record, reason="重复。")
    answer = as_("auditor").get(address(record))
    page, steps = answer.content.decode(), answer.context["steps"]
    assert [step.action for step in steps] == ["撤回", "退回", "确认", "登记"]
    assert [step.reason for step in steps] == ["重复。", "不符。", "", ""]
    assert ("状态", "已确认", "已退回") in steps[1].differences
    (label, before, after) = steps[0].differences[0]
    assert (label, before, after[:10]) == ("撤回时间", "—", "2026-09-20")
    assert "演示-office" in page
    assert "is-withdrawn" in page


def test_an_imported_record_tells_its_states(world: World, as_: As) -> None:
    record = Record.objects.create(
        ref="imported", kind="meeting", forms=["party_standing_committee"], unit=world.unit,
        occurred_on=SITTING, state=RecordState.RETURNED, registered_at=clock.now(),
    )  # fmt: skip
    assert "导入以来没有变更" in as_("auditor").get(address(record)).content.decode()
    now = clock.now()
    for state, known, reason in (
        (RecordState.CONFIRMED, DateTimeTZRange(None, now), ""),
        (RecordState.RETURNED, DateTimeTZRange(now, None), "导入"),
    ):
        RecordStateChange.objects.create(record=record, state=state, known=known, reason=reason)
    (step,) = as_("auditor").get(address(record)).context["steps"]
    assert (step.action, step.who, step.reason) == ("退回", "数据导入", "导入")
    assert step.differences == [("状态", "已确认", "已退回")]


def test_the_history_takes_the_same_queries_however_long(
    world: World, as_: As, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    entry = entered(world)
    draft = entry_save(
        actor=world.actors["clerk"], unit=world.unit, content=content(world), token=uuid.uuid4()
    )
    for number in range(6):
        entry_save(
            actor=world.actors["clerk"], unit=world.unit, content=content(world, place=f"{number}号会议室"),
            token=draft.token, entry=draft, version=number + 1,
        )  # fmt: skip
    client = as_("clerk")
    client.get(reverse("entry", args=[entry.public_id]))
    with django_assert_max_num_queries(45) as few:
        client.get(reverse("entry", args=[entry.public_id]))
    long = entry_submit(actor=world.actors["clerk"], entry=draft)
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("entry", args=[long.public_id]))


def test_what_is_withdrawn_stays_crossed_out_and_counts_nowhere(world: World, as_: As) -> None:
    entry, kept = (
        entered(world, title="废会"),
        entered(world, title="好会", occurred_on=SITTING - dt.timedelta(1)),
    )
    assert counted(world) == 2
    entry_withdraw(actor=world.actors["clerk"], entry=entry, reason="重复登记。")
    assert counted(world) == 1
    client = as_("office")
    rows = client.get("/entries/").content.decode().split("<tr")
    assert ["is-withdrawn" in row for row in rows if "废会" in row or "好会" in row] == [False, True]
    page = client.get(reverse("entry", args=[entry.public_id])).content.decode()
    assert "is-withdrawn" in page
    assert "重复登记。" in page
    assert "已撤回,不计入台账" in page
    record = entry.records.get()
    assert record.withdrawn_at is not None
    assert Entry.objects.count() == 2
    cell = client.get(
        reverse("cell", args=[world.unit.public_id, "xpcc-2023", "a8.2.standing_committee", "2026Q3"])
    ).content.decode()
    lines = cell.split("<li")
    assert [
        ("is-withdrawn" in line, "已撤回" in line) for line in lines if str(record.public_id) in line
    ] == [(True, True)]
    assert [
        ("is-withdrawn" in line, "已撤回" in line)
        for line in lines
        if str(kept.records.get().public_id) in line
    ] == [(False, False)]
