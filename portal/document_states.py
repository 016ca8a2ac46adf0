"""The states of official documents as one table: what may be done in each, by whom, and what it becomes.

拟稿 → 核稿 → (会签) → 签发 → 印发 | 退改 | 作废 (docs/documents.md). Whatever the table does not hold cannot be done.
"""

import dataclasses
from enum import StrEnum

from portal.models import Document, Role

State = Document.State


class Act(StrEnum):
    """What is done with a document."""

    EDIT = "edit"
    REVIEW = "review"
    COUNTERSIGN = "countersign"
    OBJECT = "object"
    RETURN = "return"
    ISSUE = "issue"
    VOID = "void"
    CORRECT = "correct"


class Side(StrEnum):
    """Who acts: a post at the issuer, or whoever was asked to countersign."""

    ISSUER = "issuer"
    ASKED = "asked"


@dataclasses.dataclass(frozen=True)
class Move:
    """An act that is possible in a state: what the document becomes, and which roles of which side may do it.

    `alone` is what it becomes where nobody is, or remains, to countersign.
    """

    to: State
    roles: frozenset[Role]
    side: Side = Side.ISSUER
    alone: State | None = None


OFFICE, APPROVER = frozenset({Role.OFFICE}), frozenset({Role.APPROVER})
DESKS = OFFICE | APPROVER
COUNTERSIGNERS = frozenset({Role.OFFICIAL, Role.OFFICE, Role.APPROVER})
"""The roles that may answer for a unit that is asked to countersign, and that a person asked must act in."""

TABLE: dict[tuple[State, Act], Move] = {
    (State.DRAFT, Act.EDIT): Move(State.DRAFT, OFFICE),
    (State.DRAFT, Act.REVIEW): Move(State.COSIGNING, OFFICE, alone=State.REVIEWED),
    (State.DRAFT, Act.VOID): Move(State.VOID, DESKS),
    (State.COSIGNING, Act.COUNTERSIGN): Move(
        State.COSIGNING, COUNTERSIGNERS, Side.ASKED, alone=State.REVIEWED
    ),
    (State.COSIGNING, Act.OBJECT): Move(State.RETURNED, COUNTERSIGNERS, Side.ASKED),
    (State.COSIGNING, Act.RETURN): Move(State.RETURNED, DESKS),
    (State.COSIGNING, Act.VOID): Move(State.VOID, DESKS),
    (State.REVIEWED, Act.RETURN): Move(State.RETURNED, DESKS),
    (State.REVIEWED, Act.ISSUE): Move(State.ISSUED, APPROVER),
    (State.REVIEWED, Act.VOID): Move(State.VOID, DESKS),
    (State.RETURNED, Act.EDIT): Move(State.DRAFT, OFFICE),
    (State.RETURNED, Act.VOID): Move(State.VOID, DESKS),
    (State.ISSUED, Act.CORRECT): Move(State.ISSUED, OFFICE),
    (State.ISSUED, Act.VOID): Move(State.VOID, APPROVER),
}

STATES: dict[Act, frozenset[str]] = {
    act: frozenset(state for state, done in TABLE if done == act) for act in Act
}
"""In which states each act is possible."""


def side_of(act: Act) -> Side:
    """Which side does `act`; it is the same in all states."""
    return next(done.side for (_, each), done in TABLE.items() if each == act)


def roles_of(act: Act, state: str) -> frozenset[Role]:
    """Who does `act` in `state`; where it cannot be done there, whoever does it in some state."""
    done = move(state, act)
    if done is not None:
        return done.roles
    return frozenset[Role]().union(*(each.roles for (_, other), each in TABLE.items() if other == act))


def move(state: str, act: Act) -> Move | None:
    """What `act` does in `state`; None where it cannot be done."""
    return TABLE.get((State(state), act))
