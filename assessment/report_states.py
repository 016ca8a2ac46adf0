"""The life of a report (报告, article 18) as one table: in which state who may do what, what it takes, and what follows.

起草 → 审核 → 签发 → 报送 → 收文 | 退改. Pure: no Django. Roles are the codes of `portal.models.Role`; `Place` is where
somebody's post stands to the report. A report goes to one superior (`Place.SUPERIOR`), or to none in the portal.
"""

from collections.abc import Iterable
from enum import StrEnum

from portal import states
from portal.states import Held, Worded, allowed_by, table_of, who


class Holder(Worded):
    """Who has the ball."""

    DESK = "desk", "起草单位"
    SIGNER = "signer", "签发人"
    SUPERIOR = "superior", "收文单位"
    NOBODY = "nobody", "—"


class State(Held):
    """Where a report stands."""

    holder: Holder

    DRAFTING = "drafting", "起草", Holder.DESK
    REVIEWING = "reviewing", "待审核", Holder.DESK
    SIGNING = "signing", "待签发", Holder.SIGNER
    SIGNED = "signed", "待报送", Holder.DESK
    SENT = "sent", "已报送", Holder.SUPERIOR
    RECEIVED = "received", "已收文", Holder.NOBODY
    RETURNED = "returned", "退改", Holder.DESK
    CANCELLED = "cancelled", "已作废", Holder.NOBODY


class Action(Worded):
    """What is done with a report."""

    DRAFT = "draft", "起草"
    WRITE = "write", "修改"
    RENEW = "renew", "更新数据"
    COMMENT = "comment", "批注"
    SUBMIT = "submit", "送审"
    REVIEW = "review", "审核通过"
    REWORD = "reword", "退回修改"
    SIGN = "sign", "签发"
    RECALL = "recall", "撤销签发"
    SEND = "send", "报送"
    RECEIVE = "receive", "收文"
    RETURN = "return", "退改"
    WITHDRAW = "withdraw", "撤回"
    CANCEL = "cancel", "作废"


class Place(StrEnum):
    """How the unit of somebody's post stands to a report."""

    OWN = "own"
    SUPERIOR = "superior"


class Need(StrEnum):
    """What an action takes beside the right to it."""

    TEXT = "text"
    WORDS = "words"
    CHECKED = "checked"
    OTHER_PERSON = "other_person"


Move = states.Move[State, Place, Need]

STATES = frozenset(state.value for state in State)
"""The codes of all states."""
OPEN = frozenset({State.DRAFTING, State.RETURNED})
"""Words may be written and figures renewed."""
BEFORE_SIGNED = frozenset({State.DRAFTING, State.REVIEWING, State.SIGNING, State.RETURNED})
"""The words are not signed yet, or not signed anew."""
GONE_OUT = frozenset({State.SENT, State.RECEIVED})
"""It is with the superior: it counts in the ledger."""
SEEN_ABOVE = GONE_OUT | {State.RETURNED}
"""The superior's side reads it; before that it is the unit's own matter."""
OVER = frozenset({State.RECEIVED, State.CANCELLED})
"""Nothing follows any more."""
PAPERED = frozenset({State.SIGNED}) | GONE_OUT
"""Its paper is issued and stands."""

WRITERS = who(Place.OWN, "clerk", "office")
REVIEWERS = who(Place.OWN, "clerk", "office", "official", "approver")
SIGNERS = who(Place.OWN, "official", "approver")
SPEAKERS = who(Place.OWN, "clerk", "office", "official", "approver", "member")
SUPERIOR = who(Place.SUPERIOR, "office")


def _lines() -> Iterable[tuple[Iterable[State], Action, Move]]:
    text = frozenset({Need.TEXT})
    yield OPEN, Action.WRITE, Move(None, WRITERS)
    yield OPEN, Action.RENEW, Move(None, WRITERS)
    yield BEFORE_SIGNED, Action.COMMENT, Move(None, SPEAKERS, text)
    yield OPEN, Action.SUBMIT, Move(State.REVIEWING, WRITERS, frozenset({Need.WORDS, Need.CHECKED}))
    yield [State.REVIEWING], Action.REVIEW, Move(State.SIGNING, REVIEWERS)
    yield [State.REVIEWING, State.SIGNING], Action.REWORD, Move(State.DRAFTING, REVIEWERS, text)
    yield [State.SIGNING], Action.SIGN, Move(State.SIGNED, SIGNERS, frozenset({Need.OTHER_PERSON}))
    yield [State.SIGNED], Action.RECALL, Move(State.DRAFTING, SIGNERS, text)
    yield [State.SIGNED], Action.SEND, Move(State.SENT, WRITERS)
    yield [State.SENT], Action.RECEIVE, Move(State.RECEIVED, SUPERIOR)
    yield [State.SENT, State.RECEIVED], Action.RETURN, Move(State.RETURNED, SUPERIOR, text)
    yield [State.SENT], Action.WITHDRAW, Move(State.DRAFTING, WRITERS | SIGNERS, text)
    yield [State.DRAFTING, State.REVIEWING, State.SIGNING], Action.CANCEL, Move(
        State.CANCELLED, WRITERS | SIGNERS, text
    )  # fmt: skip


TABLE = table_of(_lines())
"""What is not in here cannot be done. A report begins by being drafted (`WRITERS`)."""


def allowed(state: State, places: Iterable[Place], role: str) -> frozenset[Action]:
    """What somebody with `role`, standing at `places`, may do with a report in `state`."""
    return allowed_by(TABLE, state, places, role)


def may_ever(action: Action, places: Iterable[Place], role: str) -> bool:
    """Whether somebody with `role`, standing at `places`, may do this in some state."""
    stands = {(place, role) for place in places}
    return any(stands & move.who for (_, each), move in TABLE.items() if each == action)
