"""Commendation (表彰, article 22) as one table: who may do what in which state, and what follows. Pure: no Django.

The office lists facts; whether somebody is commended is decided by a named person, and stands once the decision is issued.
"""

from collections.abc import Iterable

from assessment.matter_states import APPROVER, DECIDING, OFFICE, TEXT, Holder, Need, Place
from portal import states
from portal.states import Held, Worded, table_of


class Subject(Worded):
    """Whom article 22 lets be commended, in its own words."""

    DEPARTMENT = "department", "落实乡村振兴责任到位、工作成效显著的部门(单位)"
    PERSON = "person", "落实乡村振兴责任到位、工作成效显著的个人"
    SUPPORTER = "supporter", "作出突出贡献的社会帮扶主体"


class State(Held):
    """Where a commendation stands."""

    holder: Holder

    DRAFTING = "drafting", "拟提", Holder.OFFICE
    SUBMITTED = "submitted", "待审定", Holder.APPROVER
    AGREED = "agreed", "待印发", Holder.OFFICE
    ISSUED = "issued", "已表彰", Holder.NOBODY
    DISMISSED = "dismissed", "不予表彰", Holder.NOBODY
    CANCELLED = "cancelled", "已取消", Holder.NOBODY
    WITHDRAWN = "withdrawn", "已撤销", Holder.NOBODY


class Action(Worded):
    """What is done with a commendation."""

    PROPOSE = "propose", "提出表彰建议"
    RELIST = "relist", "更新事实"
    SUBMIT = "submit", "报请审定"
    RETURN = "return", "退回补充"
    AGREE = "agree", "同意表彰"
    DISMISS = "dismiss", "不予表彰"
    ISSUE = "issue", "印发表彰决定"
    CANCEL = "cancel", "取消建议"
    WITHDRAW = "withdraw", "撤销表彰"


Move = states.Move[State, Place, Need]
OVER = frozenset(state for state in State if state.holder == Holder.NOBODY)
"""Nothing follows any more, but that a commendation may be withdrawn."""


def _lines() -> Iterable[tuple[Iterable[State], Action, Move]]:
    yield [State.DRAFTING], Action.RELIST, Move(None, OFFICE)
    yield [State.DRAFTING], Action.SUBMIT, Move(State.SUBMITTED, OFFICE, frozenset({Need.FACTS}))
    yield [State.SUBMITTED], Action.RETURN, Move(State.DRAFTING, APPROVER, TEXT)
    yield [State.SUBMITTED], Action.AGREE, Move(State.AGREED, APPROVER, DECIDING)
    yield [State.SUBMITTED], Action.DISMISS, Move(State.DISMISSED, APPROVER, DECIDING)
    yield [State.AGREED], Action.ISSUE, Move(State.ISSUED, APPROVER)
    yield [State.DRAFTING, State.AGREED], Action.CANCEL, Move(State.CANCELLED, OFFICE, TEXT)
    yield [State.ISSUED], Action.WITHDRAW, Move(State.WITHDRAWN, APPROVER, TEXT)


TABLE = table_of(_lines())
"""What is not in here cannot be done."""

BY_PAPER = frozenset({Action.ISSUE})
"""Done by issuing the paper, not on the page."""
