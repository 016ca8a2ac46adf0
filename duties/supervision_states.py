"""The life of a supervision item (督办件) as one table: in which state who may do what, what it takes, and what follows.

Pure: no Django. Roles are the codes of `portal.models.Role`; `Place` is where somebody's post stands to the item.
"""

from collections.abc import Iterable
from enum import StrEnum

from portal import states
from portal.states import Held, Worded, allowed_by, table_of, who


class Holder(Worded):
    """Who has the ball: the unit that acts, the office that supervises, the approver beside it; nobody when it is over."""

    UNIT = "unit", "承办单位"
    OFFICE = "office", "督办单位"
    APPROVER = "approver", "审定人"
    NOBODY = "nobody", "—"


class State(Held):
    """Where an item stands."""

    holder: Holder

    DRAFTING = "drafting", "拟稿中", Holder.OFFICE
    APPROVING = "approving", "待签发", Holder.APPROVER
    ISSUED = "issued", "待签收", Holder.UNIT
    SIGNED = "signed", "办理中", Holder.UNIT
    ASKED = "asked", "申请延期", Holder.OFFICE
    FED_BACK = "fed_back", "待复核", Holder.OFFICE
    RETURNED = "returned", "退回重办", Holder.UNIT
    REVIEWED = "reviewed", "待销号", Holder.APPROVER
    CLOSED = "closed", "已销号", Holder.NOBODY
    CANCELLED = "cancelled", "已作废", Holder.NOBODY
    WITHDRAWN = "withdrawn", "已撤销", Holder.NOBODY


class Action(Worded):
    """What is done with an item."""

    SUBMIT = "submit", "送签"
    REWORD = "reword", "退改"
    ISSUE = "issue", "印发"
    CANCEL = "cancel", "作废"
    SIGN = "sign", "签收"
    JOIN = "join", "协办签收"
    PROGRESS = "progress", "报告进展"
    FEED_BACK = "feed_back", "反馈办结"
    ASK = "ask", "申请延期"
    GRANT = "grant", "同意延期"
    REFUSE = "refuse", "不同意延期"
    REVIEW = "review", "复核通过"
    RETURN = "return", "退回"
    CLOSE = "close", "销号"
    WITHDRAW = "withdraw", "撤销"
    TRANSFER = "transfer", "移交承办"
    SUCCEED = "succeed", "承接"
    INSTRUCT = "instruct", "批示"
    COMMENT = "comment", "留言"


class Place(StrEnum):
    """How the unit of somebody's post stands to an item."""

    OFFICE = "office"
    LEAD = "lead"
    PARTNER = "partner"
    SUPERIOR = "superior"
    ELSEWHERE = "elsewhere"


class Need(StrEnum):
    """What an action takes beside the right to it."""

    TEXT = "text"
    FILES = "files"
    DAY = "day"
    LATER_DAY = "later_day"
    IN_TIME = "in_time"
    UNIT = "unit"
    OTHER_PERSON = "other_person"


Move = states.Move[State, Place, Need]

STATES = frozenset(state.value for state in State)
"""The codes of all states."""
BEFORE_ISSUE = frozenset({State.DRAFTING, State.APPROVING})
"""The notice is not issued yet: only the office's side knows of the item."""
WITH_UNIT = frozenset(state for state in State if state.holder == Holder.UNIT)
"""The unit has to act: past its deadline the item is overdue."""
OVER = frozenset(state for state in State if state.holder == Holder.NOBODY)
"""Nothing follows any more."""
UNDER_WAY = frozenset(State) - BEFORE_ISSUE - OVER
"""From the issue of the notice until it is over."""
IN_HAND = frozenset({State.SIGNED, State.RETURNED, State.ASKED})
"""The unit has signed for it and has not fed back."""

UNIT_DESK = ("clerk", "official")
"""Roles that act for a unit that is supervised (docs/access.md: reports by the clerk, receipt by the official)."""

OFFICE = who(Place.OFFICE, "office")
APPROVER = who(Place.OFFICE, "approver")
LEAD = who(Place.LEAD, *UNIT_DESK)
PARTNER = who(Place.PARTNER, *UNIT_DESK)
LEADER = who(Place.OFFICE, "leader") | who(Place.SUPERIOR, "leader")
SPEAKERS = (
    who(Place.LEAD, *UNIT_DESK, "member")
    | who(Place.PARTNER, *UNIT_DESK, "member")
    | who(Place.SUPERIOR, "office")
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


TABLE = table_of(_lines())
"""What is not in here cannot be done."""

BY_NOTICE = frozenset({Action.SUBMIT, Action.REWORD, Action.ISSUE, Action.CANCEL, Action.WITHDRAW})
"""Actions that are those of the notice: the item follows its document."""


def allowed(state: State, place: Place, role: str) -> frozenset[Action]:
    """What somebody with `role` at `place` may do with an item in `state`."""
    return allowed_by(TABLE, state, [place], role)
