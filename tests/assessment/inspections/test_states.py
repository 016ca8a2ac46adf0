"""The tables of plans, inspections and findings: every pair of them, written apart from the code."""

import itertools

import pytest

from assessment.inspection_states import (
    FINDING_ACTS,
    PLAN_TABLE,
    TABLE,
    Action,
    FindingState,
    PlanAction,
    PlanState,
    State,
    allowed,
    finding_state,
)
from assessment.matter_states import Need, Place
from duties.supervision_states import OVER
from duties.supervision_states import State as ItemState

ROLES = ["clerk", "official", "member", "office", "approver", "leader", "auditor", "system_admin"]
PLANS = {
    "drafting": {"edit": None, "submit": "submitted"},
    "submitted": {"return": "drafting", "approve": "approved"},
    "approved": {"revise": "drafting"},
}
EXPECTED = {
    "planned": {"start": "on_site", "cancel": "cancelled", "move": None},
    "on_site": {
        "answer": None, "find": None, "settle": None, "withdraw": None, "close": "closed", "cancel": "cancelled"
    },
    "closed": {"settle": None, "withdraw": None, "reopen": "on_site"},
    "cancelled": {},
}  # fmt: skip
TEAMWORK = {"start", "answer", "find"}


@pytest.mark.parametrize(("state", "action"), [*itertools.product(PlanState, PlanAction)])
def test_every_pair_of_the_table_of_plans(state: PlanState, action: PlanAction) -> None:
    expected = PLANS[state.value]
    move = PLAN_TABLE.get((state, action))
    assert (move is not None) == (action.value in expected)
    if move is not None:
        assert (move.to.value if move.to else None) == expected[action.value]


@pytest.mark.parametrize(("state", "action"), [*itertools.product(State, Action)])
def test_every_pair_of_the_table_of_inspections(state: State, action: Action) -> None:
    expected = EXPECTED[state.value]
    move = TABLE.get((state, action))
    assert (move is not None) == (action.value in expected)
    if move is not None:
        assert (move.to.value if move.to else None) == expected[action.value]


def test_who_approves_is_never_who_drew_it_up() -> None:
    move = PLAN_TABLE[PlanState.SUBMITTED, PlanAction.APPROVE]
    assert move.who == {(Place.OFFICE, "approver")}
    assert Need.OTHER_PERSON in move.needs


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", State)
def test_a_team_does_what_is_done_on_site_and_nothing_else(state: State, role: str) -> None:
    acts = {action.value for action in allowed(state, [Place.TEAM], role)}
    on_site = {"office", "clerk", "official", "member"}
    assert acts == (EXPECTED[state.value].keys() & TEAMWORK if role in on_site else set())


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", State)
def test_who_stands_nowhere_does_nothing(state: State, role: str) -> None:
    assert allowed(state, [], role) == frozenset()


@pytest.mark.parametrize(
    "items", [(), *((state,) for state in ItemState), *itertools.combinations(ItemState, 2)]
)
@pytest.mark.parametrize(("withdrawn", "settled"), [*itertools.product([False, True], repeat=2)])
def test_where_a_finding_stands_follows_from_its_items(
    items: tuple[ItemState, ...], withdrawn: bool, settled: bool
) -> None:
    state = finding_state(withdrawn=withdrawn, settled=settled, items=items)
    if withdrawn:
        assert state == FindingState.WITHDRAWN
    elif settled or ItemState.CLOSED in items:
        assert state == FindingState.SETTLED
    elif any(item not in OVER for item in items):
        assert state == FindingState.SUPERVISED
    else:
        assert state == FindingState.OPEN


def test_the_office_says_something_of_open_findings_alone() -> None:
    assert {state for state, acts in FINDING_ACTS.items() if acts} == {FindingState.OPEN}
    assert FINDING_ACTS.keys() == set(FindingState)
