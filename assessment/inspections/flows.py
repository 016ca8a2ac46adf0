"""Plans and inspections as matters: who stands how to them, what they need, whose they are."""

from typing import Any

from assessment.flows import Flow
from assessment.inspection_states import PLAN_TABLE, TABLE, Action, PlanAction, PlanState, State
from assessment.matter_states import Need, Place
from assessment.models import (
    Inspection,
    InspectionPlan,
    InspectionPlanStep,
    InspectionStep,
    InspectionTeam,
)
from portal.access import Actor
from portal.models import Document

PAPER = "督查通报"
ORIGIN = "inspection"
"""What papers that are drafted from an inspection say they are from: inspection:<its public id>."""


def plan_places(actor: Actor, plan: Any) -> frozenset[Place]:
    """Whether the actor's post is at the unit whose plan it is."""
    own = actor.post is not None and actor.post.unit.pk == plan.office_id
    return frozenset({Place.OFFICE}) if own else frozenset()


def places(actor: Actor, inspection: Any) -> frozenset[Place]:
    """The same, and whether the person behind the account is in the team; one query at most."""
    found = set(plan_places(actor, inspection))
    person = actor.account.person_id if actor.account else None
    if person is not None and inspection.team_id is not None:
        team = InspectionTeam.objects.filter(pk=inspection.team_id)
        if team.filter(head=person).exists() or team.filter(members=person).exists():
            found.add(Place.TEAM)
    return frozenset(found)


def _no_lines(actor: Actor, plan: Any) -> str:
    return "" if plan.inspections.exists() else "计划中还没有单位,请先列入被督查单位。"


def _unstaffed(actor: Actor, plan: Any) -> str:
    bare = plan.inspections.filter(state=State.PLANNED.value, team__isnull=True).count()
    if bare:
        return f"还有 {bare} 个单位没有安排督查组。"
    headless = [
        team.name for team in plan.teams.filter(head__isnull=True, inspections__isnull=False).distinct()
    ]
    return f"{'、'.join(headless)}还没有组长。" if headless else ""


def _own_plan(actor: Actor, plan: Any) -> str:
    own = actor.account is not None and actor.account.pk in (plan.submitted_by_id, plan.made_by_id)
    return "本计划由您拟订或报请,须由另一名审定人审定。" if own else ""


def _unapproved(actor: Actor, inspection: Any) -> str:
    if inspection.plan.state == PlanState.APPROVED.value:
        return ""
    return "督查计划还没有审定,审定后才能开始督查。"


def _found(actor: Actor, inspection: Any) -> str:
    found = inspection.findings.filter(withdrawn_at__isnull=True).exists()
    return "已登记了问题,不能取消督查;登记有误的,先撤回问题。" if found else ""


def _told(actor: Actor, inspection: Any) -> str:
    told = papers_of(inspection).filter(state=Document.State.ISSUED).exists()
    return "督查通报已经印发,须先作废通报再退回现场。" if told else ""


def papers_of(inspection: Any) -> Any:
    """The papers that were drafted from an inspection, whoever may read them; void ones left out."""
    found = Document.objects.filter(origin=f"{ORIGIN}:{inspection.public_id}", kind=PAPER)
    return found.exclude(state=Document.State.VOID).order_by("pk")


PLANS = Flow(
    model=InspectionPlan,
    steps=InspectionPlanStep,
    state=PlanState,
    table=PLAN_TABLE,
    name="inspectionplan",
    page="inspection-plan",
    places=plan_places,
    unit=lambda plan: plan.office,
    words={PlanAction.RETURN: "请写明退回的理由。", PlanAction.REVISE: "请写明调整的理由。"},
    faults={Need.FACTS: _no_lines, Need.STAFFED: _unstaffed, Need.OTHER_PERSON: _own_plan},
)
INSPECTIONS = Flow(
    model=Inspection,
    steps=InspectionStep,
    state=State,
    table=TABLE,
    name="inspection",
    page="inspection",
    places=places,
    unit=lambda inspection: inspection.unit,
    related=("office", "unit", "plan", "team__head", "record"),
    words={
        Action.CLOSE: "请写明督查情况。",
        Action.REOPEN: "请写明退回的理由。",
        Action.CANCEL: "请写明取消的理由。",
        Action.SETTLE: "请写明整改情况。",
        Action.WITHDRAW: "请写明撤回的理由。",
    },
    faults={Need.APPROVED: _unapproved, Need.BLANK: _found, Need.UNTOLD: _told},
)
