"""The life of an entry: who may do what, what counts when, and that ledger and entry stand or fall together."""

import uuid
from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from duties.ledger.reconcile import reconcile
from duties.models import Record
from meetings.models import Entry, EntryState
from meetings.services.contents import AgendaLine
from meetings.services.entries import entry_correct, entry_enter, entry_save, entry_submit
from meetings.services.settling import entry_confirm, entry_return, entry_withdraw
from meetings.services.states import RepeatedEntryError, StaleEntryError
from portal.models import Change, Message
from tests.meetings.world import World, content, counted, entered


def test_a_draft_counts_nowhere_and_a_submitted_one_at_once(world: World) -> None:
    draft = entry_save(
        actor=world.actors["clerk"], unit=world.unit, content=content(world), token=uuid.uuid4()
    )
    assert counted(world) == 0
    entry = entry_submit(actor=world.actors["colleague"], entry=draft)
    assert (counted(world), entry.state) == (1, EntryState.SUBMITTED)
    assert entry.title == "2026年9月18日党委常委会会议"


def test_one_sitting_of_two_forms_is_one_record_that_counts_twice(world: World) -> None:
    entry = entered(world, forms=["party_standing_committee", "leading_group"])
    assert entry.records.count() == 1
    assert (counted(world), counted(world, "a8.2.leading_group")) == (1, 1)


def test_an_item_on_the_topic_makes_the_difference(world: World) -> None:
    entered(world, agenda=[AgendaLine("研究干部任免事项")])
    assert counted(world) == 0


def test_the_leader_confirms_and_the_ledger_stays(world: World) -> None:
    entry = entry_confirm(actor=world.actors["secretary"], entry=entered(world))
    assert (entry.state, entry.records.get().state, counted(world)) == ("confirmed", "confirmed", 1)
    assert entry.settled_by == world.actors["secretary"].account


@pytest.mark.parametrize("name", ["head", "clerk", "member", "office", "foreign_official"])
def test_nobody_else_confirms(world: World, name: str) -> None:
    entry = entered(world)
    with pytest.raises(PermissionDenied):
        entry_confirm(actor=world.actors[name], entry=entry)


@pytest.mark.parametrize("name", ["secretary", "head"])
def test_without_a_leader_whoever_answers_for_the_unit_confirms(world: World, name: str) -> None:
    entry = entered(world, leader=None, forms=["study_session"])
    assert entry_confirm(actor=world.actors[name], entry=entry).state == EntryState.CONFIRMED


@pytest.mark.parametrize("name", ["secretary", "office"])
def test_a_returned_entry_counts_no_more_and_its_clerk_is_told(world: World, name: str) -> None:
    entry = entry_return(actor=world.actors[name], entry=entered(world), reason="请补签到表。")
    assert (entry.state, counted(world)) == (EntryState.RETURNED, 0)
    message = Message.objects.get(account=world.actors["clerk"].account)
    assert "请补签到表" in message.text


@pytest.mark.parametrize("name", ["head", "clerk", "foreign_office", "auditor"])
def test_nobody_else_returns(world: World, name: str) -> None:
    entry = entered(world)
    with pytest.raises(PermissionDenied):
        entry_return(actor=world.actors[name], entry=entry, reason="不符。")


def test_a_returned_entry_is_corrected_by_another_and_both_stay(world: World) -> None:
    returned = entry_return(actor=world.actors["secretary"], entry=entered(world), reason="请补签到表。")
    draft = entry_correct(actor=world.actors["colleague"], entry=returned)
    assert entry_correct(actor=world.actors["clerk"], entry=returned) == draft
    again = entry_submit(actor=world.actors["clerk"], entry=draft)
    returned.refresh_from_db()
    assert (returned.state, again.replaces, counted(world)) == (EntryState.WITHDRAWN, returned, 1)
    assert again.records.get().replaces == returned.records.get()


def test_an_entry_under_correction_counts_until_the_correction_is_sent(world: World) -> None:
    entry = entered(world)
    draft = entry_correct(actor=world.actors["clerk"], entry=entry)
    assert counted(world) == 1
    with pytest.raises(ValidationError, match="更正原因"):
        entry_submit(actor=world.actors["clerk"], entry=draft)
    moved = content(world, forms=["leading_group"], reason="会议类型选错。")
    entry_enter(
        actor=world.actors["clerk"], unit=world.unit, content=moved, token=draft.token, entry=draft, version=1
    )
    assert (counted(world), counted(world, "a8.2.leading_group")) == (0, 1)


def test_a_withdrawn_entry_stays_and_counts_nowhere(world: World) -> None:
    entry = entered(world)
    with pytest.raises(ValidationError, match="撤回原因"):
        entry_withdraw(actor=world.actors["clerk"], entry=entry, reason=" ")
    entry = entry_withdraw(actor=world.actors["clerk"], entry=entry, reason="重复登记。")
    assert (counted(world), entry.records.get().withdrawn_at is not None) == (0, True)
    with pytest.raises(ValidationError, match="已撤回"):
        entry_withdraw(actor=world.actors["clerk"], entry=entry, reason="再撤一次。")


@pytest.mark.parametrize("name", ["secretary", "office", "stranger", "member"])
def test_only_the_units_clerks_write(world: World, name: str) -> None:
    actor, entry = world.actors[name], entered(world)
    with pytest.raises(PermissionDenied):
        entry_save(actor=actor, unit=world.unit, content=content(world), token=uuid.uuid4())
    with pytest.raises(PermissionDenied):
        entry_withdraw(actor=actor, entry=entry, reason="不符。")
    with pytest.raises(PermissionDenied):
        entry_correct(actor=actor, entry=entry)


def test_the_same_form_sent_twice_makes_one_entry(world: World) -> None:
    token, actor = uuid.uuid4(), world.actors["clerk"]
    first = entry_enter(actor=actor, unit=world.unit, content=content(world), token=token)
    with pytest.raises(RepeatedEntryError) as repeated:
        entry_enter(actor=actor, unit=world.unit, content=content(world), token=token)
    assert (repeated.value.entry, Entry.objects.count(), Record.objects.count()) == (first, 1, 1)


def test_a_stale_form_overwrites_nothing_and_its_repeat_is_no_conflict(world: World) -> None:
    actor, token = world.actors["clerk"], uuid.uuid4()
    draft = entry_save(actor=actor, unit=world.unit, content=content(world), token=token)
    given = {"unit": world.unit, "token": token, "entry": draft, "version": 1}
    entry_save(actor=world.actors["colleague"], content=content(world, place="大会议室"), **given)
    with pytest.raises(StaleEntryError):
        entry_save(actor=actor, content=content(world, place="小会议室"), **given)
    with pytest.raises(RepeatedEntryError):
        entry_save(actor=actor, content=content(world, place="大会议室"), **given)
    draft.refresh_from_db()
    assert (draft.place, draft.version) == ("大会议室", 2)


@pytest.mark.parametrize("broken", ["meetings.services.entries.record_add", "duties.services.records.records_changed", "meetings.services.entries.tell_of_submission"])  # fmt: skip
def test_where_a_part_fails_nothing_is_written(world: World, broken: str) -> None:
    changes = Change.objects.count()
    with mock.patch(broken, side_effect=RuntimeError("fault")), pytest.raises(RuntimeError):
        entered(world)
    assert (Entry.objects.count(), Record.objects.count(), Change.objects.count()) == (0, 0, changes)
    assert reconcile(check=True).differences == []


def test_a_failed_correction_leaves_the_first_standing(world: World) -> None:
    entry = entered(world)
    draft = entry_correct(actor=world.actors["clerk"], entry=entry)
    Entry.objects.filter(pk=draft.pk).update(reason="会议类型选错。")
    fault = mock.patch("meetings.services.entries.record_add", side_effect=RuntimeError("fault"))
    with fault, pytest.raises(RuntimeError):
        entry_submit(actor=world.actors["clerk"], entry=draft)
    entry.refresh_from_db()
    assert (entry.state, counted(world)) == (EntryState.SUBMITTED, 1)


def test_the_official_is_told_once(world: World) -> None:
    entry = entered(world)
    message = Message.objects.get(account=world.actors["secretary"].account)
    assert (message.title, message.url) == (f"请确认:{entry.title}", f"/entries/{entry.public_id}/")


def test_every_deed_is_in_the_change_log_with_before_and_after(world: World) -> None:
    entry = entry_return(actor=world.actors["office"], entry=entered(world), reason="请补签到表。")
    row = Change.objects.get(action="entry_return", target_ref=str(entry.public_id))
    assert row.before is not None
    assert row.after is not None
    assert (row.before["state"], row.after["state"], row.reason) == ("submitted", "returned", "请补签到表。")
    assert row.account == world.actors["office"].account
