"""Which commendations and leads one may read, how they look, whom they may be about."""

import uuid
from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.http import Http404

from assessment import commendation_states, lead_states
from assessment.commendation_states import State
from assessment.models import AccountabilityLead, Commendation
from portal import access
from portal.access import Actor
from portal.marks import Mark
from portal.models import Role, Tenure, Unit, Word
from portal.selectors.vocabulary import vocabulary

MARKS = {
    State.DRAFTING: Mark("pending", "·", State.DRAFTING.label),
    State.SUBMITTED: Mark("due-soon", "◔", State.SUBMITTED.label),
    State.AGREED: Mark("due-soon", "◔", State.AGREED.label),
    State.ISSUED: Mark("met", "✓", State.ISSUED.label),
    State.DISMISSED: Mark("waived", "—", State.DISMISSED.label),
    State.CANCELLED: Mark("waived", "×", State.CANCELLED.label),
    State.WITHDRAWN: Mark("waived", "×", State.WITHDRAWN.label),
}
LEAD_MARKS = {
    lead_states.State.DRAFTING: Mark("pending", "·", lead_states.State.DRAFTING.label),
    lead_states.State.SUBMITTED: Mark("due-soon", "◔", lead_states.State.SUBMITTED.label),
    lead_states.State.AGREED: Mark("due-soon", "◔", lead_states.State.AGREED.label),
    lead_states.State.HANDED: Mark("met", "✓", lead_states.State.HANDED.label),
    lead_states.State.DISMISSED: Mark("waived", "—", lead_states.State.DISMISSED.label),
    lead_states.State.CANCELLED: Mark("waived", "×", lead_states.State.CANCELLED.label),
}
OPEN = [State.ISSUED.value, State.WITHDRAWN.value]
"""What everybody in scope reads: a commendation that was issued, also when it was withdrawn since."""
HANDLERS = (Role.OFFICE, Role.APPROVER, Role.AUDITOR)
"""Who may ever read a lead."""


def readable_commendations(actor: Actor) -> QuerySet[Commendation]:
    """The commendations that the actor may read: issued ones of units in scope; the rest the office's side alone."""
    if actor.post is None or actor.role in access.ADMINISTRATORS:
        return Commendation.objects.none()
    units = access.readable_units(actor).values("pk")
    seen = Q(unit__in=units, state__in=OPEN)
    if actor.role in {Role.OFFICE, Role.APPROVER}:
        seen |= Q(office__in=units)
    return Commendation.objects.filter(seen).select_related("office", "unit", "person", "paper", "decided_by")


def readable_commendation_or_404(actor: Actor, public_id: uuid.UUID) -> Commendation:
    """One commendation in the actor's scope; raises Http404 otherwise."""
    found = readable_commendations(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def readable_leads(actor: Actor) -> QuerySet[AccountabilityLead]:
    """The leads that the actor handles: office and approver of the very unit; the auditor of the area what was decided.

    Nobody else reads them, neither above nor below, and they are found by no search and stand in no package.
    """
    rows = AccountabilityLead.objects.select_related("office", "unit", "proposed_by", "decided_by")
    if actor.post is None:
        return rows.none()
    if actor.role in {Role.OFFICE, Role.APPROVER}:
        return rows.filter(office=actor.post.unit)
    if actor.role == Role.AUDITOR:
        inside = [lead_states.State.DRAFTING.value, lead_states.State.SUBMITTED.value]
        return rows.filter(office__in=access.readable_units(actor).values("pk")).exclude(state__in=inside)
    return rows.none()


def readable_lead_or_404(actor: Actor, public_id: uuid.UUID) -> AccountabilityLead:
    """One lead that the actor handles; raises Http404 otherwise."""
    found = readable_leads(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def units_offered(actor: Actor, name: str, most: int) -> list[Unit]:
    """The units of the actor's area but its own, those of that name first; one query."""
    assert actor.post is not None
    rows = access.readable_units(actor).exclude(pk=actor.post.unit.pk)
    if name:
        rows = rows.filter(Q(name__icontains=name) | Q(code=name))
    return list(rows.order_by("code")[:most])


def subjects_of(unit: Unit) -> list[commendation_states.Subject]:
    """As what a unit and its people may be commended: article 22 knows departments, persons and who supports."""
    subject = commendation_states.Subject
    supporter = unit.kind == "support_unit"
    return [subject.SUPPORTER if supporter else subject.DEPARTMENT, subject.PERSON]


def seats_held(unit: Unit) -> Sequence[tuple[Tenure, str]]:
    """Who holds a seat of the unit today, each with the word of the seat; one query."""
    words = vocabulary()
    rows = Tenure.objects.present().filter(unit=unit).select_related("person").order_by("role", "pk")
    return [(tenure, words.name(Word.Group.ROLE, tenure.role)) for tenure in rows]
