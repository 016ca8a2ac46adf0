"""A talk from its proposal to its close, and what each step leaves behind."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from duties.models import TalkStep
from duties.services.talks.deciding import talk_agree, talk_cancel, talk_dismiss, talk_return, talk_submit
from duties.services.talks.following import (
    promise_act,
    talk_close,
    talk_feed_back,
    talk_letter,
    talk_send_back,
)
from duties.services.talks.records import talk_sheet, talk_sign, talk_unsigned
from duties.talk_states import Action, Promise, State
from portal.models import Change, Document, Message
from portal.selectors.documents import version_of
from portal.services.documents import document_void
from tests.duties.talks.world import (
    AT,
    OfficeWorld,
    again,
    agreed,
    drafted,
    held,
    issue,
    noticed,
    promise,
    propose,
    signed,
)

pytestmark = pytest.mark.django_db


def told(title: str) -> set[str]:
    return set(Message.objects.filter(title__contains=title).values_list("account__username", flat=True))


def test_the_whole_way(world: OfficeWorld, later: None) -> None:
    actors = world.actors
    talk = signed(world)
    assert talk.state == State.RECTIFYING
    for position in (0, 1):
        promise_act(
            actor=actors["clerk"],
            promise=promise(talk, position),
            action=Action.REPORT,
            version=again(talk).version,
            text="已完成。",
        )
        promise_act(
            actor=actors["office"],
            promise=promise(talk, position),
            action=Action.CONFIRM,
            version=again(talk).version,
        )
    talk = talk_feed_back(actor=actors["official"], talk=talk, version=again(talk).version, text="已整改。")
    talk = talk_close(actor=actors["office"], talk=talk, version=talk.version, text="整改到位。")
    assert (talk.state, talk.end_reason) == (State.CLOSED, "整改到位。")
    deeds = list(TalkStep.objects.filter(talk=talk).values_list("action", flat=True))
    assert deeds[:4] == ["suggest", "submit", "agree", "draft"]
    assert deeds.count("sign") == 3
    assert deeds[-2:] == ["feed_back", "close"]
    assert told("约谈已办结") == {"clerk", "official", "secretary", "head"}


def test_each_move_is_in_the_log_with_its_reason(world: OfficeWorld) -> None:
    talk = agreed(world)
    log = Change.objects.filter(target_kind="duties.talk", target_ref=str(talk.public_id)).order_by("pk")
    assert [change.action for change in log] == ["talk_suggest", "talk_submit", "talk_agree"]
    assert log[2].reason == "同意。"
    assert (log[2].before["state"], log[2].after["state"]) == ("submitted", "agreed")


def test_who_submitted_does_not_decide(world: OfficeWorld) -> None:
    talk = propose(world)
    talk.submitted_by = world.actors["approver"].account
    talk.save()
    with pytest.raises(ValidationError, match="另一名审定人"):
        talk_agree(actor=world.actors["approver"], talk=talk, version=talk.version, text="同意。")


@pytest.mark.parametrize(
    "who", ["office", "colleague", "above", "above_approver", "leader", "clerk", "official"]
)
def test_only_the_approver_of_who_talks_decides(world: OfficeWorld, who: str) -> None:
    talk = propose(world)
    for decide in (talk_agree, talk_dismiss, talk_return):
        with pytest.raises(PermissionDenied):
            decide(actor=world.actors[who], talk=talk, version=talk.version, text="理由。")


@pytest.mark.parametrize("decide", [talk_agree, talk_dismiss, talk_return])
def test_a_decision_needs_its_reason(world: OfficeWorld, decide: object) -> None:
    talk = propose(world)
    with pytest.raises(ValidationError) as refused:
        decide(actor=world.actors["approver"], talk=talk, version=talk.version, text="  ")
    assert "text" in refused.value.message_dict
    assert again(talk).state == State.SUBMITTED


def test_the_second_of_two_decisions_is_told(world: OfficeWorld) -> None:
    talk = propose(world)
    seen = talk.version
    talk_dismiss(actor=world.actors["approver"], talk=talk, version=seen, text="已在整改。")
    with pytest.raises(ValidationError, match="演示-approver已于10:00办理「不约谈」"):
        talk_agree(actor=world.actors["approver"], talk=talk, version=seen, text="同意。")


def test_returned_it_is_submitted_again(world: OfficeWorld) -> None:
    talk = propose(world)
    talk = talk_return(actor=world.actors["approver"], talk=talk, version=talk.version, text="补充催办情况。")
    assert talk.state == State.SUGGESTED
    assert told("退回补充") == {"office", "colleague"}
    talk = talk_submit(actor=world.actors["colleague"], talk=talk, version=talk.version, opinion="已补充。")
    assert talk.submitted_by == world.actors["colleague"].account


def test_an_issued_notice_announces_the_talk(world: OfficeWorld) -> None:
    talk = noticed(world)
    assert (talk.state, talk.notice.number) == (State.NOTICED, "演示二师农领办谈〔2026〕1号")
    assert told("收到约谈通知书") == {"clerk", "official", "secretary", "head"}
    assert told("将约谈演示27团") == {"leader"}


def test_a_void_notice_leads_back(world: OfficeWorld) -> None:
    talk = noticed(world)
    document_void(
        actor=world.actors["approver"], document=talk.notice, version=version_of(talk.notice), reason="改期"
    )
    assert again(talk).state == State.AGREED
    assert told("约谈通知书已作废") == {"clerk", "official", "secretary", "head"}


def test_cancelling_after_the_notice_makes_it_void(world: OfficeWorld) -> None:
    talk = noticed(world)
    talk = talk_cancel(actor=world.actors["approver"], talk=talk, version=talk.version, text="单位撤并。")
    assert talk.state == State.CANCELLED
    assert Document.objects.get(pk=talk.notice_id).state == Document.State.VOID
    assert "clerk" in told("约谈已取消")


def test_a_decided_talk_is_not_cancelled_by_the_office(world: OfficeWorld) -> None:
    talk = agreed(world)
    with pytest.raises(ValidationError, match="现为「待通知」"):
        talk_cancel(actor=world.actors["office"], talk=talk, version=talk.version, text="不谈了。")


def test_those_who_took_part_sign_once(world: OfficeWorld, later: None) -> None:
    talk = held(world)
    assert told("请对谈话记录签字确认") == {"leader", "secretary", "head"}
    talk = talk_sign(actor=world.actors["head"], talk=talk, version=talk.version, remark="第二项时限偏紧。")
    assert talk.state == State.HELD
    with pytest.raises(ValidationError, match="已签字确认"):
        talk_sign(actor=world.actors["head"], talk=talk, version=talk.version)
    with pytest.raises(PermissionDenied):
        talk_sign(actor=world.actors["official"], talk=talk, version=talk.version)


def test_a_signed_sheet_or_a_reason_takes_the_place_of_signatures(world: OfficeWorld, later: None) -> None:
    talk = held(world)
    with pytest.raises(ValidationError) as refused:
        talk_sheet(actor=world.actors["office"], talk=talk, version=talk.version, files=[])
    assert "evidence" in refused.value.message_dict
    talk = talk_unsigned(actor=world.actors["office"], talk=talk, version=talk.version, text="团长已调离。")
    assert talk.state == State.RECTIFYING


def test_no_close_while_a_promise_is_open(world: OfficeWorld, later: None) -> None:
    talk = signed(world)
    with pytest.raises(ValidationError, match="还有2项整改承诺没有确认完成"):
        talk_close(actor=world.actors["office"], talk=talk, version=talk.version, text="办结。")
    with pytest.raises(ValidationError, match="还有2项整改承诺没有报告完成"):
        talk_feed_back(actor=world.actors["clerk"], talk=talk, version=talk.version, text="已整改。")


def test_a_rejected_promise_is_reported_again(world: OfficeWorld, later: None) -> None:
    talk = signed(world)
    act = {
        "actor": world.actors["clerk"],
        "promise": promise(talk),
        "version": talk.version,
        "text": "已补开。",
    }
    promise_act(action=Action.REPORT, **act)
    assert told("整改承诺报告完成") == {"office", "colleague"}
    with pytest.raises(ValidationError, match="请写明退回的理由"):
        promise_act(
            actor=world.actors["office"],
            promise=promise(talk),
            action=Action.REJECT,
            version=again(talk).version,
        )
    promise_act(
        actor=world.actors["office"],
        promise=promise(talk),
        action=Action.REJECT,
        version=again(talk).version,
        text="缺纪要。",
    )
    found = promise(talk)
    assert (found.state, found.reported_on) == (Promise.OPEN, None)


def test_feedback_may_be_sent_back(world: OfficeWorld, later: None) -> None:
    talk = signed(world)
    for position in (0, 1):
        promise_act(
            actor=world.actors["office"],
            promise=promise(talk, position),
            action=Action.DROP,
            version=again(talk).version,
            text="职责已划转。",
        )
    talk = talk_feed_back(
        actor=world.actors["clerk"], talk=talk, version=again(talk).version, text="已整改。"
    )
    talk = talk_send_back(actor=world.actors["office"], talk=talk, version=talk.version, text="缺材料。")
    assert talk.state == State.RECTIFYING


def test_letters_go_both_ways(world: OfficeWorld, later: None) -> None:
    talk = signed(world)
    letter = talk_letter(
        actor=world.actors["office"], talk=talk, version=talk.version, title="反馈函", closing="请按时完成。"
    )
    text = "".join(block["text"] for block in letter.document.source["body"])
    assert "依据《新疆生产建设兵团乡村振兴责任制实施细则》第二十四条对你单位进行了约谈" in text
    assert "补开领导小组会议(演示27团党委(党组织)主要负责人,2026年12月20日前完成)。" in text
    assert (letter.document.kind, letter.document.addressee) == ("约谈反馈函", world.units["团"])
    issue(world, letter.document)
    assert letter.document.number == "演示二师农领办谈函〔2026〕1号"


def test_the_notice_rests_on_the_article_and_tells_the_facts(world: OfficeWorld) -> None:
    talk = drafted(world)
    text = "".join(block.get("text", "") for block in talk.notice.source["body"])
    assert "第二十四条规定:“建立常态化约谈机制" in text
    assert "经研究决定,由演示二师对你单位进行约谈" in text
    assert "2026年11月27日上午10:00,演示二师机关三楼会议室。" in text
    assert "谈话对象:演示27团党委(党组织)主要负责人、行政主要负责人。" in text
    assert "已逾期" in text
    assert AT.isoformat() in talk.notice.source["source"]["at"]
