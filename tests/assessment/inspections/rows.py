"""What rows of the access matrix about inspections act on, and the rows themselves."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from assessment.inspection_states import PlanState, State
from assessment.models import Finding, Inspection, InspectionPlan, InspectionTeam
from duties.models import Record
from portal import access, clock
from portal.models import Role, Unit
from portal.services.files import file_store
from tests.access_cast import Cast

READS = access.READS_BELOW
OFFICE, APPROVER = frozenset({Role.OFFICE}), frozenset({Role.APPROVER})
TEAM = frozenset({Role.OFFICE, Role.CLERK, Role.OFFICIAL, Role.MEMBER})
OWN = frozenset({"own"})
OWN_OFFICE = {Role.OFFICE: OWN}
DRAFTS = dict.fromkeys(OFFICE | APPROVER, frozenset({"own", "below"}))


def _other(cast: Cast, unit: Unit, first: str) -> Unit:
    return cast.units["sibling"] if unit == cast.units[first] else cast.units[first]


def _plan(cast: Cast, office: Unit, state: PlanState) -> InspectionPlan:
    decided = state == PlanState.APPROVED
    return InspectionPlan.objects.create(
        office=office,
        year=clock.today().year,
        state=state.value,
        state_since=clock.now(),
        made_by=cast.without_post,
        decided_by=cast.without_post if decided else None,
        decided_at=clock.now() if decided else None,
    )


def _inspection(cast: Cast, office: Unit, unit: Unit, state: State) -> Inspection:
    plan, today = _plan(cast, office, PlanState.APPROVED), clock.today()
    team = InspectionTeam.objects.create(plan=plan, position=0, name="第一督查组")
    closed = state == State.CLOSED
    record = (
        Record.objects.create(
            ref=uuid.uuid4().hex, kind="inspection", unit=office, target=unit, occurred_on=today,
            state="submitted", registered_at=clock.now(),
        )
        if closed
        else None
    )  # fmt: skip
    return Inspection.objects.create(
        plan=plan, office=office, unit=unit, team=team, starts_on=today, ends_on=today, state=state.value,
        state_since=clock.now(), done_on=today if closed else None, record=record,
    )  # fmt: skip


def _held(state: State) -> Callable[[Cast, Unit], dict[str, Any]]:
    """An inspection that the office of the unit of the place holds, of the company below."""

    def make(cast: Cast, unit: Unit) -> dict[str, Any]:
        return {"public_id": _inspection(cast, unit, _other(cast, unit, "below"), state).public_id}

    return make


def _finding(inspection: Inspection, cast: Cast) -> Finding:
    return Finding.objects.create(
        inspection=inspection, number=1, article=8, clause="第八条", severity="general", text="会议未召开。",
        due_on=clock.today() + dt.timedelta(days=30), found_on=clock.today(), found_at=clock.now(),
        found_by=cast.without_post,
    )  # fmt: skip


def inspection_of(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A closed inspection of the unit of the place by another office, with a finding."""
    inspection = _inspection(cast, _other(cast, unit, "above"), unit, State.CLOSED)
    _finding(inspection, cast)
    return {"public_id": inspection.public_id}


def finding_held(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A finding of an inspection that the office of the unit of the place holds."""
    inspection = _inspection(cast, unit, _other(cast, unit, "below"), State.ON_SITE)
    return {"public_id": inspection.public_id, "finding": _finding(inspection, cast).public_id}


def finding_file(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A file of a finding about the unit of the place."""
    found = inspection_of(cast, unit)
    stored = file_store(actor=access.SYSTEM, name="照片.pdf", content=b"%PDF", content_type="application/pdf")
    Finding.objects.get(inspection__public_id=found["public_id"]).files.add(stored)
    return found | {"file": stored.public_id}


def _plan_of(state: PlanState) -> Callable[[Cast, Unit], dict[str, Any]]:
    def make(cast: Cast, unit: Unit) -> dict[str, Any]:
        return {"public_id": _plan(cast, unit, state).public_id}

    return make


FACTORIES = {
    "plan_drafted": _plan_of(PlanState.DRAFTING),
    "plan_submitted": _plan_of(PlanState.SUBMITTED),
    "plan_approved": _plan_of(PlanState.APPROVED),
    "inspection_planned": _held(State.PLANNED),
    "inspection_on_site": _held(State.ON_SITE),
    "inspection_closed": _held(State.CLOSED),
    "inspection_of": inspection_of,
    "finding_held": finding_held,
    "finding_file": finding_file,
}


def matrix(row: Any) -> Mapping[str, list[Any]]:
    """The rows: who may open which address of inspections; `row` is the matrix's own class."""
    business = access.BUSINESS
    on_site = dict.fromkeys(TEAM, frozenset[str]()) | OWN_OFFICE

    def act(at: str, status: int = 422) -> list[Any]:
        return [row(TEAM, "POST", status, at=at, reach=on_site)]

    def own(who: frozenset[Role], at: str, status: int = 422) -> list[Any]:
        return [row(who, "POST", status, at=at, reach=dict.fromkeys(who, OWN))]

    return {
        "inspections": [row(business)],
        "findings": [row(business)],
        "inspection-plans": [row(READS)],
        "inspection-plan-new": [row(OFFICE, "POST", 302)],
        "inspection-plan": [row(READS, at="plan_approved"), row(READS, at="plan_drafted", reach=DRAFTS)],
        "inspection-plan-propose": own(OFFICE, "plan_drafted"),
        "inspection-plan-teams": own(OFFICE, "plan_drafted"),
        "inspection-plan-lines": own(OFFICE, "plan_drafted"),
        "inspection-plan-submit": own(OFFICE, "plan_drafted"),
        "inspection-plan-approve": own(APPROVER, "plan_submitted"),
        "inspection-plan-return": own(APPROVER, "plan_submitted"),
        "inspection-plan-revise": own(OFFICE, "plan_approved"),
        "inspection-questions": [row(OFFICE)],
        "inspection-questions-of": [row(OFFICE, status=404, arguments={"kind": "company"})],
        "inspection": [
            row(business, at="inspection_of"),
            row(business, at="inspection_on_site", reach=dict.fromkeys(READS, frozenset({"own", "below"}))),
        ],
        "inspection-start": act("inspection_planned"),
        "inspection-close": own(OFFICE, "inspection_on_site"),
        "inspection-reopen": own(APPROVER, "inspection_closed"),
        "inspection-cancel": own(OFFICE, "inspection_planned"),
        "inspection-on-site": [row(TEAM, at="inspection_on_site", reach=on_site)],
        "inspection-answer": act("inspection_on_site", 302),
        "inspection-find": act("inspection_on_site"),
        "inspection-sheet": [row(business, at="inspection_of")],
        "finding-file": [row(business, at="finding_file")],
        "finding-settle": own(OFFICE, "finding_held"),
        "finding-withdraw": own(OFFICE, "finding_held"),
    }
