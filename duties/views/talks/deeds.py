"""The short moves of a talk that its page offers: for each its words, form, and the service that makes it."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse

from duties.forms.talks.acts import ActForm
from duties.models import Talk, TalkPromise
from duties.selectors.talks.facts import FactNow
from duties.selectors.talks.rights import open_acts, promise_acts
from duties.services.talks import deciding, following, records
from duties.talk_states import FOLLOWED, SETTLED, Action, Promise, State
from portal.access import Actor
from portal.models import Role


@dataclasses.dataclass(frozen=True)
class Deed:
    """How a move is offered: who, what its words are called, what is said when it is done."""

    action: Action
    url_name: str
    service: Callable[..., Any]
    roles: tuple[Role, ...]
    asks: str
    done: str
    keyword: str = "text"
    files: str = ""
    hint: str = ""
    main: bool = False


OFFICE, APPROVER = (Role.OFFICE,), (Role.APPROVER,)
SIGNERS = (Role.OFFICIAL, Role.MEMBER, Role.LEADER, Role.OFFICE, Role.APPROVER)
UNIT = (Role.CLERK, Role.OFFICIAL)

_TALK = (
    Deed(Action.SUBMIT, "talk-submit", deciding.talk_submit, OFFICE, "办公室意见", "已报请审定人决定。",
         keyword="opinion", hint="写明建议约谈的考虑;只写事实和考虑,不作对人的评价。", main=True),
    Deed(Action.AGREE, "talk-agree", deciding.talk_agree, APPROVER, "同意约谈的理由", "已同意约谈,办公室已收到消息。",
         hint="以您的姓名记录在案。", main=True),
    Deed(Action.DISMISS, "talk-dismiss", deciding.talk_dismiss, APPROVER, "不约谈的理由", "已决定不约谈,理由已记录。",
         hint="以您的姓名记录在案;所列事实今后不再自动列入建议。"),
    Deed(Action.RETURN, "talk-return", deciding.talk_return, APPROVER, "退回的理由", "已退回办公室补充。"),
    Deed(Action.SIGN, "talk-sign", records.talk_sign, SIGNERS, "签字意见(选填)", "已签字确认。",
         keyword="remark", hint="以本账号签字,表示谈话记录已阅;对记录有不同意见的请写在这里。", main=True),
    Deed(Action.SHEET, "talk-sheet", records.talk_sheet, OFFICE, "说明(选填)", "签字件已存,转入整改落实。",
         files="签字件(扫描件或照片)", hint="先打印谈话记录,双方签字后扫描上传。"),
    Deed(Action.UNSIGNED, "talk-unsigned", records.talk_unsigned, OFFICE, "未签字的原因", "已注明原因,转入整改落实。",
         hint="有人调离、拒签等无法补签的,注明原因后继续。"),
    Deed(Action.FEED_BACK, "talk-feedback", following.talk_feed_back, UNIT, "整改情况", "整改反馈已提交,请等待核查。",
         files="反馈材料", main=True),
    Deed(Action.CLOSE, "talk-close", following.talk_close, (Role.OFFICE, Role.APPROVER), "办结的理由", "约谈已办结。", main=True),
    Deed(Action.SEND_BACK, "talk-send-back", following.talk_send_back, OFFICE, "退回的理由", "反馈已退回。"),
    Deed(Action.CANCEL, "talk-cancel", deciding.talk_cancel, (Role.OFFICE, Role.APPROVER), "取消的理由", "约谈已取消,理由已记录。",
         hint="已印发的通知书同时作废;所列事实今后不再自动列入建议。"),
)  # fmt: skip
_PROMISE = (
    Deed(Action.PROGRESS, "promise-progress", following.promise_act, UNIT, "进展情况", "进展已报送。", files="佐证材料"),
    Deed(Action.REPORT, "promise-report", following.promise_act, UNIT, "完成情况", "已报告完成,请等待确认。",
         files="佐证材料", main=True),
    Deed(Action.CONFIRM, "promise-confirm", following.promise_act, OFFICE, "确认意见(选填)", "已确认完成。", main=True),
    Deed(Action.REJECT, "promise-reject", following.promise_act, OFFICE, "退回的理由", "已退回,请其继续整改。"),
    Deed(Action.DROP, "promise-drop", following.promise_act, OFFICE, "不再要求的理由", "已注明不再要求。"),
)  # fmt: skip
TALK_DEEDS: Mapping[Action, Deed] = {deed.action: deed for deed in _TALK}
PROMISE_DEEDS: Mapping[Action, Deed] = {deed.action: deed for deed in _PROMISE}


@dataclasses.dataclass(frozen=True)
class Offered:
    """A deed as the page shows it: where its form goes, and whether it stands open."""

    deed: Deed
    url: str
    form: ActForm
    id: str
    open: bool = False
    kept: tuple[Any, ...] = ()


def form_for(deed: Deed, talk: Talk, *args: Any) -> ActForm:
    """The form of a deed, empty or with what was sent."""
    name = f"{deed.action}"
    initial = {"version": talk.version, "text": talk.opinion if deed.action == Action.SUBMIT else ""}
    return ActForm(*args, label=deed.asks, files=deed.files, auto_id=f"{name}-%s", initial=initial)


def talk_deeds(actor: Actor, talk: Talk) -> list[Offered]:
    """What the actor may do with the talk now, as the page offers it."""
    acts = open_acts(actor, talk) - waiting_acts(actor, talk).keys()
    return [
        Offered(deed, reverse(deed.url_name, args=[talk.public_id]), form_for(deed, talk), str(action))
        for action, deed in TALK_DEEDS.items()
        if action in acts and not (action == Action.SIGN and has_signed(actor, talk))
    ]


def offered_deeds(actor: Actor, talk: Talk, facts: Sequence[FactNow], *, astray: bool) -> list[Offered]:
    """The same without what the facts forbid: the office buries no suggestion of the program whose facts are still late.

    One that has gone `astray` can only be cancelled, so that is offered.
    """
    stands = not astray and talk.proposed_by_id is None and not all(fact.settled for fact in facts)
    buried = stands and State(talk.state) in {State.SUGGESTED, State.SUBMITTED}
    return [each for each in talk_deeds(actor, talk) if not (buried and each.deed.action == Action.CANCEL)]


def waiting_acts(actor: Actor, talk: Talk) -> dict[Action, str]:
    """What the actor could do, were all promises as far: each with what it waits for, in words."""
    if State(talk.state) not in FOLLOWED:
        return {}
    states = [Promise(promise.state) for promise in talk.promises.all()]
    left = sum(state not in SETTLED for state in states)
    unreported = states.count(Promise.OPEN)
    waits = {}
    if left:
        waits[Action.CLOSE] = f"还有{left}项整改承诺没有确认完成;全部确认后可以办结约谈。"
    if unreported:
        waits[Action.FEED_BACK] = f"还有{unreported}项整改承诺没有报告完成;全部报告后可以提交整改反馈。"
    acts = open_acts(actor, talk)
    return {action: words for action, words in waits.items() if action in acts}


def promise_deeds(actor: Actor, talk: Talk, promise: TalkPromise) -> list[Offered]:
    """What the actor may do about a promise now."""
    acts = promise_acts(actor, talk, promise)
    found = []
    for action, deed in PROMISE_DEEDS.items():
        if action in acts:
            form = form_for(deed, talk)
            form.auto_id = f"{action}-{promise.position}-%s"
            url = reverse(deed.url_name, args=[talk.public_id, promise.public_id])
            found.append(Offered(deed, url, form, f"{action}-{promise.position}"))
    return found


def has_signed(actor: Actor, talk: Talk) -> bool:
    """Whether the person behind the account has signed on every side on which it sat."""
    person = actor.account.person_id if actor.account else None
    return all(each.signed_at for each in talk.people.all() if each.person_id == person)
