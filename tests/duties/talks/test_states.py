"""The table of states: every pair of it, what it never allows, and that random ways through it end and never turn back."""

import itertools
import random

import pytest

from duties.talk_rights import Basis, Standing
from duties.talk_states import (
    BEFORE_TALK,
    BY_NOTICE,
    FOLLOWED,
    OVER,
    PROMISES,
    SETTLED,
    TABLE,
    Action,
    Holder,
    Need,
    Place,
    Promise,
    State,
    allowed,
    promise_allowed,
)

ROLES = ["clerk", "official", "member", "office", "approver", "leader", "auditor", "system_admin"]
EXPECTED = {
    State.SUGGESTED: {"add": None, "submit": "submitted", "cancel": "cancelled"},
    State.SUBMITTED: {
        "return": "suggested",
        "agree": "agreed",
        "dismiss": "dismissed",
        "cancel": "cancelled",
    },
    State.AGREED: {"draft": None, "notify": "noticed", "cancel": "cancelled"},
    State.NOTICED: {"recall": "agreed", "hold": "held", "cancel": "cancelled"},
    State.HELD: {
        "amend": None,
        "sign": None,
        "signed": "rectifying",
        "sheet": "rectifying",
        "unsigned": "rectifying",
    },
    State.RECTIFYING: {
        "progress": None,
        "report": None,
        "confirm": None,
        "reject": None,
        "drop": None,
        "feed_back": "fed_back",
        "letter": None,
        "close": "closed",
    },
    State.FED_BACK: {
        "confirm": None,
        "reject": None,
        "drop": None,
        "send_back": "rectifying",
        "letter": None,
        "close": "closed",
    },
    State.CLOSED: {"letter": None},
    State.DISMISSED: {},
    State.CANCELLED: {},
}
"""Written apart from the table: each state, what may be done in it, and where that leads."""
for _state, _acts in EXPECTED.items():
    if _state not in OVER:
        _acts["succeed"] = None
WHO = {
    "clerk": {"progress", "report", "feed_back"},
    "official": {"progress", "report", "feed_back"},
    "office": {
        "add", "submit", "draft", "hold", "amend", "sheet", "unsigned", "confirm", "reject", "drop", "send_back",
        "letter", "close", "cancel",
    },
    "approver": {"return", "agree", "dismiss", "notify", "recall", "close", "cancel"},
}  # fmt: skip
"""Whose actions they are, apart from signing, which is that of who took part."""


@pytest.mark.parametrize(("state", "action"), list(itertools.product(State, Action)))
def test_each_pair_is_as_written(state: State, action: Action) -> None:
    move = TABLE.get((state, action))
    wanted = EXPECTED[state].get(action.value, "never")
    if move is None:
        assert wanted == "never"
    else:
        assert (move.to.value if move.to else None) == wanted


@pytest.mark.parametrize(
    ("state", "role", "place"), list(itertools.product(State, ROLES, [Place.OFFICE, Place.UNIT]))
)
def test_each_role_may_what_is_its_own(state: State, role: str, place: Place) -> None:
    own = WHO.get(role, set()) & EXPECTED[state].keys()
    if state in {State.AGREED, State.NOTICED} and role == "office":
        own -= {"cancel"}
    if state in {State.SUGGESTED, State.SUBMITTED} and role == "approver":
        own -= {"cancel"}
    at_unit = {"progress", "report", "feed_back"}
    own = own & at_unit if place == Place.UNIT else own - at_unit
    if place == Place.UNIT and role == "office" and "letter" in EXPECTED[state]:
        own |= {"letter"}
    assert {action.value for action in allowed(state, [place], role)} == own


@pytest.mark.parametrize("role", ROLES)
def test_who_took_part_signs_and_nothing_else(role: str) -> None:
    may = {action for state in State for action in allowed(state, [Place.SEATED], role)}
    signs = role in {"official", "member", "leader", "office", "approver"}
    assert may == ({Action.SIGN} if signs else set())


def test_nobody_acts_without_a_place() -> None:
    assert not any(allowed(state, [], role) for state in State for role in ROLES)


def test_the_program_decides_nothing() -> None:
    by_nobody = {action for (_, action), move in TABLE.items() if not move.who}
    assert by_nobody == {Action.SIGNED, Action.SUCCEED}
    decisions = [move for (_, action), move in TABLE.items() if action in {Action.AGREE, Action.DISMISS}]
    assert all(move.who == {(Place.OFFICE, "approver")} for move in decisions)
    assert all({Need.TEXT, Need.OTHER_PERSON} <= move.needs for move in decisions)


def test_whatever_ends_a_talk_needs_its_reason() -> None:
    assert all(Need.TEXT in move.needs for move in TABLE.values() if move.to in OVER)


def test_it_is_cancelled_only_before_it_was_held() -> None:
    assert {state for (state, action) in TABLE if action == Action.CANCEL} == BEFORE_TALK


def test_states_have_words_and_somebody_who_acts() -> None:
    assert len({state.label for state in State}) == len(State)
    assert len({action.label for action in Action}) == len(Action)
    assert {state for state in State if state.holder == Holder.NOBODY} == OVER
    assert all(state.holder.label for state in State)


def test_an_unfinished_talk_can_always_go_on() -> None:
    for state in set(State) - OVER:
        assert any(move.to is not None for (at, _), move in TABLE.items() if at == state)
    assert {state for (state, action) in TABLE if action in BY_NOTICE} == {State.AGREED, State.NOTICED}


@pytest.mark.parametrize("seed", range(50))
def test_random_ways_end_where_nothing_follows(seed: int) -> None:
    rng, state, held = random.Random(seed), State.SUGGESTED, False
    for _ in range(400):
        moves = [(action, move) for (at, action), move in TABLE.items() if at == state]
        if not moves:
            break
        action, move = rng.choice(sorted(moves, key=lambda each: each[0].value))
        held = held or action == Action.HOLD
        state = move.to or state
        assert not (held and state in BEFORE_TALK), "what was held cannot be undone"
        assert held or state not in FOLLOWED | {State.CLOSED, State.HELD}
        if state in OVER - {State.CLOSED}:
            break
    assert state in OVER


@pytest.mark.parametrize(("promise", "action"), list(itertools.product(Promise, Action)))
def test_each_move_of_a_promise(promise: Promise, action: Action) -> None:
    wanted = {
        ("open", "progress"): None,
        ("open", "report"): "reported",
        ("reported", "confirm"): "done",
        ("reported", "reject"): "open",
        ("open", "drop"): "dropped",
        ("reported", "drop"): "dropped",
    }
    there = (promise, action) in PROMISES
    assert there == ((promise.value, action.value) in wanted)
    if there:
        to = PROMISES[promise, action]
        assert (to.value if to else None) == wanted[promise.value, action.value]


def test_a_settled_promise_moves_no_more_and_none_moves_before_the_talk() -> None:
    every = list(itertools.product(State, Promise, Place, ROLES))
    assert not any(promise_allowed(s, p, [place], role) for s, p, place, role in every if p in SETTLED)
    assert not any(promise_allowed(s, p, [place], role) for s, p, place, role in every if s not in FOLLOWED)


@pytest.mark.parametrize(
    ("talker", "talked", "depth", "refused"),
    [
        (1, 2, 1, ""),
        (1, 3, 2, ""),
        (3, 4, 1, ""),
        (2, None, 1, ""),
        (1, None, 2, "同级党政"),
        (2, 2, 0, "本单位"),
        (2, 3, None, "不在本辖区"),
        (None, 3, 1, "由党政进行"),
        (2, None, None, "不在本辖区"),
    ],
)
def test_who_talks_to_whom(talker: int | None, talked: int | None, depth: int | None, refused: str) -> None:
    standing = Standing(talker, talked, depth)
    assert refused in standing.why_not()
    assert bool(standing.why_not()) == bool(refused)
    assert standing.basis == (Basis.LEVEL if talked is None else Basis.SUPERIOR)
