"""What rows of the access matrix about commendations and leads act on, and the rows themselves."""

from collections.abc import Callable, Mapping
from typing import Any

from assessment import lead_states
from assessment.commendation_states import State
from assessment.models import AccountabilityLead, Commendation
from portal import access, clock
from portal.models import Role, Unit
from tests.access_cast import Cast

OFFICE, APPROVER = frozenset({Role.OFFICE}), frozenset({Role.APPROVER})
HANDLERS = frozenset({Role.OFFICE, Role.APPROVER, Role.AUDITOR})
OWN = frozenset({"own"})
SIDE = {Role.OFFICE: frozenset({"own", "below"}), Role.APPROVER: frozenset({"own", "below"})}
"""Who reads a commendation that is not issued: the office's side."""
DESK = {Role.OFFICE: OWN, Role.APPROVER: OWN}
"""Who reads a lead before it is decided: the very office and its approver."""


def _other(cast: Cast, unit: Unit, first: str) -> Unit:
    return cast.units["sibling"] if unit == cast.units[first] else cast.units[first]


def _decided(cast: Cast, state: str) -> dict[str, Any]:
    if state in {"drafting", "submitted"}:
        return {}
    return {"decided_by": cast.without_post, "decided_at": clock.now(), "decision": "同意。"}


def _commendation(cast: Cast, office: Unit, unit: Unit, state: State) -> dict[str, Any]:
    made = Commendation.objects.create(
        office=office, unit=unit, subject="department", year=2026, manner="通报表扬", reason="成效显著。",
        state=state.value, state_since=clock.now(), proposed_by=cast.without_post, proposed_at=clock.now(),
        **_decided(cast, state.value),
    )  # fmt: skip
    return {"public_id": made.public_id}


def _held(state: State) -> Callable[[Cast, Unit], dict[str, Any]]:
    """A commendation by the office of the unit of the place."""
    return lambda cast, unit: _commendation(cast, unit, _other(cast, unit, "below"), state)


def commended(cast: Cast, unit: Unit) -> dict[str, Any]:
    """The unit of the place, commended by another."""
    return _commendation(cast, _other(cast, unit, "above"), unit, State.ISSUED)


def _lead(state: lead_states.State) -> Callable[[Cast, Unit], dict[str, Any]]:
    """A lead of the office of the unit of the place."""

    def make(cast: Cast, unit: Unit) -> dict[str, Any]:
        made = AccountabilityLead.objects.create(
            office=unit, unit=_other(cast, unit, "below"), receiver="演示纪委", state=state.value,
            state_since=clock.now(), proposed_by=cast.without_post, proposed_at=clock.now(),
            **_decided(cast, state.value),
        )  # fmt: skip
        return {"public_id": made.public_id}

    return make


FACTORIES = {
    "commendation_drafted": _held(State.DRAFTING),
    "commendation_submitted": _held(State.SUBMITTED),
    "commendation_issued": _held(State.ISSUED),
    "commended": commended,
    "lead_drafted": _lead(lead_states.State.DRAFTING),
    "lead_submitted": _lead(lead_states.State.SUBMITTED),
    "lead_agreed": _lead(lead_states.State.AGREED),
}


def matrix(row: Any) -> Mapping[str, list[Any]]:
    """The rows: who may open which address; `row` is the matrix's own class."""
    business = access.BUSINESS

    def own(who: frozenset[Role], at: str, status: int = 422) -> list[Any]:
        return [row(who, "POST", status, at=at, reach=dict.fromkeys(who, OWN))]

    return {
        "commendations": [row(business)],
        "commendation-new": [row(OFFICE), row(OFFICE, "POST", 200)],
        "commendation": [
            row(business, at="commended"),
            row(business, at="commendation_submitted", reach=SIDE),
        ],
        "commendation-relist": own(OFFICE, "commendation_drafted", 302),
        "commendation-submit": own(OFFICE, "commendation_drafted"),
        "commendation-return": own(APPROVER, "commendation_submitted"),
        "commendation-agree": own(APPROVER, "commendation_submitted"),
        "commendation-dismiss": own(APPROVER, "commendation_submitted"),
        "commendation-cancel": own(OFFICE, "commendation_drafted"),
        "commendation-withdraw": own(APPROVER, "commendation_issued"),
        "leads": [row(HANDLERS)],
        "lead-new": [row(OFFICE), row(OFFICE, "POST", 200)],
        "lead": [
            row(HANDLERS, at="lead_submitted", reach=DESK),
            row(HANDLERS, at="lead_agreed", reach=DESK | {Role.AUDITOR: frozenset({"own", "below"})}),
        ],
        "lead-submit": own(OFFICE, "lead_drafted"),
        "lead-return": own(APPROVER, "lead_submitted"),
        "lead-agree": own(APPROVER, "lead_submitted"),
        "lead-dismiss": own(APPROVER, "lead_submitted"),
        "lead-cancel": own(OFFICE, "lead_drafted"),
        "lead-hand": own(OFFICE, "lead_agreed"),
        "lead-sheet": [
            row(HANDLERS, at="lead_agreed", reach=DESK | {Role.AUDITOR: frozenset({"own", "below"})})
        ],
    }
