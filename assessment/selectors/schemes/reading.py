"""Which assessments somebody sees: who assesses and those above from the draft on, the assessed once a scheme is approved."""

import uuid

from django.db.models import Q, QuerySet
from django.http import Http404

from assessment.models import Assessed, Objection, Scheme
from assessment.scheme_states import INSIDE, PUBLISHED, State
from portal import access
from portal.access import Actor
from portal.marks import Mark
from portal.models import Role, StoredFile

MARKS = {
    State.DRAFT: Mark("pending", "·", State.DRAFT.label),
    State.SUBMITTED: Mark("due-soon", "◔", State.SUBMITTED.label),
    State.APPROVED: Mark("pending", "·", State.APPROVED.label),
    State.OPENED: Mark("due-soon", "◔", State.OPENED.label),
    State.SCORING: Mark("pending", "·", State.SCORING.label),
    State.SCORED: Mark("due-soon", "◔", State.SCORED.label),
    State.REVIEWED: Mark("due-soon", "◔", State.REVIEWED.label),
    State.DECIDED: Mark("pending", "·", State.DECIDED.label),
    State.NOTIFIED: Mark("met", "✓", State.NOTIFIED.label),
    State.FROZEN: Mark("met", "✓", State.FROZEN.label),
    State.CANCELLED: Mark("open", "○", State.CANCELLED.label),
}
UNPUBLISHED = sorted(state.value for state in INSIDE | {State.CANCELLED})
WITH_RESULTS = sorted(state.value for state in PUBLISHED)


def _assessing(actor: Actor, office: str, state: str) -> Q:
    """What somebody on the side of who assesses reads; an auditor no drafts."""
    if actor.role not in access.READS_BELOW:
        return Q(pk__in=[])
    found = Q(**{f"{office}__in": access.readable_units(actor)})
    return found & ~Q(**{f"{state}__in": UNPUBLISHED}) if actor.role == Role.AUDITOR else found


def readable_schemes(actor: Actor) -> QuerySet[Scheme]:
    """The assessments that the actor may read."""
    assessed = Assessed.objects.filter(unit__in=access.readable_units(actor)).values("scheme")
    known = Q(pk__in=assessed) & ~Q(state__in=UNPUBLISHED)
    found = Scheme.objects.filter(_assessing(actor, "office", "state") | known)
    return found.select_related("office", "circular")


def readable_scheme_or_404(actor: Actor, public_id: uuid.UUID) -> Scheme:
    """One that the actor may read; raises Http404 otherwise."""
    found = (
        readable_schemes(actor)
        .select_related("drafted_by", "approved_by", "scored_by", "reviewed_by", "decided_by")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def sees_inside(actor: Actor, scheme: Scheme) -> bool:
    """Whether the actor reads an assessment from the side of who assesses, scores that are not published too."""
    return (
        actor.role in access.READS_BELOW and access.readable_units(actor).filter(pk=scheme.office_id).exists()
    )


def readable_assessed(actor: Actor) -> QuerySet[Assessed]:
    """The assessed units whose sheets the actor may read; what of a sheet is shown `sees_scores` says."""
    inside = _assessing(actor, "scheme__office", "scheme__state")
    own = Q(unit__in=access.readable_units(actor)) & ~Q(scheme__state__in=UNPUBLISHED)
    found = Assessed.objects.filter(inside | own)
    return found.select_related(
        "unit", "scheme__office", "scheme__scored_by", "scheme__circular", "reported_by"
    )


def readable_assessed_or_404(actor: Actor, public_id: uuid.UUID) -> Assessed:
    """One that the actor may read; raises Http404 otherwise."""
    found = readable_assessed(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def sees_scores(actor: Actor, assessed: Assessed) -> bool:
    """Whether the scores of a sheet are shown to the actor: inside always, to the unit once they are published."""
    return State(assessed.scheme.state) in PUBLISHED or sees_inside(actor, assessed.scheme)


def readable_objections(actor: Actor) -> QuerySet[Objection]:
    """The objections that the actor may read, the latest first."""
    found = Objection.objects.filter(score__assessed__in=readable_assessed(actor).order_by().values("pk"))
    return found.select_related(
        "score__indicator", "score__assessed__unit", "score__assessed__scheme__office", "by", "answered_by"
    )


def readable_objection_or_404(actor: Actor, public_id: uuid.UUID) -> Objection:
    """One that the actor may read; raises Http404 otherwise."""
    found = readable_objections(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def sheet_file_or_404(actor: Actor, assessed: Assessed, file: uuid.UUID) -> StoredFile:
    """A file of a sheet: evidence of a rating, where scores are shown, or of an objection; raises Http404 otherwise."""
    shown = Q(
        pk__in=Objection.files.through.objects.filter(objection__score__assessed=assessed).values(
            "storedfile"
        )
    )
    if sees_scores(actor, assessed):
        rated = Assessed.objects.filter(pk=assessed.pk, scores__files__isnull=False)
        shown |= Q(pk__in=rated.values("scores__files"))
    found = StoredFile.objects.filter(shown, public_id=file).first()
    if found is None:
        raise Http404
    return found
