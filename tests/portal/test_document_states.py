"""The table of states, exhaustively: every state, act, role and side, asked of the services themselves."""

import itertools

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from portal.access import Actor
from portal.document_states import (
    APPROVER,
    COUNTERSIGNERS,
    DESKS,
    OFFICE,
    STATES,
    TABLE,
    Act,
    Side,
    move,
    roles_of,
    side_of,
)
from portal.models import Countersignature, Document, Role
from portal.selectors.documents import open_acts, version_of
from portal.services.documents import document_locked
from tests.duties.shared import once
from tests.portal.desk import Desk, account_at, make_desk, make_draft

State = Document.State
SPOKEN = {
    State.DRAFT: {Act.EDIT: OFFICE, Act.REVIEW: OFFICE, Act.VOID: DESKS},
    State.COSIGNING: {
        Act.COUNTERSIGN: COUNTERSIGNERS,
        Act.OBJECT: COUNTERSIGNERS,
        Act.RETURN: DESKS,
        Act.VOID: DESKS,
    },
    State.REVIEWED: {Act.RETURN: DESKS, Act.ISSUE: APPROVER, Act.VOID: DESKS},
    State.RETURNED: {Act.EDIT: OFFICE, Act.VOID: DESKS},
    State.ISSUED: {Act.CORRECT: OFFICE, Act.VOID: APPROVER},
    State.VOID: {},
}
"""The table said once more, as the documentation has it."""


@pytest.mark.parametrize(("state", "act"), list(itertools.product(State, Act)))
def test_each_state_allows_what_is_said_and_to_whom(state: State, act: Act) -> None:
    done = move(state, act)
    assert (done.roles if done else None) == SPOKEN[state].get(act)


def test_only_the_approver_issues_and_nothing_leaves_void() -> None:
    assert {
        state for (state, act), done in TABLE.items() if done.to == State.ISSUED and act == Act.ISSUE
    } == {State.REVIEWED}
    assert not [state for state, _ in TABLE if state == State.VOID]
    assert all(done.roles == APPROVER for (_, act), done in TABLE.items() if act == Act.ISSUE)


def test_an_act_has_one_side_in_all_states() -> None:
    for act in Act:
        assert {done.side for (_, each), done in TABLE.items() if each == act} == {side_of(act)}


def test_every_state_but_void_can_be_left() -> None:
    assert {state for state, _ in TABLE} == set(State) - {State.VOID}


def test_roles_of_an_act_that_is_not_possible_are_those_of_other_states() -> None:
    assert roles_of(Act.EDIT, State.ISSUED) == OFFICE
    assert roles_of(Act.VOID, State.VOID) == DESKS


def test_states_of_an_act_follow_the_table() -> None:
    assert STATES[Act.EDIT] == {State.DRAFT, State.RETURNED}


made = once(make_desk)


@pytest.fixture
def desk(made: Desk, db: None) -> Desk:
    return made


def forced(desk: Desk, state: State) -> Document:
    """A draft put into a state by the database alone, which asks nothing of those without a number."""
    document = make_draft(desk)
    values: dict[str, object] = {"state": state}
    if state == State.ISSUED:
        values |= {"serial": 1, "issued_at": document.drafted_at, "number": "演示〔2026〕1号"}
    Document.objects.filter(pk=document.pk).update(**values)
    Countersignature.objects.create(document=document, unit=desk.regiment, asked_at=document.drafted_at)
    document.refresh_from_db()
    return document


def posts(desk: Desk) -> list[Actor]:
    """Every role at the issuer and at the unit that is asked."""
    return [
        account_at(unit, role, f"{role}-{unit.code}")
        for role, unit in itertools.product(Role, (desk.division, desk.regiment))
    ]


@pytest.mark.parametrize("state", State)
def test_services_and_buttons_follow_the_table(desk: Desk, state: State) -> None:
    document = forced(desk, state)
    version, wrong = version_of(document), []
    for actor, act in itertools.product(posts(desk), Act):
        done = move(state, act)
        assert actor.post is not None
        at_issuer = actor.post.unit == desk.division
        right_side = (side_of(act) == Side.ISSUER) == at_issuer
        expected = done is not None and right_side and actor.role in done.roles
        if (act in open_acts(actor, document)) != expected or allowed(
            actor, document, act, version
        ) != expected:
            wrong.append((actor.post.label, act))
    assert wrong == []


def allowed(actor: Actor, document: Document, act: Act, version: str) -> bool:
    """Whether the door of all services lets it through."""
    try:
        document_locked(actor, document, act, version)
    except (PermissionDenied, ValidationError):
        return False
    return True
