"""A locked period: the form says so while it is filled in, no deed gets through, and nothing written is lost."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from duties.models import PeriodLock
from duties.services.period_locks import period_lock, period_unlock
from meetings.models import Entry, EntryState
from meetings.services.entries import entry_correct
from tests.meetings.conftest import As
from tests.meetings.world import World, counted, entered, sent

SAID = "演示27团2026年第二季度的台账已锁定(年度考核),不能变更"
JUNE = dt.date(2026, 6, 18)


def lock(world: World, period: str = "2026Q2") -> PeriodLock:
    """The office locks a period of the regiment."""
    return period_lock(actor=world.actors["office"], unit=world.unit, period=period, reason="年度考核")


def test_the_preview_says_it_and_counts_nothing(world: World, as_: As) -> None:
    lock(world)
    client = as_("clerk")
    page = client.post(reverse("entry-preview"), sent(world, occurred_on=str(JUNE))).content.decode()
    assert SAID in page
    assert "is-counted" not in page
    assert SAID not in client.post(reverse("entry-preview"), sent(world)).content.decode()


def test_the_form_is_refused_at_the_day_and_kept(world: World, as_: As) -> None:
    lock(world)
    answer = as_("clerk").post(reverse("entry-new"), sent(world, occurred_on=str(JUNE)))
    page = answer.content.decode()
    assert (answer.status_code, page.count(SAID), "听取和美连队建设汇报" in page) == (422, 1, True)
    assert SAID in answer.context["form"].errors["occurred_on"][0]
    assert not Entry.objects.exists()


def test_a_draft_is_kept_and_submitted_once_unlocked(world: World, as_: As) -> None:
    held, client = lock(world), as_("clerk")
    assert (
        client.post(reverse("entry-new"), sent(world, occurred_on=str(JUNE), action="draft")).status_code
        == 302
    )
    draft = Entry.objects.get()
    given = sent(world, occurred_on=str(JUNE), token=str(draft.token), version="1")
    assert client.post(reverse("entry-edit", args=[draft.public_id]), given).status_code == 422
    period_unlock(actor=world.actors["office"], lock=held, reason="补录。")
    assert client.post(reverse("entry-edit", args=[draft.public_id]), given).status_code == 302
    assert counted(world, period="2026Q2") == 1


def test_a_locked_period_that_is_made_up_for_is_named_at_its_field(world: World, as_: As) -> None:
    lock(world)
    answer = as_("clerk").post(reverse("entry-new"), sent(world, for_period="2026Q2"))
    assert answer.status_code == 422
    assert SAID in answer.context["form"].errors["for_period"][0]


@pytest.mark.parametrize(
    ("name", "deed"), [("secretary", "confirm"), ("secretary", "return"), ("office", "return"), ("clerk", "withdraw")]
)  # fmt: skip
def test_no_deed_gets_through_and_the_reason_is_kept(world: World, as_: As, name: str, deed: str) -> None:
    entry = entered(world, occurred_on=JUNE)
    lock(world)
    cards = [{"HX-Request": "true"}] if deed != "withdraw" else []
    for headers in ({}, *cards):
        answer = as_(name).post(
            reverse(f"entry-{deed}", args=[entry.public_id]), {"reason": "请补签到表。"}, headers=headers
        )
        page = answer.content.decode()
        assert (answer.status_code, SAID in page) == (422, True)
        assert deed == "confirm" or "请补签到表。" in page
    entry.refresh_from_db()
    assert (entry.state, counted(world, period="2026Q2")) == (EntryState.SUBMITTED, 1)


def test_a_correction_that_would_take_something_out_of_it_is_refused_and_kept(world: World, as_: As) -> None:
    entry = entered(world, occurred_on=JUNE)
    draft = entry_correct(actor=world.actors["clerk"], entry=entry)
    lock(world)
    given = sent(world, token=str(draft.token), version="1", reason="日期填错。", place="大会议室")
    answer = as_("clerk").post(reverse("entry-edit", args=[draft.public_id]), given)
    page = answer.content.decode()
    assert (answer.status_code, SAID in page, "大会议室" in page) == (422, True, True)
    entry.refresh_from_db()
    draft.refresh_from_db()
    assert (entry.state, draft.state) == (EntryState.SUBMITTED, EntryState.DRAFT)


def test_the_table_of_several_names_the_row(world: World, as_: As) -> None:
    lock(world)
    row = {"title": "", "date": str(JUNE), "what": "meeting:party_standing_committee", "topic": "on"}
    given = {f"row-0-{name}": value for name, value in row.items()} | {"token": str(uuid.uuid4())}
    answer = as_("clerk").post(reverse("entry-batch"), given)
    assert (answer.status_code, SAID in answer.content.decode()) == (422, True)
    assert not Entry.objects.exists()
