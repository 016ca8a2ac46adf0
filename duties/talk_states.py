"""The life of a talk (约谈, article 24) as one table: in which state who may do what, what it takes, and what follows.

Pure: no Django. Roles are the codes of `portal.models.Role`; `Place` is where somebody's post stands to the talk.
The program suggests (建议); whether a talk is held is decided by a named person alone.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from enum import StrEnum


class State(StrEnum):
    """Where a talk stands."""

    SUGGESTED = "suggested"
    SUBMITTED = "submitted"
    AGREED = "agreed"
    NOTICED = "noticed"
    HELD = "held"
    RECTIFYING = "rectifying"
    FED_BACK = "fed_back"
    CLOSED = "closed"
    DISMISSED = "dismissed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The word on screen."""
        return LABELS[self]

    @property
    def holder(self) -> "Holder":
        """Who has to act next."""
        return HOLDERS[self]


class Action(StrEnum):
    """What is done with a talk."""

    SUGGEST = "suggest"
    ADD = "add"
    SUBMIT = "submit"
    RETURN = "return"
    AGREE = "agree"
    DISMISS = "dismiss"
    DRAFT = "draft"
    NOTIFY = "notify"
    RECALL = "recall"
    HOLD = "hold"
    AMEND = "amend"
    SIGN = "sign"
    SIGNED = "signed"
    SHEET = "sheet"
    UNSIGNED = "unsigned"
    PROGRESS = "progress"
    REPORT = "report"
    CONFIRM = "confirm"
    REJECT = "reject"
    DROP = "drop"
    FEED_BACK = "feed_back"
    SEND_BACK = "send_back"
    LETTER = "letter"
    CLOSE = "close"
    CANCEL = "cancel"

    @property
    def label(self) -> str:
        """The word on screen."""
        return ACTION_LABELS[self]


class Place(StrEnum):
    """How somebody's post, or the person behind the account, stands to a talk."""

    OFFICE = "office"
    UNIT = "unit"
    SEATED = "seated"


class Holder(StrEnum):
    """Who has the ball."""

    OFFICE = "office"
    APPROVER = "approver"
    PARTIES = "parties"
    UNIT = "unit"
    NOBODY = "nobody"

    @property
    def label(self) -> str:
        """The word on screen."""
        return HOLDER_LABELS[self]


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


@dataclasses.dataclass(frozen=True)
class Move:
    """One line of the table; `to` is None where the state stays, `who` are pairs of place and role (none: the program)."""

    to: State | None
    who: frozenset[tuple[Place, str]]
    needs: frozenset[Need] = frozenset()


LABELS = {
    State.SUGGESTED: "建议",
    State.SUBMITTED: "待定",
    State.AGREED: "待通知",
    State.NOTICED: "已通知",
    State.HELD: "待签认",
    State.RECTIFYING: "待反馈",
    State.FED_BACK: "待核查",
    State.CLOSED: "已办结",
    State.DISMISSED: "不约谈",
    State.CANCELLED: "已取消",
}

HOLDERS = {
    State.SUGGESTED: Holder.OFFICE,
    State.SUBMITTED: Holder.APPROVER,
    State.AGREED: Holder.OFFICE,
    State.NOTICED: Holder.OFFICE,
    State.HELD: Holder.PARTIES,
    State.RECTIFYING: Holder.UNIT,
    State.FED_BACK: Holder.OFFICE,
    State.CLOSED: Holder.NOBODY,
    State.DISMISSED: Holder.NOBODY,
    State.CANCELLED: Holder.NOBODY,
}

HOLDER_LABELS = {
    Holder.OFFICE: "约谈单位办公室",
    Holder.APPROVER: "审定人",
    Holder.PARTIES: "谈话双方",
    Holder.UNIT: "被约谈单位",
    Holder.NOBODY: "—",
}

ACTION_LABELS = {
    Action.SUGGEST: "列出建议",
    Action.ADD: "补充事实",
    Action.SUBMIT: "报请审定",
    Action.RETURN: "退回补充",
    Action.AGREE: "同意约谈",
    Action.DISMISS: "不约谈",
    Action.DRAFT: "拟约谈通知书",
    Action.NOTIFY: "印发约谈通知书",
    Action.RECALL: "约谈通知书作废",
    Action.HOLD: "登记谈话记录",
    Action.AMEND: "修改谈话记录",
    Action.SIGN: "签字确认",
    Action.SIGNED: "全部签认",
    Action.SHEET: "上传签字件",
    Action.UNSIGNED: "注明未签原因",
    Action.PROGRESS: "报送进展",
    Action.REPORT: "报告完成",
    Action.CONFIRM: "确认完成",
    Action.REJECT: "退回整改",
    Action.DROP: "不再要求",
    Action.FEED_BACK: "提交整改反馈",
    Action.SEND_BACK: "退回反馈",
    Action.LETTER: "拟约谈反馈函",
    Action.CLOSE: "办结约谈",
    Action.CANCEL: "取消约谈",
}

BEFORE_TALK = frozenset({State.SUGGESTED, State.SUBMITTED, State.AGREED, State.NOTICED})
"""The talk has not taken place: a unit has at most one such talk with the same office, and it may be cancelled."""
INSIDE = frozenset({State.SUGGESTED, State.SUBMITTED, State.AGREED})
"""Only the side of the office knows of it; without a notice it also ends there."""
FOLLOWED = frozenset({State.RECTIFYING, State.FED_BACK})
"""What was promised is followed."""
RECORDED = frozenset({State.HELD, State.RECTIFYING, State.FED_BACK, State.CLOSED})
"""The talk has taken place and is written down: there are people, promises and files."""
OVER = frozenset(state for state, holder in HOLDERS.items() if holder == Holder.NOBODY)
"""Nothing follows any more."""


def _who(place: Place, *roles: str) -> frozenset[tuple[Place, str]]:
    return frozenset((place, role) for role in roles)


OFFICE = _who(Place.OFFICE, "office")
APPROVER = _who(Place.OFFICE, "approver")
UNIT = _who(Place.UNIT, "clerk", "official")
SEATED = _who(Place.SEATED, "official", "member", "leader", "office", "approver")
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
    yield FOLLOWED | {State.CLOSED}, Action.LETTER, Move(None, OFFICE | _who(Place.UNIT, "office"))
    yield FOLLOWED, Action.CLOSE, Move(State.CLOSED, OFFICE | APPROVER, text | {Need.DONE})
    yield [State.SUGGESTED, State.SUBMITTED], Action.CANCEL, Move(
        State.CANCELLED, OFFICE, text | {Need.WITHDRAWABLE}
    )  # fmt: skip
    yield [State.AGREED, State.NOTICED], Action.CANCEL, Move(State.CANCELLED, APPROVER, text)


TABLE: Mapping[tuple[State, Action], Move] = {
    (state, action): move for states, action, move in _lines() for state in states
}
"""What is not in here cannot be done."""

BY_NOTICE = frozenset({Action.NOTIFY, Action.RECALL})
"""Actions that are those of the notice: the talk follows its document."""


def allowed(state: State, places: Iterable[Place], role: str) -> frozenset[Action]:
    """What somebody with `role`, standing at `places`, may do with a talk in `state`."""
    stands = {(place, role) for place in places}
    return frozenset(action for (at, action), move in TABLE.items() if at == state and stands & move.who)


class Promise(StrEnum):
    """Where a promise (整改承诺) stands."""

    OPEN = "open"
    REPORTED = "reported"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """The word on screen."""
        return PROMISE_LABELS[self]


PROMISE_LABELS = {
    Promise.OPEN: "整改中",
    Promise.REPORTED: "待确认",
    Promise.DONE: "已完成",
    Promise.DROPPED: "不再要求",
}

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
