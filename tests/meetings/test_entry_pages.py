"""Lists, an entry's page with its history, confirming and returning, evidence, the record behind a figure."""

import uuid

import pytest
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from duties.models import Record
from meetings.models import Entry, EntryState
from meetings.services.entries import entry_correct, entry_save, entry_submit
from meetings.services.settling import entry_return, entry_withdraw
from portal.models import Message
from portal.services.files import file_store
from tests.meetings.conftest import As
from tests.meetings.world import SITTING, World, content, counted, entered

AWAITING = "/entries/awaiting/"
HTMX = {"HX-Request": "true"}


def url(name: str, entry: Entry) -> str:
    return reverse(name, args=[entry.public_id])


def test_a_page_says_what_the_entry_counts_for(world: World, as_: As) -> None:
    entry = entered(world, forms=["party_standing_committee", "administrative_executive"])
    page = as_("member").get(url("entry", entry)).content.decode()
    assert "党委常委会会议</a> · 2026年第三季度" in page
    assert "1/1</span>,按时完成" in page
    assert "主持人非行政主要负责人" in page


def test_a_stranger_finds_nothing_and_a_missing_entry_neither(world: World, as_: As) -> None:
    entry = entered(world)
    for name in ("stranger", "foreign_official", "foreign_office"):
        assert as_(name).get(url("entry", entry)).status_code == 404
    assert as_("clerk").get(reverse("entry", args=[uuid.uuid4()])).status_code == 404


def test_the_history_says_who_changed_what_and_why(world: World, as_: As) -> None:
    draft = entry_save(
        actor=world.actors["clerk"], unit=world.unit, content=content(world), token=uuid.uuid4()
    )
    moved = content(world, place="大会议室")
    entry_save(actor=world.actors["colleague"], unit=world.unit, content=moved, token=draft.token, entry=draft, version=1)  # fmt: skip
    entry = entry_submit(actor=world.actors["clerk"], entry=draft)
    entry_return(actor=world.actors["office"], entry=entry, reason="请补签到表。")
    own = as_("clerk").get(url("entry", entry))
    steps = own.context["steps"]
    assert [step.action for step in steps] == ["退回", "提交", "填写", "填写"]
    assert ("地点", "机关三楼会议室", "大会议室") in steps[2].differences
    assert ("状态", "已提交", "已退回") in steps[0].differences
    assert "演示二师 领导小组办公室" in own.content.decode()
    assert [step.action for step in as_("auditor").get(url("entry", entry)).context["steps"]] == [
        "退回",
        "提交",
    ]


def test_both_sides_of_a_correction_name_each_other(world: World, as_: As) -> None:
    first = entered(world)
    draft = entry_correct(actor=world.actors["clerk"], entry=first)
    Entry.objects.filter(pk=draft.pk).update(reason="会议类型选错。")
    second = entry_submit(actor=world.actors["clerk"], entry=draft)
    assert url("entry", second) in as_("office").get(url("entry", first)).content.decode()
    page = as_("office").get(url("entry", second)).content.decode()
    assert url("entry", first) in page
    assert "会议类型选错" in page
    assert "is-withdrawn" in as_("office").get(url("entry", first)).content.decode()


def test_the_list_shows_ones_scope_and_filters_by_state(world: World, as_: As) -> None:
    entry_withdraw(actor=world.actors["clerk"], entry=entered(world, title="甲会"), reason="重复。")
    entered(world, title="乙会")
    entry_save(
        actor=world.actors["clerk"], unit=world.unit, content=content(world, title="丙会"), token=uuid.uuid4()
    )
    assert titles(as_, "clerk", "") == ["丙会", "乙会", "甲会"]
    assert titles(as_, "office", "") == ["乙会", "甲会"]
    assert titles(as_, "clerk", "?state=withdrawn") == ["甲会"]
    assert titles(as_, "clerk", "?state=nonsense&page=x") == ["丙会", "乙会", "甲会"]
    assert titles(as_, "stranger", "") == []


def titles(as_: As, name: str, query: str) -> list[str]:
    return [row.title for row in as_(name).get(f"/entries/{query}").context["list"].page.rows]


def test_the_list_takes_few_queries_however_long(
    world: World, as_: As, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(4):
        entered(world, title=f"第{number}次")
    client = as_("office")
    client.get("/entries/")
    with django_assert_max_num_queries(13):
        client.get("/entries/")


def test_an_official_finds_and_confirms_what_was_logged_for_him(world: World, as_: As) -> None:
    entry, client = entered(world), as_("secretary")
    assert list(client.get(AWAITING).context["page"]) == [entry]
    assert list(as_("head").get(AWAITING).context["page"]) == []
    answer = client.post(url("entry-confirm", entry), headers=HTMX)
    assert "已确认" in answer.content.decode()
    assert list(client.get(AWAITING).context["page"]) == []
    assert not Message.objects.filter(account=world.actors["secretary"].account, read_at=None).exists()


def test_who_confirms_twice_is_told_how_it_stands(world: World, as_: As) -> None:
    entry, client = entered(world), as_("secretary")
    client.post(url("entry-confirm", entry))
    again = client.post(url("entry-confirm", entry))
    assert (again.status_code, "已确认,不能确认" in again.content.decode()) == (422, True)


def test_a_return_wants_a_reason_and_keeps_what_was_written(world: World, as_: As) -> None:
    entry, client = entered(world), as_("secretary")
    refused = client.post(url("entry-return", entry), {"reason": " \0 "}, headers=HTMX)
    assert (refused.status_code, "请写明退回原因" in refused.content.decode()) == (422, True)
    entry_withdraw(actor=world.actors["clerk"], entry=entry, reason="重复。")
    late = client.post(url("entry-return", entry), {"reason": "请补签到表。"})
    assert (late.status_code, "已撤回,不能退回" in late.content.decode()) == (422, True)


def test_the_office_returns_but_never_edits(world: World, as_: As) -> None:
    entry, client = entered(world), as_("office")
    assert "退回" in client.get(url("entry", entry)).content.decode()
    assert client.post(url("entry-edit", entry)).status_code == 403
    client.post(url("entry-return", entry), {"reason": "请补签到表。"})
    assert (Entry.objects.get().state, counted(world)) == (EntryState.RETURNED, 0)


def test_an_official_who_is_not_the_leader_is_refused(world: World, as_: As) -> None:
    assert as_("head").post(url("entry-confirm", entered(world))).status_code == 403


def test_a_deed_of_a_stranger_finds_nothing(world: World, as_: As) -> None:
    entry = entered(world)
    assert as_("stranger").post(url("entry-withdraw", entry), {"reason": "不符。"}).status_code == 404
    assert as_("foreign_official").post(url("entry-confirm", entry)).status_code == 404
    assert as_("foreign_office").post(url("entry-return", entry), {"reason": "不符。"}).status_code == 404


def test_the_own_page_of_officials_and_clerks_shows_what_waits(world: World, as_: As) -> None:
    entry = entered(world)
    assert "待我确认" in as_("secretary").get("/mine/").content.decode()
    entry_return(actor=world.actors["office"], entry=entry, reason="请补签到表。")
    assert "被退回" in as_("clerk").get("/mine/").content.decode()


def test_evidence_is_saved_never_shown_and_in_scope_only(world: World, as_: As) -> None:
    stored = file_store(
        actor=world.actors["clerk"], name="纪要.pdf", content=b"%PDF-", content_type="application/pdf"
    )
    evidence = entered(world, files=[stored]).evidence.get()
    address = reverse("evidence", args=[evidence.public_id])
    answer = as_("auditor").get(address)
    assert b"".join(answer.streaming_content) == b"%PDF-"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert as_("stranger").get(address).status_code == 404


def test_a_record_leads_to_its_entry_or_to_a_page_of_its_own(world: World, as_: As) -> None:
    entry = entered(world)
    made = reverse("record", args=[entry.records.get().public_id])
    assert as_("office").get(made).headers["Location"] == url("entry", entry)
    imported = Record.objects.create(
        ref="甲", kind="meeting", forms=["dispatch"], unit=world.unit, occurred_on=SITTING, state="confirmed",
        registered_at=entry.made_at,
    )  # fmt: skip
    page = as_("office").get(reverse("record", args=[imported.public_id])).content.decode()
    assert "会议:工作调度会" in page
    assert as_("stranger").get(made).status_code == 404


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "withdrawn"])
def test_every_state_has_its_page(world: World, as_: As, state: str) -> None:
    clerk = world.actors["clerk"]
    entry = entry_save(actor=clerk, unit=world.unit, content=content(world, leader=None), token=uuid.uuid4())
    if state != "draft":
        entry = entry_submit(actor=clerk, entry=entry)
    if state == "returned":
        entry_return(actor=world.actors["office"], entry=entry, reason="请补签到表。")
    if state == "withdrawn":
        entry_withdraw(actor=clerk, entry=entry, reason="重复。")
    assert as_("clerk").get(url("entry", entry)).status_code == 200
