"""Ways through a plan and an inspection, as the people of the office's world go them."""

import datetime as dt
import uuid
from typing import Any

from assessment.models import Finding, Inspection, InspectionPlan
from assessment.services.inspections.closing import inspection_close
from assessment.services.inspections.onsite import Found, finding_add, inspection_start
from assessment.services.inspections.plans import (
    Crew,
    plan_approve,
    plan_begin,
    plan_propose,
    plan_submit,
    plan_teams_save,
)
from duties.models import Rule
from portal import clock
from portal.models import Person
from tests.duties.office_world import OfficeWorld

DAY = dt.date(2026, 11, 24)
DUE = dt.date(2026, 12, 18)


def planned(world: OfficeWorld, teams: int = 1) -> InspectionPlan:
    """A plan of the division with its units and staffed teams."""
    office = world.actors["office"]
    plan = plan_begin(actor=office, year=2026)
    plan = plan_propose(
        actor=office, plan=plan, version=plan.version, teams=teams, first=dt.date(2026, 11, 25), last=dt.date(2026, 12, 31)
    )  # fmt: skip
    head = Person.objects.get(code="division_secretary")
    crews = [Crew(team, team.name, head, []) for team in plan.teams.all()]
    return plan_teams_save(actor=office, plan=plan, version=plan.version, crews=crews)


def approved(world: OfficeWorld) -> InspectionPlan:
    """The same, approved."""
    plan = planned(world)
    plan = plan_submit(actor=world.actors["office"], plan=plan, version=plan.version)
    return plan_approve(actor=world.actors["approver"], plan=plan, version=plan.version)


def of_unit(plan: InspectionPlan, world: OfficeWorld, unit: str = "团") -> Inspection:
    """The inspection of a unit as it now is."""
    return Inspection.objects.select_related("unit", "office", "plan", "team").get(
        plan=plan, unit=world.units[unit]
    )


def started(world: OfficeWorld, who: str = "office") -> Inspection:
    """An inspection of the regiment that has begun."""
    inspection = of_unit(approved(world), world)
    return inspection_start(actor=world.actors[who], inspection=inspection, version=inspection.version)


def found(**values: Any) -> Found:
    """What may be written down."""
    given: dict[str, Any] = {
        "article": 8,
        "clause": "第八条第二款(二)",
        "severity": "grave",
        "text": "第三季度领导小组会议未召开。",
        "due_on": DUE,
        "found_on": DAY,
        "rule": Rule.objects.get(code="a8.2.leading_group"),
    }
    return Found(**(given | values))


def with_finding(world: OfficeWorld, inspection: Inspection, **values: Any) -> Finding:
    """A finding of an inspection that has begun."""
    return finding_add(
        actor=world.actors["office"], inspection=inspection, found=found(**values), token=uuid.uuid4()
    )


def closed(world: OfficeWorld, findings: int = 1) -> Inspection:
    """A closed inspection of the regiment with findings."""
    inspection = started(world)
    for _ in range(findings):
        with_finding(world, inspection)
    inspection.refresh_from_db()
    return inspection_close(
        actor=world.actors["office"], inspection=inspection, version=inspection.version, text="总体较好。", day=clock.today()
    )  # fmt: skip
