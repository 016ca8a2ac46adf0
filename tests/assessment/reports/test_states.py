"""Every state × action × place × role: what the table lets, and what the service then does."""

import itertools

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assessment.models import Report
from assessment.report_states import (
    GONE_OUT,
    OPEN,
    OVER,
    PAPERED,
    SIGNERS,
    TABLE,
    WRITERS,
    Action,
    Place,
    State,
    allowed,
    may_ever,
)
from assessment.services.reports.steps import report_locked
from portal.models import Role
from tests.assessment.reports.ways import drafted
from tests.duties.office_world import OfficeWorld

EXPECTED = {
    State.DRAFTING: {"write", "renew", "comment", "submit", "cancel"},
    State.REVIEWING: {"comment", "review", "reword", "cancel"},
    State.SIGNING: {"comment", "sign", "reword", "cancel"},
    State.SIGNED: {"send", "recall"},
    State.SENT: {"receive", "return", "withdraw"},
    State.RECEIVED: {"return"},
    State.RETURNED: {"write", "renew", "comment", "submit"},
    State.CANCELLED: set(),
}


@pytest.mark.parametrize("state", State)
def test_each_state_has_these_actions_and_no_other(state: State) -> None:
    assert {action.value for at, action in TABLE if at == state} == EXPECTED[state]


def test_every_state_can_be_reached_and_left() -> None:
    reached = {move.to for move in TABLE.values() if move.to} | {State.DRAFTING}
    assert reached == set(State)
    left = {state for (state, _), move in TABLE.items() if move.to}
    assert set(State) - left == {State.CANCELLED}


def test_no_post_both_writes_and_signs() -> None:
    assert not WRITERS & SIGNERS


@pytest.mark.parametrize(("state", "role"), list(itertools.product(State, Role)))
def test_the_superior_only_receives_and_returns(state: State, role: Role) -> None:
    acts = allowed(state, [Place.SUPERIOR], role)
    assert acts <= {Action.RECEIVE, Action.RETURN}
    assert not acts or role == Role.OFFICE


@pytest.mark.parametrize(
    "role", [Role.AUDITOR, Role.LEADER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN]
)
def test_who_only_reads_does_nothing(role: Role) -> None:
    assert not any(may_ever(action, Place, role) for action in Action)


def test_sets_of_states_say_what_they_are() -> None:
    assert {state for state, action in TABLE if action == Action.WRITE} == OPEN
    assert {move.to for (_, action), move in TABLE.items() if action == Action.SEND} <= GONE_OUT
    assert GONE_OUT < PAPERED
    assert State.CANCELLED in OVER


CAST = {
    "bureau_clerk": (Place.OWN, Role.CLERK),
    "bureau_head": (Place.OWN, Role.OFFICIAL),
    "member": (Place.OWN, Role.MEMBER),
    "bureau_auditor": (Place.OWN, Role.AUDITOR),
    "above": (Place.SUPERIOR, Role.OFFICE),
    "above_approver": (Place.SUPERIOR, Role.APPROVER),
    "clerk": (None, Role.CLERK),
}


@pytest.mark.parametrize("state", sorted(set(State) - GONE_OUT))
def test_the_service_does_what_the_table_says(world: OfficeWorld, state: State) -> None:
    """Who may never is refused, who may not now is told, who may goes on; all actions by all posts."""
    report = drafted(world)
    Report.objects.filter(pk=report.pk).update(state=state.value)
    wrong = []
    for action, (name, (place, role)) in itertools.product(set(Action) - {Action.DRAFT}, CAST.items()):
        try:
            report_locked(world.actors[name], report, action, 0, "理由。")
            got = "done"
        except PermissionDenied:
            got = "never"
        except ValidationError as error:
            got = "missing" if "还没有文字" in str(error) else "not now"
        places = [place] if place else []
        if not may_ever(action, places, role):
            expected = {"never"}
        elif action in allowed(state, places, role):
            expected = {"done", "missing"} if action == Action.SUBMIT else {"done"}
        else:
            expected = {"not now"}
        if got not in expected:
            wrong.append((action, name, got, expected))
    assert wrong == []
