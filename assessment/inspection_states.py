"""Inspection (督查, article 19) as tables: of the yearly plan, of one inspection, and of a finding. Pure: no Django.

Roles are the codes of `portal.models.Role`. What is found is the team's, whether a plan stands is decided by a named
person; whether a finding is put right is said by its supervision item, or by the office where that was done on the spot.
"""

from collections.abc import Iterable, Mapping

from assessment.matter_states import APPROVER, OFFICE, TEAM, TEXT, Holder, Need, Place
from duties.supervision_states import OVER as ITEM_OVER
from duties.supervision_states import State as ItemState
from portal import states
from portal.states import Held, Worded, allowed_by, table_of


class PlanState(Held):
    """Where a yearly plan stands."""

    holder: Holder

    DRAFTING = "drafting", "拟订中", Holder.OFFICE
    SUBMITTED = "submitted", "待审定", Holder.APPROVER
    APPROVED = "approved", "已审定", Holder.TEAM


class PlanAction(Worded):
    """What is done with a plan."""

    BEGIN = "begin", "拟订计划"
    EDIT = "edit", "修改计划"
    SUBMIT = "submit", "报请审定"
    RETURN = "return", "退回修改"
    APPROVE = "approve", "审定计划"
    REVISE = "revise", "调整计划"


PlanMove = states.Move[PlanState, Place, Need]


def _plan_lines() -> Iterable[tuple[Iterable[PlanState], PlanAction, PlanMove]]:
    yield [PlanState.DRAFTING], PlanAction.EDIT, PlanMove(None, OFFICE)
    yield [PlanState.DRAFTING], PlanAction.SUBMIT, PlanMove(
        PlanState.SUBMITTED, OFFICE, frozenset({Need.FACTS, Need.STAFFED})
    )  # fmt: skip
    yield [PlanState.SUBMITTED], PlanAction.RETURN, PlanMove(PlanState.DRAFTING, APPROVER, TEXT)
    yield [PlanState.SUBMITTED], PlanAction.APPROVE, PlanMove(
        PlanState.APPROVED, APPROVER, frozenset({Need.OTHER_PERSON, Need.STAFFED})
    )  # fmt: skip
    yield [PlanState.APPROVED], PlanAction.REVISE, PlanMove(PlanState.DRAFTING, OFFICE, TEXT)


PLAN_TABLE = table_of(_plan_lines())
"""What is not in here cannot be done with a plan."""


class State(Held):
    """Where one inspection stands."""

    holder: Holder

    PLANNED = "planned", "待督查", Holder.TEAM
    ON_SITE = "on_site", "现场督查", Holder.TEAM
    CLOSED = "closed", "已办结", Holder.NOBODY
    CANCELLED = "cancelled", "已取消", Holder.NOBODY


class Action(Worded):
    """What is done with an inspection."""

    START = "start", "开始督查"
    ANSWER = "answer", "登记清单"
    FIND = "find", "登记问题"
    SETTLE = "settle", "确认已整改"
    WITHDRAW = "withdraw", "撤回问题"
    CLOSE = "close", "办结督查"
    REOPEN = "reopen", "退回现场"
    CANCEL = "cancel", "取消督查"
    MOVE = "move", "调整日期和督查组"


Move = states.Move[State, Place, Need]


def _lines() -> Iterable[tuple[Iterable[State], Action, Move]]:
    found = [State.ON_SITE, State.CLOSED]
    yield [State.PLANNED], Action.START, Move(State.ON_SITE, OFFICE | TEAM, frozenset({Need.APPROVED}))
    yield [State.ON_SITE], Action.ANSWER, Move(None, OFFICE | TEAM)
    yield [State.ON_SITE], Action.FIND, Move(None, OFFICE | TEAM)
    yield found, Action.SETTLE, Move(None, OFFICE, TEXT)
    yield found, Action.WITHDRAW, Move(None, OFFICE, TEXT)
    yield [State.ON_SITE], Action.CLOSE, Move(State.CLOSED, OFFICE, TEXT | {Need.DAY})
    yield [State.CLOSED], Action.REOPEN, Move(State.ON_SITE, APPROVER, TEXT | {Need.UNTOLD})
    yield [State.PLANNED, State.ON_SITE], Action.CANCEL, Move(State.CANCELLED, OFFICE, TEXT | {Need.BLANK})
    yield [State.PLANNED], Action.MOVE, Move(None, OFFICE)


TABLE = table_of(_lines())
"""What is not in here cannot be done with an inspection."""


class Result(Worded):
    """What was seen about one point of a checklist."""

    FIT = "fit", "符合"
    FAULT = "fault", "有问题"
    UNSEEN = "unseen", "本次未查"
    NONE = "none", "不适用"


class FindingState(Worded):
    """Where a finding stands; never stored: it follows from what was said of it and from its supervision items."""

    OPEN = "open", "待整改"
    SUPERVISED = "supervised", "督办整改中"
    SETTLED = "settled", "已整改"
    WITHDRAWN = "withdrawn", "已撤回"


def finding_state(*, withdrawn: bool, settled: bool, items: Iterable[ItemState]) -> FindingState:
    """Where a finding stands, by whether it was withdrawn or settled by the office and by its supervision items.

    An item that was cancelled or withdrawn says nothing; one that is closed settles the finding.
    """
    if withdrawn:
        return FindingState.WITHDRAWN
    states_of_items = set(items)
    if settled or ItemState.CLOSED in states_of_items:
        return FindingState.SETTLED
    return FindingState.SUPERVISED if states_of_items - ITEM_OVER else FindingState.OPEN


FINDING_ACTS: Mapping[FindingState, frozenset[Action]] = {
    FindingState.OPEN: frozenset({Action.SETTLE, Action.WITHDRAW}),
    FindingState.SUPERVISED: frozenset(),
    FindingState.SETTLED: frozenset(),
    FindingState.WITHDRAWN: frozenset(),
}
"""What the office may say of a finding itself: once an item is on it, the item says what becomes of it."""


def allowed(state: State, places: Iterable[Place], role: str) -> frozenset[Action]:
    """What somebody with `role`, standing at `places`, may do with an inspection in `state`."""
    return allowed_by(TABLE, state, places, role)
