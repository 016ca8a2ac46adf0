"""What inspection puts into the shell: pages, lists, what waits for whom, papers, search, packages, the demonstration."""

from django.db.models import Q
from django.http import HttpRequest

from assessment.inspection_states import PlanState, State
from assessment.inspections import papers, source
from assessment.inspections.demo import add_inspections
from assessment.inspections.flows import INSPECTIONS, ORIGIN, PAPER, PLANS
from assessment.inspections.package_part import write_inspections
from assessment.inspections.search_part import search_sources
from assessment.models import Inspection, InspectionPlan
from assessment.selectors.inspections import MARKS, readable_inspections, readable_plans
from portal import access, registry
from portal.access import Actor
from portal.lists.known import add_list
from portal.models import Role
from portal.registry import Part

SHOWN = 6
"""So many inspections are named where they wait; the list has the others."""
DESKS = frozenset({Role.OFFICE, Role.APPROVER})


def join() -> None:
    """Register them; called once, when the app is ready."""
    source.join()
    add_list("inspections", "assessment.listings.inspections.InspectionList")
    add_list("findings", "assessment.listings.inspections.FindingList")
    registry.add_page(
        "督查", "inspections", roles=access.BUSINESS, order=41, under=("/inspections/", "/findings/")
    )
    registry.add_page_label("findings", "督查问题")
    registry.add_document_source(ORIGIN, papers.source)
    registry.add_document_page(PAPER, papers.page)
    for flow in (INSPECTIONS, PLANS):
        registry.add_message_kind(flow.name, "督查")
    registry.add_part("mine", waiting_part, order=24)
    registry.add_part("messages", desk_part, order=16)
    registry.add_part("desk", desk_part, order=22)
    for each in search_sources():
        registry.add_search_source(each)
    registry.add_command("拟订督查计划", "inspection-plans", roles={Role.OFFICE}, words=["督查", "计划"])
    registry.add_package_part("督查和问题", write_inspections, order=45)
    registry.add_demo_part(add_inspections)


def desk_part(request: HttpRequest, actor: Actor) -> Part | None:
    """The same at the desks of who has no 我的职责."""
    return waiting_part(request, actor) if actor.role in DESKS else None


def waiting_part(request: HttpRequest, actor: Actor) -> Part | None:
    """The inspections that the actor's team or office has to do, and the plans that wait; three queries at most."""
    plans, rows = _plans(actor), _inspections(actor)
    if not plans and not rows:
        return None
    context = {
        "waiting_plans": [(plan, PlanState(plan.state)) for plan in plans],
        "waiting_inspections": [(row, MARKS[State(row.state)]) for row in rows[:SHOWN]],
        "inspections_more": len(rows) > SHOWN,
    }
    return Part("assessment/inspections/part.html", context, len(plans) + min(len(rows), SHOWN), "督查")


def _plans(actor: Actor) -> list[InspectionPlan]:
    wanted = {Role.OFFICE: PlanState.DRAFTING, Role.APPROVER: PlanState.SUBMITTED}.get(
        actor.role or Role.MEMBER
    )
    if wanted is None or actor.post is None:
        return []
    return list(readable_plans(actor).filter(office=actor.post.unit, state=wanted.value).order_by("year"))


def _inspections(actor: Actor) -> list[Inspection]:
    """Those that are under way, and those of approved plans, the soonest first: of the office, or of the person's teams."""
    if actor.post is None or actor.role == Role.APPROVER:
        return []
    own = Q(pk__in=[])
    if actor.role == Role.OFFICE:
        own |= Q(office=actor.post.unit)
    person = actor.account.person_id if actor.account else None
    if person is not None:
        own |= Q(team__head=person) | Q(team__members=person)
    elif actor.role != Role.OFFICE:
        return []
    ahead = Q(state=State.ON_SITE.value) | Q(state=State.PLANNED.value, plan__state=PlanState.APPROVED.value)
    return list(
        readable_inspections(actor).filter(own, ahead).distinct().order_by("starts_on", "pk")[: SHOWN + 1]
    )
