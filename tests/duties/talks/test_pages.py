"""Pages of talks: the list, one talk for each side, the forms with what is wrong said at its place, export and files."""

import io
import uuid

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from duties.models import Talk, TalkStep
from duties.selectors.talks.feed import talk_days
from duties.selectors.talks.proposing import overdue_lines
from duties.talk_states import State
from portal.models import Access, Account, Message
from portal.registry import document_page
from tests.access_walk import BACKEND
from tests.duties.office_world import hold
from tests.duties.talks.items import make_item
from tests.duties.talks.world import (
    AT,
    NOW,
    OfficeWorld,
    again,
    agreed,
    drafted,
    held,
    noticed,
    noticed_before,
    promise,
    propose,
    signed,
    tenures,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def enter(world: OfficeWorld, who: str = "office") -> Client:
    client = Client()
    client.force_login(world.actors[who].account, backend=BACKEND)
    return client


def page(talk: Talk, name: str = "talk") -> str:
    return reverse(name, args=[talk.public_id])


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def post(world: OfficeWorld, who: str, talk: Talk, name: str, **data: object) -> HttpResponse:
    return enter(world, who).post(page(talk, name), {"version": talk.version} | data)


def test_the_list_shows_groups_who_acts_and_how_long(world: OfficeWorld) -> None:
    talk = propose(world)
    shown = text(enter(world).get(reverse("talks")))
    assert "待定 1" in shown
    assert "审定人" in shown
    assert page(talk) in shown
    assert page(talk) not in text(enter(world).get(reverse("talks"), {"group": "closed"}))
    assert page(talk) not in text(enter(world).get(reverse("talks"), {"name": "不存在"}))


def test_empty_groups_say_what_comes_there(world: OfficeWorld) -> None:
    assert "没有约谈建议" in text(enter(world).get(reverse("talks"), {"group": "suggested"}))
    assert "提出约谈建议" in text(enter(world).get(reverse("talks")))
    assert "约谈印发通知书后" in text(enter(world, "clerk").get(reverse("talks")))


def test_what_is_deliberated_stays_inside(world: OfficeWorld) -> None:
    talk = propose(world)
    for who in ("clerk", "official", "secretary", "aside", "company", "leader", "auditor"):
        assert enter(world, who).get(page(talk)).status_code == 404, who
    for who in ("office", "approver", "above"):
        assert "两项职责逾期较久" in text(enter(world, who).get(page(talk))), who


def test_once_announced_the_unit_reads_it_without_the_deliberation(world: OfficeWorld) -> None:
    talk = noticed(world)
    shown = text(enter(world, "clerk").get(page(talk)))
    assert "下载正式文件" in shown
    assert "两项职责逾期较久" not in shown
    assert "同意。" not in shown
    assert "报请审定" not in shown
    assert enter(world, "leader").get(page(talk)).status_code == 200
    assert enter(world, "company").get(page(talk)).status_code == 404


def test_proposing_ticks_what_the_address_names(world: OfficeWorld) -> None:
    unit, item = world.units["团"], make_item(world, deadline=NOW.date().replace(day=1))
    address = f"{reverse('talk-new')}?unit={unit.public_id}&item={item.public_id}"
    shown = text(enter(world).get(address))
    assert f'value="{item.public_id}" checked' in shown
    assert shown.count('name="cells"') == len(overdue_lines(unit))
    row = overdue_lines(unit)[0].obligation
    data = {
        "cells": f"{row.rule_id}~{row.role}~{row.period}",
        "items": str(item.public_id),
        "opinion": "建议约谈。",
        "token": str(uuid.uuid4()),
    }
    client = enter(world)
    answers = [client.post(address, data), client.post(address, data)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Talk.objects.get().facts.count() == 2
    assert "已有尚未进行的约谈" in text(enter(world).get(address))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"opinion": "建议约谈。"}, "请至少勾选一项事实"),
        ({"cells": "1~~2020Q1", "opinion": "建议约谈。"}, "已不再逾期"),
        ({"opinion": ""}, "请填写此项"),
        ({"opinion": "长" * 2001}, "最多 2000 字"),
        ({"opinion": "空\0字符"}, "空字符"),
    ],
)
def test_a_bad_proposal_keeps_its_form(world: OfficeWorld, data: dict[str, str], said: str) -> None:
    address = f"{reverse('talk-new')}?unit={world.units['团'].public_id}"
    answer = enter(world).post(address, {"token": str(uuid.uuid4())} | data)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not Talk.objects.exists()


@pytest.mark.parametrize("unit", ["不是编号", str(uuid.UUID(int=0))])
def test_an_unknown_unit_is_not_there(world: OfficeWorld, unit: str) -> None:
    assert enter(world).get(reverse("talk-new"), {"unit": unit}).status_code == 404


def test_a_unit_that_one_does_not_talk_to_says_why(world: OfficeWorld) -> None:
    shown = text(enter(world, "above").get(reverse("talk-new"), {"unit": world.units["局"].public_id}))
    assert "部门由同级党政约谈" in shown


def test_the_decider_sees_what_was_made_good(world: OfficeWorld) -> None:
    lines = [line for line in overdue_lines(world.units["团"]) if line.obligation.period == "2026Q3"]
    talk = propose(world, lines=[line for line in lines if line.obligation.rule.code == "a8.2.leading_group"])
    hold(world)
    shown = text(enter(world, "approver").get(page(talk)))
    assert "所列 1 项事实中,1 项在列出后已有变化" in shown
    assert "已完成" in shown


def test_a_decision_without_reason_opens_its_form(world: OfficeWorld) -> None:
    talk = propose(world)
    answer = post(world, "approver", talk, "talk-agree")
    assert answer.status_code == 422
    assert 'id="deed-agree" open' in text(answer)
    assert "请写明同意约谈的理由" in text(answer)


def test_a_stale_decision_is_told_and_its_words_kept_out(world: OfficeWorld) -> None:
    talk = propose(world)
    post(world, "approver", talk, "talk-dismiss", text="已在整改。")
    answer = post(world, "approver", talk, "talk-agree", text="同意。")
    assert answer.status_code == 422
    assert "演示-approver已于10:00办理「不约谈」" in text(answer)
    assert again(talk).state == State.DISMISSED


def test_the_notice_is_worded_and_shown(world: OfficeWorld) -> None:
    talk = agreed(world)
    shown = text(enter(world).get(page(talk, "talk-notice")))
    assert "关于约谈演示27团的通知" in shown
    assert "演示-party_secretary" in shown
    data = {
        "title": "关于约谈演示27团的通知", "day": "2026-11-27", "time": "10:00", "place": "会议室",
        "talking": ["party_secretary"], "talked": ["party_secretary"], "requirements": "按时到场。",
        "version": talk.version,
    }  # fmt: skip
    answer = enter(world).post(page(talk, "talk-notice"), data)
    assert answer.status_code == 302
    assert "核稿通过" in text(enter(world).get(page(talk)))
    for field, value, said in (
        ("day", "2026-11-23", "应在今天以后"),
        ("day", "下周", "格式填写日期"),
        ("time", "25:99", "格式填写时间"),
        ("place", "", "请填写此项"),
        ("talked", "deputy", "请从列出的席位中选择"),
        ("requirements", "\ue000", "无法印刷"),
        ("title", "机密★关于约谈", "涉密"),
    ):
        answer = enter(world).post(page(talk, "talk-notice"), data | {field: value})
        assert (answer.status_code, said in text(answer)) == (422, True), field


def test_a_preview_saves_nothing(world: OfficeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.documents.official.render_official", lambda paper: b"%PDF")
    talk = agreed(world)
    data = {
        "title": "通知", "day": "2026-11-27", "time": "10:00", "place": "会议室", "talking": "party_secretary",
        "talked": "party_secretary", "requirements": "按时到场。",
    }  # fmt: skip
    answer = enter(world).post(page(talk, "talk-notice-preview"), data)
    assert answer["Content-Type"] == "application/pdf"
    assert again(talk).notice is None


def test_a_reviewed_notice_is_not_worded_anew(world: OfficeWorld) -> None:
    talk = noticed(world)
    answer = enter(world).get(page(talk, "talk-notice"), follow=True)
    assert "通知书不能拟写或修改" in text(answer)


def filled(world: OfficeWorld, talk: Talk, **values: object) -> dict[str, object]:
    given = {
        "held_on": "2026-11-27", "starts_at": "10:00", "place": "会议室", "points": "指出逾期。",
        "talking": [str(each.pk) for each in tenures(world.units["师"], "party_secretary")],
        "talked": [str(each.pk) for each in tenures(world.units["团"], "party_secretary")],
        "promise-0-text": "补开会议", "promise-0-owner": f"{world.units['团'].pk}:party_secretary",
        "promise-0-due": "2026-12-20", "promise-1-text": "", "promise-1-owner": "", "promise-1-due": "",
        "version": talk.version,
    }  # fmt: skip
    return given | values


def test_the_record_is_written_with_its_promises_and_files(world: OfficeWorld, later: None) -> None:
    talk = noticed_before(world)
    assert "演示-party_secretary" in text(enter(world).get(page(talk, "talk-record")))
    sent = filled(world, talk) | {"evidence": SimpleUploadedFile("签到.pdf", PDF, "application/pdf")}
    answer = enter(world).post(page(talk, "talk-record"), sent)
    assert answer.status_code == 302, text(answer)
    talk = again(talk)
    assert (talk.state, talk.promises.get().text) == (State.HELD, "补开会议")
    file = TalkStep.objects.get(talk=talk, action="hold").files.get()
    address = reverse("talk-file", args=[talk.public_id, file.public_id])
    assert b"".join(enter(world, "clerk").get(address).streaming_content) == PDF
    assert Access.objects.filter(action="talk_file").exists()
    assert enter(world, "company").get(address).status_code == 404


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"promise-0-due": ""}, "请填写完成时限"),
        ({"promise-0-owner": "1:nobody"}, "请从列表中选择责任单位或席位"),
        ({"promise-0-text": "长" * 301}, "最多 300 字"),
        ({"promise-0-text": ""}, "请至少写明一项整改承诺"),
        ({"talked": "999999"}, "请从列出的席位中选择"),
        ({"held_on": "2026-13-40"}, "格式填写日期"),
        ({"points": "x\0y"}, "空字符"),
        ({"version": ""}, "您看到的内容已不是最新"),
    ],
)
def test_a_bad_record_keeps_what_was_typed(
    world: OfficeWorld, later: None, values: dict[str, object], said: str
) -> None:
    talk = noticed_before(world)
    answer = enter(world).post(page(talk, "talk-record"), filled(world, talk, **values))
    assert answer.status_code == 422
    assert said in text(answer)
    assert "会议室" in text(answer)
    assert again(talk).state == State.NOTICED


def test_a_line_more_and_people_of_another_day_without_scripts(world: OfficeWorld, later: None) -> None:
    talk = noticed_before(world)
    answer = enter(world).post(page(talk, "talk-record"), filled(world, talk, action="more"))
    assert (answer.status_code, 'name="promise-1-text"' in text(answer)) == (200, True)
    assert "补开会议" in text(answer)
    answer = enter(world).post(page(talk, "talk-record"), filled(world, talk, action="people"))
    assert "已按谈话日期列出当日在任人员" in text(answer)
    assert again(talk).state == State.NOTICED


def test_one_signs_and_the_page_says_so(world: OfficeWorld, later: None) -> None:
    talk = held(world)
    assert "签字确认" in text(enter(world, "secretary").get(page(talk)))
    post(world, "secretary", talk, "talk-sign", text="无意见。")
    shown = text(enter(world, "secretary").get(page(talk)))
    assert "已签字" in shown
    assert 'id="deed-sign"' not in shown
    assert "签字" in text(enter(world, "clerk").get(page(talk, "talk-record-sheet")))


def test_a_signed_sheet_is_kept(world: OfficeWorld, later: None) -> None:
    talk = held(world)
    assert "请选择签字件" in text(post(world, "office", talk, "talk-sheet"))
    sheet = SimpleUploadedFile("签字页.pdf", PDF, "application/pdf")
    assert post(world, "office", talk, "talk-sheet", evidence=sheet).status_code == 302
    assert again(talk).state == State.RECTIFYING


def test_progress_report_and_confirmation(world: OfficeWorld, later: None) -> None:
    talk = signed(world)
    address = reverse("promise-report", args=[talk.public_id, promise(talk).public_id])
    answer = enter(world, "clerk").post(address, {"version": talk.version, "text": ""})
    assert (answer.status_code, 'id="deed-report-0" open' in text(answer)) == (422, True)
    answer = enter(world, "clerk").post(address, {"version": talk.version, "text": "已补开。"})
    assert answer.status_code == 302
    assert "还有1项整改承诺没有报告完成" in text(enter(world, "clerk").get(page(talk)))
    confirm = reverse("promise-confirm", args=[talk.public_id, promise(talk).public_id])
    assert enter(world).post(confirm, {"version": again(talk).version}).status_code == 302
    assert promise(talk).state == "done"
    assert enter(world, "clerk").post(confirm, {"version": 1}).status_code == 403


def test_my_duties_and_the_inbox_say_what_waits(world: OfficeWorld, later: None) -> None:
    talk = signed(world)
    mine = text(enter(world, "clerk").get(reverse("mine")))
    assert page(talk) in mine
    assert "约谈 1" in mine
    other = propose(world, "above")
    inbox = text(enter(world, "above_approver").get(reverse("messages")))
    assert page(other) in inbox
    assert "请决定是否约谈" in inbox
    assert Message.objects.filter(url=page(other), account=world.actors["above_approver"].account).exists()


def test_the_letter_is_drafted_from_either_side(world: OfficeWorld, later: None) -> None:
    talk = signed(world)
    shown = text(enter(world).get(page(talk, "talk-letter")))
    assert "关于约谈演示27团有关情况的反馈函" in shown
    data = {"title": "反馈函", "closing": "请按时完成。", "version": talk.version}
    assert enter(world).post(page(talk, "talk-letter"), data).status_code == 302
    assert "反馈函" in text(enter(world).get(page(talk)))
    assert enter(world).post(page(talk, "talk-letter"), data).status_code == 422
    letter = again(talk).letters.get().document
    address = f"{page(talk, 'talk-letter')}?letter={letter.public_id}"
    assert address in text(enter(world).get(page(talk)))
    assert "请按时完成。" in text(enter(world).get(address))
    data |= {"title": "改过的反馈函", "version": again(talk).version}
    assert enter(world).post(address, data).status_code == 302
    letter.refresh_from_db()
    assert letter.title == "改过的反馈函"
    assert enter(world).get(f"{page(talk, 'talk-letter')}?letter={uuid.uuid4()}").status_code == 404
    assert enter(world).get(f"{page(talk, 'talk-letter')}?letter=x").status_code == 404


def test_the_export_has_one_row_a_talk_and_no_formula(world: OfficeWorld) -> None:
    talk = drafted(world)
    Account.objects.filter(pk=talk.decided_by_id).update(name="=1+1")
    sent = {"query": "columns=office&columns=basis&columns=state&columns=decided_by"}
    answer = enter(world).post(reverse("list-export", args=["talks"]), sent)
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content))["约谈"].values)[1:]
    assert rows[0] == ("被约谈单位", "约谈单位", "依据", "状态", "决定人")
    assert rows[1] == ("演示27团", "演示二师", "上级党政约谈下级党政", "待通知", "'=1+1")
    assert not any(isinstance(value, str) and value.startswith("=") for row in rows for value in row)
    assert Access.objects.filter(action="list_export", target_ref__startswith="talks?").exists()


def test_an_astray_talk_says_that_it_can_only_be_cancelled(world: OfficeWorld) -> None:
    talk = propose(world)
    Talk.objects.filter(pk=talk.pk).update(office=world.units["邻"])
    client = enter(world, "above")
    assert "本约谈只能取消" in text(client.get(page(talk)))


def test_calendars_show_talks_and_promises(world: OfficeWorld, later: None) -> None:
    talk = noticed_before(world)
    clerk, leader = world.actors["clerk"], world.actors["leader"]
    for actor in (clerk, leader):
        (entry,) = talk_days(actor, None)
        assert (entry.day, entry.title) == (AT.date(), "演示二师约谈演示27团")
    assert list(talk_days(world.actors["company"], None)) == []
    Talk.objects.filter(pk=talk.pk).update(state="cancelled", ended_at=NOW, end_reason="演示。")
    signed(world)
    assert [entry.title for entry in talk_days(clerk, None)] == [
        "整改承诺到期:补开领导小组会议",
        "整改承诺到期:建立履职台账月调度",
    ]


def test_papers_lead_to_their_talk(world: OfficeWorld, later: None) -> None:
    talk = signed(world)
    assert document_page(talk.notice) == page(talk)


def test_one_may_look_at_what_the_own_unit_holds(world: OfficeWorld) -> None:
    talk = propose(world)
    client = enter(world, "above")
    assert page(talk) in text(client.get(reverse("talks")))
    assert page(talk) not in text(client.get(reverse("talks"), {"own": "1"}))


def test_what_the_program_listed_is_not_offered_to_be_buried(world: OfficeWorld) -> None:
    talk = propose(world)
    assert 'id="deed-cancel"' in text(enter(world).get(page(talk)))
    Talk.objects.filter(pk=talk.pk).update(proposed_by=None)
    assert 'id="deed-cancel"' not in text(enter(world).get(page(talk)))
