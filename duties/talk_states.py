"""The life of a talk (约谈, article 24) as one table: in which state who may do what, what it takes, and what follows.

Pure: no Django. Roles are the codes of `portal.models.Role`; `Place` is where somebody's post stands to the talk.
The program suggests (建议); whether a talk is held is decided by a named person alone.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from portal import states
from portal.states import Held, Worded, allowed_by, table_of, who


class Holder(Worded):
    """Who has the ball."""

    OFFICE = "office", "约谈单位办公室"
    APPROVER = "approver", "审定人"
    PARTIES = "parties", "谈话双方"
    UNIT = "unit", "被约谈单位"
    NOBODY = "nobody", "—"


class State(Held):
    """Where a talk stands."""

    holder: Holder

    SUGGESTED = "suggested", "建议", Holder.OFFICE
    SUBMITTED = "submitted", "待定", Holder.APPROVER
    AGREED = "agreed", "待通知", Holder.OFFICE
    NOTICED = "noticed", "已通知", Holder.OFFICE
    HELD = "held", "待签认", Holder.PARTIES
    RECTIFYING = "rectifying", "待反馈", Holder.UNIT
    FED_BACK = "fed_back", "待核查", Holder.OFFICE
    CLOSED = "closed", "已办结", Holder.NOBODY
    DISMISSED = "dismissed", "不约谈", Holder.NOBODY
    CANCELLED = "cancelled", "已取消", Holder.NOBODY


class Action(Worded):
    """What is done with a talk."""

    SUGGEST = "suggest", "列出建议"
    ADD = "add", "补充事实"
    SUBMIT = "submit", "报请审定"
    RETURN = "return", "退回补充"
    AGREE = "agree", "同意约谈"
    DISMISS = "dismiss", "不约谈"
    DRAFT = "draft", "拟约谈通知书"
    NOTIFY = "notify", "印发约谈通知书"
    RECALL = "recall", "约谈通知书作废"
    HOLD = "hold", "登记谈话记录"
    AMEND = "amend", "修改谈话记录"
    SIGN = "sign", "签字确认"
    SIGNED = "signed", "全部签认"
    SHEET = "sheet", "上传签字件"
    UNSIGNED = "unsigned", "注明未签原因"
    PROGRESS = "progress", "报送进展"
    REPORT = "report", "报告完成"
    CONFIRM = "confirm", "确认完成"
    REJECT = "reject", "退回整改"
    DROP = "drop", "不再要求"
    FEED_BACK = "feed_back", "提交整改反馈"
    SEND_BACK = "send_back", "退回反馈"
    LETTER = "letter", "拟约谈反馈函"
    CLOSE = "close", "办结约谈"
    CANCEL = "cancel", "取消约谈"
    SUCCEED = "succeed", "承接"


class Place(StrEnum):
    """How somebody's post, or the person behind the account, stands to a talk."""

    OFFICE = "office"
    UNIT = "unit"
    SEATED = "seated"


class Need(StrEnum):
    """What an action takes beside the right to it."""

    TEXT = "text"
    FILES = "files"
    FACTS = "facts"
    ENTITLED = "entitled"
    OTHER_PERSON = "other_person"
    WITHDRAWABLE = "withdrawable"
    UNSIGNED = "unsigned"
    REPORTED = "reported"
    DONE = "done"


Move = states.Move[State, Place, Need]

BEFORE_TALK = frozenset({State.SUGGESTED, State.SUBMITTED, State.AGREED, State.NOTICED})
"""The talk has not taken place: a unit has at most one such talk with the same office, and it may be cancelled."""
INSIDE = frozenset({State.SUGGESTED, State.SUBMITTED, State.AGREED})
"""Only the side of the office knows of it; without a notice it also ends there."""
FOLLOWED = frozenset({State.RECTIFYING, State.FED_BACK})
"""What was promised is followed."""
RECORDED = frozenset({State.HELD, State.RECTIFYING, State.FED_BACK, State.CLOSED})
"""The talk has taken place and is written down: there are people, promises and files."""
OVER = frozenset(state for state in State if state.holder == Holder.NOBODY)
"""Nothing follows any more."""

OFFICE = who(Place.OFFICE, "office")
APPROVER = who(Place.OFFICE, "approver")
UNIT = who(Place.UNIT, "clerk", "official")
SEATED = who(Place.SEATED, "official", "member", "leader", "office", "approver")
PROGRAM: frozenset[tuple[Place, str]] = frozenset()


def _lines() -> Iterable[tuple[Iterable[State], Action, Move]]:
    text, deciding = frozenset({Need.TEXT}), frozenset({Need.TEXT, Need.OTHER_PERSON})
    yield [State.SUGGESTED], Action.ADD, Move(None, OFFICE, frozenset({Need.FACTS}))
    yield [State.SUGGESTED], Action.SUBMIT, Move(State.SUBMITTED, OFFICE, text | {Need.FACTS, Need.ENTITLED})
    yield [State.SUBMITTED], Action.RETURN, Move(State.SUGGESTED, APPROVER, text)
    yield [State.SUBMITTED], Action.AGREE, Move(State.AGREED, APPROVER, deciding | {Need.ENTITLED})
    yield [State.SUBMITTED], Action.DISMISS, Move(State.DISMISSED, APPROVER, deciding)
    yield [State.AGREED], Action.DRAFT, Move(None, OFFICE, frozenset({Need.ENTITLED}))
    yield [State.AGREED], Action.NOTIFY, Move(State.NOTICED, APPROVER, frozenset({Need.ENTITLED}))
    yield [State.NOTICED], Action.RECALL, Move(State.AGREED, APPROVER, text)
    yield [State.NOTICED], Action.HOLD, Move(State.HELD, OFFICE, frozenset({Need.ENTITLED}))
    yield [State.HELD], Action.AMEND, Move(None, OFFICE, frozenset({Need.UNSIGNED}))
    yield [State.HELD], Action.SIGN, Move(None, SEATED)
    yield [State.HELD], Action.SIGNED, Move(State.RECTIFYING, PROGRAM)
    yield [State.HELD], Action.SHEET, Move(State.RECTIFYING, OFFICE, frozenset({Need.FILES}))
    yield [State.HELD], Action.UNSIGNED, Move(State.RECTIFYING, OFFICE, text)
    yield [State.RECTIFYING], Action.PROGRESS, Move(None, UNIT, text)
    yield [State.RECTIFYING], Action.REPORT, Move(None, UNIT, text)
    yield FOLLOWED, Action.CONFIRM, Move(None, OFFICE)
    yield FOLLOWED, Action.REJECT, Move(None, OFFICE, text)
    yield FOLLOWED, Action.DROP, Move(None, OFFICE, text)
    yield [State.RECTIFYING], Action.FEED_BACK, Move(State.FED_BACK, UNIT, text | {Need.REPORTED})
    yield [State.FED_BACK], Action.SEND_BACK, Move(State.RECTIFYING, OFFICE, text)
    yield FOLLOWED | {State.CLOSED}, Action.LETTER, Move(None, OFFICE | who(Place.UNIT, "office"))
    yield FOLLOWED, Action.CLOSE, Move(State.CLOSED, OFFICE | APPROVER, text | {Need.DONE})
    yield [State.SUGGESTED, State.SUBMITTED], Action.CANCEL, Move(
        State.CANCELLED, OFFICE, text | {Need.WITHDRAWABLE}
    )  # fmt: skip
    yield [State.AGREED, State.NOTICED], Action.CANCEL, Move(State.CANCELLED, APPROVER, text)
    yield frozenset(State) - OVER, Action.SUCCEED, Move(None, PROGRAM)


TABLE = table_of(_lines())
"""What is not in here cannot be done."""

BY_NOTICE = frozenset({Action.NOTIFY, Action.RECALL})
"""Actions that are those of the notice: the talk follows its document."""


def allowed(state: State, places: Iterable[Place], role: str) -> frozenset[Action]:
    """What somebody with `role`, standing at `places`, may do with a talk in `state`."""
    return allowed_by(TABLE, state, places, role)


class Promise(Worded):
    """Where a promise (整改承诺) stands."""

    OPEN = "open", "整改中"
    REPORTED = "reported", "待确认"
    DONE = "done", "已完成"
    DROPPED = "dropped", "不再要求"


PROMISES: Mapping[tuple[Promise, Action], Promise | None] = {
    (Promise.OPEN, Action.PROGRESS): None,
    (Promise.OPEN, Action.REPORT): Promise.REPORTED,
    (Promise.REPORTED, Action.CONFIRM): Promise.DONE,
    (Promise.REPORTED, Action.REJECT): Promise.OPEN,
    (Promise.OPEN, Action.DROP): Promise.DROPPED,
    (Promise.REPORTED, Action.DROP): Promise.DROPPED,
}
"""What becomes of a promise by what is done about it; None where its state stays. What is not in here cannot be done."""

SETTLED = frozenset({Promise.DONE, Promise.DROPPED})
"""Nothing more is asked for."""


def promise_allowed(state: State, promise: Promise, places: Iterable[Place], role: str) -> frozenset[Action]:
    """What somebody may do about a promise: what both tables let them."""
    return frozenset(action for action in allowed(state, places, role) if (promise, action) in PROMISES)
