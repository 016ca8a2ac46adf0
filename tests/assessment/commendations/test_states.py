"""The tables of commendations and leads: every pair of them, written apart from the code."""

import itertools

import pytest

from assessment import commendation_states, lead_states
from assessment.matter_states import Need, Place

COMMENDATIONS = {
    "drafting": {"relist": None, "submit": "submitted", "cancel": "cancelled"},
    "submitted": {"return": "drafting", "agree": "agreed", "dismiss": "dismissed"},
    "agreed": {"issue": "issued", "cancel": "cancelled"},
    "issued": {"withdraw": "withdrawn"},
}
LEADS = {
    "drafting": {"submit": "submitted", "cancel": "cancelled"},
    "submitted": {"return": "drafting", "agree": "agreed", "dismiss": "dismissed"},
    "agreed": {"hand": "handed", "cancel": "cancelled"},
}
OF_APPROVER = {"return", "agree", "dismiss", "issue", "withdraw"}


@pytest.mark.parametrize(
    ("module", "expected"),
    [(commendation_states, COMMENDATIONS), (lead_states, LEADS)],
    ids=["commend", "lead"],
)
def test_every_pair_of_the_table(module: object, expected: dict[str, dict[str, str | None]]) -> None:
    for state, action in itertools.product(module.State, module.Action):  # type: ignore[attr-defined]
        move = module.TABLE.get((state, action))  # type: ignore[attr-defined]
        wanted = expected.get(state.value, {})
        assert (move is not None) == (action.value in wanted), (state, action)
        if move is None:
            continue
        assert (move.to.value if move.to else None) == wanted[action.value]
        role = "approver" if action.value in OF_APPROVER else "office"
        assert move.who == {(Place.OFFICE, role)}


@pytest.mark.parametrize("module", [commendation_states, lead_states])
def test_a_decision_has_a_reason_and_is_another_persons(module: object) -> None:
    for action in (module.Action.AGREE, module.Action.DISMISS):  # type: ignore[attr-defined]
        needs = module.TABLE[module.State.SUBMITTED, action].needs  # type: ignore[attr-defined]
        assert {Need.TEXT, Need.OTHER_PERSON} <= needs


def test_a_lead_ends_with_a_receipt_and_nothing_is_concluded() -> None:
    assert Need.RECEIPT in lead_states.TABLE[lead_states.State.AGREED, lead_states.Action.HAND].needs
    after = {action for state, action in lead_states.TABLE if state in lead_states.OVER}
    assert after == set()
