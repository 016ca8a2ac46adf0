"""The table of states of assessments: every pair of it, who may what, and what it never allows."""

import itertools

import pytest

from assessment.scheme_states import (
    BY_PAPER,
    OVER,
    PUBLISHED,
    TABLE,
    Action,
    Holder,
    Need,
    Place,
    State,
    allowed,
)

ROLES = ["clerk", "official", "member", "office", "approver", "leader", "auditor", "system_admin"]
EXPECTED = {
    State.DRAFT: {"edit": None, "try": None, "submit": "submitted", "cancel": "cancelled"},
    State.SUBMITTED: {"return": "draft", "approve": "approved", "cancel": "cancelled"},
    State.APPROVED: {"open": "opened", "cancel": "cancelled"},
    State.OPENED: {"report": None, "score": "scoring", "cancel": "cancelled"},
    State.SCORING: {"score": "scoring", "rate": None, "pass": "scored", "cancel": "cancelled"},
    State.SCORED: {"review": "reviewed", "send_back": "scoring"},
    State.REVIEWED: {"decide": "decided", "send_back": "scoring"},
    State.DECIDED: {"circular": None, "notify": "notified"},
    State.NOTIFIED: {"recall": "decided", "object": None, "uphold": None, "reject": None, "freeze": "frozen"},
    State.FROZEN: {},
    State.CANCELLED: {},
}
WHO = {
    "report": {("unit", "clerk"), ("unit", "official")},
    "object": {("unit", "official")},
    "review": {("office", "office"), ("office", "approver")},
    "send_back": {("office", "office"), ("office", "approver")},
    "uphold": {("office", "office"), ("office", "approver")},
    "reject": {("office", "office"), ("office", "approver")},
    **{key: {("office", "approver")} for key in ("return", "approve", "decide", "notify", "recall")},
    **{key: {("office", "office")} for key in ("edit", "try", "submit", "open", "score", "rate", "pass", "circular", "freeze")},
}  # fmt: skip


@pytest.mark.parametrize(("state", "action"), list(itertools.product(State, Action)))
def test_every_pair(state: State, action: Action) -> None:
    move = TABLE.get((state, action))
    expected = EXPECTED[state]
    assert (move is not None) == (action.value in expected)
    if move is None:
        return
    assert (move.to.value if move.to else None) == expected[action.value]
    if action == Action.CANCEL:
        role = "office" if state in {State.DRAFT, State.SUBMITTED} else "approver"
        assert move.who == {("office", role)}
    else:
        assert {(place.value, role) for place, role in move.who} == WHO[action.value]


@pytest.mark.parametrize(("state", "role"), list(itertools.product(State, ROLES)))
def test_what_each_role_may_do(state: State, role: str) -> None:
    for places in ([], [Place.OFFICE], [Place.UNIT], [Place.OFFICE, Place.UNIT]):
        expected = {
            action
            for (at, action), move in TABLE.items()
            if at == state and any((place, role) in move.who for place in places)
        }
        assert allowed(state, places, role) == expected
    if role in {"leader", "auditor", "system_admin", "member"}:
        assert not allowed(state, list(Place), role)


def test_a_second_person_is_asked_for() -> None:
    for action, need in (
        (Action.APPROVE, Need.OTHER_THAN_DRAFTER),
        (Action.REVIEW, Need.OTHER_THAN_SCORER),
        (Action.DECIDE, Need.OTHER_THAN_SCORER),
        (Action.UPHOLD, Need.OTHER_THAN_SCORER),
        (Action.REJECT, Need.OTHER_THAN_SCORER),
    ):
        assert all(need in move.needs for (_, asked), move in TABLE.items() if asked == action)


def test_nothing_follows_what_is_over() -> None:
    assert not [pair for pair in TABLE if pair[0] in OVER]
    assert all((state.holder == Holder.NOBODY) == (state in OVER) for state in State)
    assert {state for state, action in TABLE if action in BY_PAPER} == {State.DECIDED, State.NOTIFIED}
    assert State.FROZEN in PUBLISHED


def test_every_state_is_reached() -> None:
    reached = {State.DRAFT} | {move.to for move in TABLE.values() if move.to is not None}
    assert reached == set(State)
