"""Decisions of a sitting become items to follow up: for whom, until when, closed with a note, opened again with a reason."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from meetings.models import Decision, Entry
from meetings.reorganising import MeetingsPart
from meetings.selectors.decisions import mark_of, visible_decisions
from meetings.services.contents import DecisionLine
from meetings.services.decisions import decision_close, decision_reopen
from meetings.services.entries import entry_correct, entry_submit
from meetings.services.settling import entry_return
from portal.models import Change, Message
from tests.meetings.conftest import As
from tests.meetings.world import World, entered, sent
from tests.portal.uploads.samples import image

DUE = dt.date(2026, 9, 30)


def decided(world: World, owner: str = "T", **values: Any) -> Decision:
    line = DecisionLine("三季度内拨付项目资金", world.units[owner], due_on=DUE)
    return entered(world, decisions=[line], **values).decisions.get()


def test_the_form_takes_decisions_and_the_page_leads_to_them(world: World, as_: As) -> None:
    values = {
        "decision-0-text": "三季度内拨付项目资金",
        "decision-0-owner": f"{world.units['L'].pk}:",
        "decision-0-due": "2026-09-30",
        "decision-1-text": "",
    }
    page = as_("clerk").post("/entries/new/", sent(world, **values), follow=True).content.decode()
    decision = Decision.objects.get()
    assert (decision.owner_unit, decision.due_on) == (world.units["L"], DUE)
    assert reverse("follow-up", args=[decision.public_id]) in page


BAD = {
    "no such owner": ({"decision-0-owner": "999999:"}, "请从列表中选择"),
    "a date that is none": ({"decision-0-due": "2026-02-30"}, "不是有效的日期"),
    "too long": ({"decision-0-text": "事" * 301}, "最多 300 字"),
    "due before the sitting": ({"decision-0-due": "2026-09-17"}, "早于会议日期"),
    "NUL": ({"decision-0-text": "拨付\0"}, "空字符"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_decision_is_named_and_the_form_kept(world: World, as_: As, case: str) -> None:
    values, message = BAD[case]
    given = {"decision-0-text": "拨付资金", "decision-0-owner": f"{world.unit.pk}:", "decision-0-due": ""}
    answer = as_("clerk").post("/entries/new/", sent(world, **(given | values)))
    assert (answer.status_code, Entry.objects.count()) == (422, 0)
    assert message in answer.content.decode()
    assert len(answer.context["form"].decisions) == 1


def test_without_scripts_a_line_is_added_by_the_server(world: World, as_: As) -> None:
    form = as_("clerk").post("/entries/new/", sent(world, action="more-decision")).context["form"]
    assert len(form.decisions) == 1


def test_the_owner_is_told_and_closes_it_with_a_note_and_a_file(world: World, as_: As) -> None:
    decision = decided(world, "T2")
    told = Message.objects.get(account=world.actors["stranger"].account)
    assert told.title == "待落实:三季度内拨付项目资金"
    url = reverse("follow-up-close", args=[decision.public_id])
    photo = SimpleUploadedFile("回执.jpg", image(), "image/jpeg")
    assert as_("stranger").post(url, {"note": "已拨付。", "evidence": photo}).status_code == 302
    decision.refresh_from_db()
    assert (decision.closed_on, decision.closing_note) == (dt.date(2026, 9, 20), "已拨付。")
    assert decision.files.get().name == "回执.jpg"
    page = as_("clerk").get(reverse("follow-up", args=[decision.public_id])).content.decode()
    assert "已落实" in page
    assert "回执.jpg" in page


def test_closing_wants_a_note_and_keeps_the_file(world: World, as_: As) -> None:
    url = reverse("follow-up-close", args=[decided(world).public_id])
    answer = as_("clerk").post(url, {"note": " ", "evidence": SimpleUploadedFile("回执.jpg", image())})
    assert (answer.status_code, [file.name for file, _ in answer.context["kept"]]) == (422, ["回执.jpg"])
    assert "请写明落实情况" in answer.content.decode()
    assert Decision.objects.get().closed_on is None


@pytest.mark.parametrize("name", ["stranger", "foreign_official", "office", "member", "auditor"])
def test_nobody_else_closes(world: World, name: str) -> None:
    with pytest.raises(PermissionDenied):
        decision_close(actor=world.actors[name], decision=decided(world), note="已拨付。")


def test_it_is_closed_once_and_opened_again_with_a_reason(world: World) -> None:
    clerk, decision = world.actors["clerk"], decided(world)
    decision_close(actor=clerk, decision=decision, note="已拨付。")
    with pytest.raises(ValidationError, match="已办结"):
        decision_close(actor=clerk, decision=decision, note="再办。")
    with pytest.raises(ValidationError, match="重新办理的原因"):
        decision_reopen(actor=clerk, decision=decision, reason=" ")
    again = decision_reopen(actor=world.actors["secretary"], decision=decision, reason="资金未到账。")
    assert (again.closed_on, again.closing_note) == (None, "")
    row = Change.objects.get(action="decision_reopen")
    assert row.before is not None
    assert (row.before["closing_note"], row.reason) == ("已拨付。", "资金未到账。")


def test_a_correction_keeps_what_was_done(world: World) -> None:
    clerk, decision = world.actors["clerk"], decided(world)
    decision_close(actor=clerk, decision=decision, note="已拨付。")
    draft = entry_correct(actor=clerk, entry=decision.entry)
    Entry.objects.filter(pk=draft.pk).update(reason="地点写错。")
    entry = entry_submit(actor=clerk, entry=draft)
    kept = entry.decisions.get()
    assert (kept.key, kept.closing_note) == (decision.key, "已拨付。")
    assert list(visible_decisions(clerk)) == [kept]


def test_decisions_of_an_entry_that_stands_no_more_are_not_followed(world: World) -> None:
    decision = decided(world)
    entry_return(actor=world.actors["office"], entry=decision.entry, reason="请补签到表。")
    assert not visible_decisions(world.actors["clerk"]).exists()
    with pytest.raises(ValidationError, match="不能再办理"):
        decision_close(actor=world.actors["clerk"], decision=decision, note="已拨付。")


def test_the_list_narrows_by_state_and_owner(world: World, as_: As) -> None:
    decided(world, "T2")
    late = decided(world, title="另一次会议")
    Decision.objects.filter(pk=late.pk).update(due_on=dt.date(2026, 9, 19))
    client = as_("office")

    def listed(query: str) -> list[Decision]:
        return [row.decision for row in client.get(f"/follow-ups/?{query}").context["list"].page.rows]

    assert listed("")[0].pk == late.pk
    assert [(each.pk, mark_of(each).label) for each in listed("state=overdue")] == [(late.pk, "逾期未落实")]
    assert len(listed(f"state=&owner={world.units['T2'].public_id}")) == 1
    assert client.get("/follow-ups/?state=%00&after=x").status_code == 200
    assert client.get("/follow-ups/?owner=x%00").status_code == 404


def test_an_owner_sees_the_decision_but_not_the_sitting_of_another_unit(world: World, as_: As) -> None:
    decision = decided(world, "T2")
    page = as_("stranger").get(reverse("follow-up", args=[decision.public_id]))
    assert page.status_code == 200
    assert reverse("entry", args=[decision.entry.public_id]) not in page.content.decode()
    assert as_("stranger").get(reverse("entry", args=[decision.entry.public_id])).status_code == 404
    assert (
        as_("foreign_office")
        .get(reverse("follow-up", args=[decided(world, title="二").public_id]))
        .status_code
        == 404
    )


def test_marks_tell_late_from_timely(world: World) -> None:
    decision = decided(world)
    assert mark_of(decision).label == "待落实"
    decision.closed_on = DUE + dt.timedelta(days=1)
    assert mark_of(decision).label == "逾期落实"


def test_a_seat_that_changes_hands_hands_on_what_it_was_charged_with(world: World) -> None:
    line = DecisionLine("修订项目管理办法", world.unit, "administrative_head")
    entered(world, decisions=[line])
    items = MeetingsPart().seat_items(world.unit, "administrative_head", [world.people["团长"]])
    assert items == ["由该职务落实的议定事项有1项尚未办结,由接任人继续落实。"]
    assert MeetingsPart().seat_items(world.unit, "party_secretary", [world.people["书记"]]) == []
