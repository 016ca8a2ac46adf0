"""What commendation and leads put into the shell: pages, lists, what waits for whom, papers, search, packages, demonstration."""

from django.http import HttpRequest

from assessment import lead_states
from assessment.commendation_states import State
from assessment.commendations.demo import add_commendations
from assessment.commendations.flows import COMMENDATIONS, LEADS, ORIGIN, PAPER
from assessment.commendations.package_part import write_commendations
from assessment.commendations.papers import page, source
from assessment.commendations.search_part import search_source
from assessment.matter_states import Holder
from assessment.models import AccountabilityLead, Commendation
from assessment.selectors.commendations import (
    HANDLERS,
    LEAD_MARKS,
    MARKS,
    readable_commendations,
    readable_leads,
)
from assessment.services.commendations.commending import paper_check, paper_follow
from portal import access, registry
from portal.access import Actor
from portal.lists.known import add_list
from portal.models import Role
from portal.registry import Part

SHOWN = 6
HOLDERS = {Role.OFFICE: Holder.OFFICE, Role.APPROVER: Holder.APPROVER}
"""Who has the ball, by the role of the post."""


def join() -> None:
    """Register them; called once, when the app is ready."""
    add_list("commendations", "assessment.listings.commendations.CommendationList")
    add_list("leads", "assessment.listings.commendations.LeadList")
    registry.add_page("表彰", "commendations", roles=access.BUSINESS, order=44)
    registry.add_page("线索移交", "leads", roles=HANDLERS, order=45)
    registry.add_document_source(ORIGIN, source)
    registry.add_document_page(PAPER, page)
    registry.add_document_check(PAPER, paper_check)
    registry.add_document_follower(PAPER, paper_follow)
    registry.add_message_kind(COMMENDATIONS.name, "表彰")
    registry.add_message_kind(LEADS.name, "线索移交")
    for where in ("desk", "messages"):
        registry.add_part(where, waiting_part, order=24)
    registry.add_search_source(search_source())
    registry.add_command("提出表彰建议", "commendation-new", roles={Role.OFFICE}, words=["表彰"])
    registry.add_package_part("表彰", write_commendations, order=46)
    registry.add_demo_part(add_commendations)


def waiting_part(request: HttpRequest, actor: Actor) -> Part | None:
    """The commendations and leads that wait for office or approver; two queries."""
    holder = HOLDERS.get(actor.role) if actor.role else None
    if holder is None or actor.post is None:
        return None
    own = [state.value for state in State if state.holder == holder]
    commendations: list[Commendation] = list(
        readable_commendations(actor)
        .filter(office=actor.post.unit, state__in=own)
        .order_by("state_since", "pk")[:SHOWN]
    )
    states = [state.value for state in lead_states.State if state.holder == holder]
    leads: list[AccountabilityLead] = list(
        readable_leads(actor).filter(state__in=states).order_by("state_since", "pk")[:SHOWN]
    )
    if not commendations and not leads:
        return None
    context = {
        "commendations": [(each, MARKS[State(each.state)]) for each in commendations],
        "leads": [(each, LEAD_MARKS[lead_states.State(each.state)]) for each in leads],
    }
    number = len(commendations) + len(leads)
    return Part("assessment/commendations/part.html", context, number, "表彰和线索")
