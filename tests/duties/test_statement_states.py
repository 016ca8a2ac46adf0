"""The table of statements, held exhaustively: every kind in every state to every act."""

import itertools

import pytest

from duties.models import Statement, StatementStep
from duties.statement_states import BATCH, BY_UNIT, OPEN, TABLE, Act, Kind, State, acts, after

E, W = Kind.EXPLANATION, Kind.WAIVER
ALLOWED = {
    (E, State.WAITING, Act.WITHDRAW): State.WITHDRAWN,
    (E, State.WAITING, Act.NOTE): State.NOTED,
    (E, State.WAITING, Act.ASK): State.MORE,
    (E, State.WAITING, Act.CLOSE): State.MOOT,
    (E, State.MORE, Act.SUPPLEMENT): State.WAITING,
    (E, State.MORE, Act.WITHDRAW): State.WITHDRAWN,
    (E, State.MORE, Act.NOTE): State.NOTED,
    (E, State.MORE, Act.CLOSE): State.MOOT,
    (W, State.WAITING, Act.WITHDRAW): State.WITHDRAWN,
    (W, State.WAITING, Act.ASK): State.MORE,
    (W, State.WAITING, Act.GRANT): State.GRANTED,
    (W, State.WAITING, Act.REFUSE): State.REFUSED,
    (W, State.WAITING, Act.CLOSE): State.MOOT,
    (W, State.MORE, Act.SUPPLEMENT): State.WAITING,
    (W, State.MORE, Act.WITHDRAW): State.WITHDRAWN,
    (W, State.MORE, Act.GRANT): State.GRANTED,
    (W, State.MORE, Act.REFUSE): State.REFUSED,
    (W, State.MORE, Act.CLOSE): State.MOOT,
    (W, State.GRANTED, Act.REVOKE): State.REVOKED,
}


@pytest.mark.parametrize(("kind", "state", "act"), list(itertools.product(Kind, State, Act)))
def test_every_triple(kind: Kind, state: State, act: Act) -> None:
    then = ALLOWED.get((kind, state, act))
    assert after(kind, state, act) == then
    assert (act in acts(kind, state, unit=act in BY_UNIT)) == (then is not None)
    assert act not in acts(kind, state, unit=act not in BY_UNIT)


def test_every_state_is_reached_and_only_open_ones_lead_on() -> None:
    assert {then for _, _, then in TABLE.values()} | {State.WAITING} == set(State)
    assert {state for _, state, _ in ALLOWED} - OPEN == {State.GRANTED}


def test_each_state_kind_and_act_has_its_word() -> None:
    assert [value for value, _ in Statement.STATES] == [state.value for state in State]
    assert [value for value, _ in Statement.KINDS] == [kind.value for kind in Kind]
    assert [value for value, _ in StatementStep.ACTS] == [act.value for act in Act]
    assert not set(BATCH) & BY_UNIT
