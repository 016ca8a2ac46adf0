"""Returned with a deadline: the clerk reads it, what is late is marked, and it ends with the state."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from duties.models import RecordState
from duties.moves import Move
from meetings.models import Entry, EntryState
from meetings.services.entries import entry_correct, entry_submit
from meetings.services.moved import EntriesFollow
from meetings.services.settling import entry_return
from portal.models import Change, Message
from tests.meetings.conftest import As
from tests.meetings.world import NOW, World, entered

DAY = dt.date(2026, 9, 25)


def returned(world: World) -> Entry:
    """An entry that the office returned, to be mended by a Friday."""
    return entry_return(
        actor=world.actors["office"], entry=entered(world), reason="请补签到表。", mend_by=DAY
    )


def test_the_office_names_a_day_and_the_clerk_reads_it_everywhere(world: World, as_: As) -> None:
    entry, client = entered(world), as_("office")
    assert 'value="2026-09-27"' in client.get(reverse("entry", args=[entry.public_id])).content.decode()
    client.post(
        reverse("entry-return", args=[entry.public_id]), {"reason": "请补签到表。", "mend_by": "2026-09-25"}
    )
    entry.refresh_from_db()
    assert (entry.state, entry.mend_by) == (EntryState.RETURNED, DAY)
    clerk = as_("clerk")
    page = clerk.get(reverse("entry", args=[entry.public_id])).content.decode()
    assert "还请于2026年9月25日前补正" in page
    assert "补正期限" in page
    assert "9月25日前补正" in clerk.get("/entries/?state=returned").content.decode()
    assert "请于9月25日前补正" in clerk.get("/mine/").content.decode()
    assert "2026年9月25日前" in Message.objects.get(account=world.actors["clerk"].account).text


def test_without_a_day_there_is_a_week(world: World) -> None:
    entry = entry_return(actor=world.actors["secretary"], entry=entered(world), reason="不符。")
    assert entry.mend_by == dt.date(2026, 9, 27)


@pytest.mark.parametrize(("day", "said"), [("2026-09-19", "补正期限不能早于今天"), ("明天", "补正期限请写成"), ("\0", "补正期限请写成")])  # fmt: skip
def test_a_day_that_is_over_or_none_is_refused_and_the_words_are_kept(
    world: World, as_: As, day: str, said: str
) -> None:
    entry = entered(world)
    sent = {"reason": "请补签到表。", "mend_by": day}
    answer = as_("office").post(reverse("entry-return", args=[entry.public_id]), sent)
    page = answer.content.decode()
    assert (answer.status_code, said in page, "请补签到表。" in page) == (422, True, True)
    assert Entry.objects.get().state == EntryState.SUBMITTED


def test_the_service_holds_to_it_too(world: World) -> None:
    with pytest.raises(ValidationError, match="不能早于今天"):
        entry_return(actor=world.actors["office"], entry=entered(world), reason="不符。", mend_by=DAY - dt.timedelta(7))  # fmt: skip


def test_an_import_that_returns_gives_a_week_too(world: World) -> None:
    entry = entered(world)
    record = entry.records.get()
    move = Move(record.pk, record.ref, RecordState.RETURNED, None)
    EntriesFollow().follow(world.actors["office"], [move])
    entry.refresh_from_db()
    assert (entry.state, entry.mend_by) == (EntryState.RETURNED, dt.date(2026, 9, 27))
    again = Move(record.pk, record.ref, RecordState.CONFIRMED, None)
    EntriesFollow().follow(world.actors["office"], [again])
    entry.refresh_from_db()
    assert (entry.state, entry.mend_by) == (EntryState.CONFIRMED, None)


def test_what_is_late_is_marked_the_day_after(world: World, as_: As) -> None:
    entry, client = returned(world), as_("clerk")
    address = reverse("entry", args=[entry.public_id])
    for days, late in ((5, False), (6, True)):
        with time_machine.travel(NOW + dt.timedelta(days)):
            client = as_("clerk")
            for page in (address, "/entries/", "/mine/"):
                assert ("补正逾期" in client.get(page).content.decode()) is late


def test_a_correction_ends_the_deadline_and_the_history_keeps_it(world: World) -> None:
    entry = returned(world)
    again = entry_submit(
        actor=world.actors["clerk"], entry=entry_correct(actor=world.actors["clerk"], entry=entry)
    )
    entry.refresh_from_db()
    assert (entry.state, entry.mend_by, again.mend_by) == (EntryState.WITHDRAWN, None, None)
    row = Change.objects.get(action="entry_return", target_ref=str(entry.public_id))
    assert row.after is not None
    assert row.after["mend_by"] == "2026-09-25"
