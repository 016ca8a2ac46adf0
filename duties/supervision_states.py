"""The life of a supervision item (督办件) as one table: in which state who may do what, what it takes, and what follows.

Pure: no Django. Roles are the codes of `portal.models.Role`; `Place` is where somebody's post stands to the item.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from enum import StrEnum


class State(StrEnum):
    """Where an item stands."""

    DRAFTING = "drafting"
    APPROVING = "approving"
    ISSUED = "issued"
    SIGNED = "signed"
    ASKED = "asked"
    FED_BACK = "fed_back"
    RETURNED = "returned"
    REVIEWED = "reviewed"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The word on screen."""
        return LABELS[self]

    @property
    def holder(self) -> "Holder":
        """Who has to act next (持球方)."""
        return HOLDERS[self]


class Action(StrEnum):
    """What is done with an item."""

    SUBMIT = "submit"
    REWORD = "reword"
    ISSUE = "issue"
    CANCEL = "cancel"
    SIGN = "sign"
    JOIN = "join"
    PROGRESS = "progress"
    FEED_BACK = "feed_back"
    ASK = "ask"
    GRANT = "grant"
    REFUSE = "refuse"
    REVIEW = "review"
    RETURN = "return"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    TRANSFER = "transfer"
    SUCCEED = "succeed"
    INSTRUCT = "instruct"
    COMMENT = "comment"

    @property
    def label(self) -> str:
        """The word on screen."""
        return ACTION_LABELS[self]


class Place(StrEnum):
    """How the unit of somebody's post stands to an item."""

    OFFICE = "office"
    LEAD = "lead"
    PARTNER = "partner"
    SUPERIOR = "superior"
    ELSEWHERE = "elsewhere"


class Holder(StrEnum):
    """Who has the ball: the unit that acts, the office that supervises, the approver beside it; nobody when it is over."""

    UNIT = "unit"
    OFFICE = "office"
    APPROVER = "approver"
    NOBODY = "nobody"

    @property
    def label(self) -> str:
        """The word on screen."""
        return HOLDER_LABELS[self]


class Need(StrEnum):
    """What an action takes beside the right to it."""

    TEXT = "text"
    FILES = "files"
    DAY = "day"
    LATER_DAY = "later_day"
    IN_TIME = "in_time"
    UNIT = "unit"
    OTHER_PERSON = "other_person"


@dataclasses.dataclass(frozen=True)
class Move:
    """One line of the table; `to` is None where the state stays, `who` are pairs of place and role."""

    to: State | None
    who: frozenset[tuple[Place, str]]
    needs: frozenset[Need] = frozenset()


LABELS = {
    State.DRAFTING: "拟稿中",
    State.APPROVING: "待签发",
    State.ISSUED: "待签收",
    State.SIGNED: "办理中",
    State.ASKED: "申请延期",
    State.FED_BACK: "待复核",
    State.RETURNED: "退回重办",
    State.REVIEWED: "待销号",
    State.CLOSED: "已销号",
    State.CANCELLED: "已作废",
    State.WITHDRAWN: "已撤销",
}

HOLDERS = {
    State.DRAFTING: Holder.OFFICE,
    State.APPROVING: Holder.APPROVER,
    State.ISSUED: Holder.UNIT,
    State.SIGNED: Holder.UNIT,
    State.ASKED: Holder.OFFICE,
    State.FED_BACK: Holder.OFFICE,
    State.RETURNED: Holder.UNIT,
    State.REVIEWED: Holder.APPROVER,
    State.CLOSED: Holder.NOBODY,
    State.CANCELLED: Holder.NOBODY,
    State.WITHDRAWN: Holder.NOBODY,
}

HOLDER_LABELS = {
    Holder.UNIT: "承办单位",
    Holder.OFFICE: "督办单位",
    Holder.APPROVER: "审定人",
    Holder.NOBODY: "—",
}

ACTION_LABELS = {
    Action.SUBMIT: "送签",
    Action.REWORD: "退改",
    Action.ISSUE: "印发",
    Action.CANCEL: "作废",
    Action.SIGN: "签收",
    Action.JOIN: "协办签收",
    Action.PROGRESS: "报告进展",
    Action.FEED_BACK: "反馈办结",
    Action.ASK: "申请延期",
    Action.GRANT: "同意延期",
    Action.REFUSE: "不同意延期",
    Action.REVIEW: "复核通过",
    Action.RETURN: "退回",
    Action.CLOSE: "销号",
    Action.WITHDRAW: "撤销",
    Action.TRANSFER: "移交承办",
    Action.SUCCEED: "承接",
    Action.INSTRUCT: "批示",
    Action.COMMENT: "留言",
}

STATES = frozenset(state.value for state in State)
"""The codes of all states."""
BEFORE_ISSUE = frozenset({State.DRAFTING, State.APPROVING})
"""The notice is not issued yet: only the office's side knows of the item."""
WITH_UNIT = frozenset(state for state, holder in HOLDERS.items() if holder == Holder.UNIT)
"""The unit has to act: past its deadline the item is overdue."""
OVER = frozenset(state for state, holder in HOLDERS.items() if holder == Holder.NOBODY)
"""Nothing follows any more."""
UNDER_WAY = frozenset(State) - BEFORE_ISSUE - OVER
"""From the issue of the notice until it is over."""
IN_HAND = frozenset({State.SIGNED, State.RETURNED, State.ASKED})
"""The unit has signed for it and has not fed back."""

UNIT_DESK = ("clerk", "official")
"""Roles that act for a unit that is supervised (docs/access.md: reports by the clerk, receipt by the official)."""


def _who(place: Place, *roles: str) -> frozenset[tuple[Place, str]]:
    return frozenset((place, role) for role in roles)


OFFICE = _who(Place.OFFICE, "office")
APPROVER = _who(Place.OFFICE, "approver")
LEAD = _who(Place.LEAD, *UNIT_DESK)
PARTNER = _who(Place.PARTNER, *UNIT_DESK)
LEADER = _who(Place.OFFICE, "leader") | _who(Place.SUPERIOR, "leader")
SPEAKERS = (
    _who(Place.LEAD, *UNIT_DESK, "member")
    | _who(Place.PARTNER, *UNIT_DESK, "member")
    | _who(Place.SUPERIOR, "office")
    | OFFICE
    | APPROVER
    | LEADER
)


def _lines() -> Iterable[tuple[Iterable[State], Action, Move]]:
    text = frozenset({Need.TEXT})
    yield [State.DRAFTING], Action.SUBMIT, Move(State.APPROVING, OFFICE)
    yield BEFORE_ISSUE, Action.REWORD, Move(State.DRAFTING, OFFICE | APPROVER)
    yield [State.APPROVING], Action.ISSUE, Move(State.ISSUED, APPROVER)
    yield BEFORE_ISSUE, Action.CANCEL, Move(State.CANCELLED, OFFICE | APPROVER, text)
    yield [State.ISSUED], Action.SIGN, Move(State.SIGNED, LEAD)
    yield UNDER_WAY, Action.JOIN, Move(None, PARTNER)
    yield IN_HAND, Action.PROGRESS, Move(None, LEAD | PARTNER, text)
    yield IN_HAND, Action.FEED_BACK, Move(State.FED_BACK, LEAD, text | {Need.FILES})
    yield [State.SIGNED, State.RETURNED], Action.ASK, Move(
        State.ASKED, LEAD, text | {Need.LATER_DAY, Need.IN_TIME}
    )  # fmt: skip
    yield [State.ASKED], Action.GRANT, Move(State.SIGNED, OFFICE, text | {Need.LATER_DAY})
    yield [State.ASKED], Action.REFUSE, Move(State.SIGNED, OFFICE, text)
    yield [State.FED_BACK], Action.REVIEW, Move(State.REVIEWED, OFFICE, text | {Need.OTHER_PERSON})
    yield [State.FED_BACK], Action.RETURN, Move(State.RETURNED, OFFICE, text | {Need.DAY})
    yield [State.REVIEWED], Action.RETURN, Move(State.RETURNED, OFFICE | APPROVER, text | {Need.DAY})
    yield [State.REVIEWED], Action.CLOSE, Move(State.CLOSED, OFFICE | APPROVER, text | {Need.OTHER_PERSON})
    yield UNDER_WAY, Action.WITHDRAW, Move(State.WITHDRAWN, APPROVER, text)
    yield WITH_UNIT | {State.ASKED}, Action.TRANSFER, Move(State.ISSUED, OFFICE, text | {Need.UNIT})
    yield UNDER_WAY, Action.SUCCEED, Move(None, frozenset())
    yield BEFORE_ISSUE | UNDER_WAY, Action.INSTRUCT, Move(None, LEADER, text)
    yield UNDER_WAY | {State.CLOSED}, Action.COMMENT, Move(None, SPEAKERS, text)


TABLE: Mapping[tuple[State, Action], Move] = {
    (state, action): move for states, action, move in _lines() for state in states
}
"""What is not in here cannot be done."""

BY_NOTICE = frozenset({Action.SUBMIT, Action.REWORD, Action.ISSUE, Action.CANCEL, Action.WITHDRAW})
"""Actions that are those of the notice: the item follows its document."""


def allowed(state: State, place: Place, role: str) -> frozenset[Action]:
    """What somebody with `role` at `place` may do with an item in `state`."""
    return frozenset(
        action for (at, action), move in TABLE.items() if at == state and (place, role) in move.who
    )
