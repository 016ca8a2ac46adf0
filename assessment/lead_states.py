"""Accountability leads (问责线索移交, article 23) as one table. Pure: no Django.

A lead is facts handed over to the competent body with a receipt. Nothing is concluded here, neither before nor after.
"""

from collections.abc import Iterable

from assessment.matter_states import APPROVER, DECIDING, OFFICE, TEXT, Holder, Need, Place
from portal import states
from portal.states import Held, Worded, table_of


class State(Held):
    """Where a lead stands."""

    holder: Holder

    DRAFTING = "drafting", "整理中", Holder.OFFICE
    SUBMITTED = "submitted", "待审定", Holder.APPROVER
    AGREED = "agreed", "待移交", Holder.OFFICE
    HANDED = "handed", "已移交", Holder.NOBODY
    DISMISSED = "dismissed", "不移交", Holder.NOBODY
    CANCELLED = "cancelled", "已取消", Holder.NOBODY


class Action(Worded):
    """What is done with a lead."""

    PROPOSE = "propose", "列出线索"
    SUBMIT = "submit", "报请审定"
    RETURN = "return", "退回补充"
    AGREE = "agree", "同意移交"
    DISMISS = "dismiss", "不移交"
    HAND = "hand", "登记移交回执"
    CANCEL = "cancel", "取消"


Move = states.Move[State, Place, Need]
OVER = frozenset(state for state in State if state.holder == Holder.NOBODY)
"""Nothing follows any more."""


def _lines() -> Iterable[tuple[Iterable[State], Action, Move]]:
    yield [State.DRAFTING], Action.SUBMIT, Move(State.SUBMITTED, OFFICE, frozenset({Need.FACTS}))
    yield [State.SUBMITTED], Action.RETURN, Move(State.DRAFTING, APPROVER, TEXT)
    yield [State.SUBMITTED], Action.AGREE, Move(State.AGREED, APPROVER, DECIDING)
    yield [State.SUBMITTED], Action.DISMISS, Move(State.DISMISSED, APPROVER, DECIDING)
    yield [State.AGREED], Action.HAND, Move(State.HANDED, OFFICE, frozenset({Need.RECEIPT, Need.DAY}))
    yield [State.DRAFTING, State.AGREED], Action.CANCEL, Move(State.CANCELLED, OFFICE, TEXT)


TABLE = table_of(_lines())
"""What is not in here cannot be done."""
