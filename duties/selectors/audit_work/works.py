"""One's own audit work: works, their papers, how far they are. Nobody else's are ever read."""

import dataclasses
import uuid
from collections.abc import Mapping, Sequence

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from duties.audit_words import Conclusion, State
from duties.models import AuditPaper, AuditWork
from portal.access import Actor
from portal.models import Role, StoredFile


def own_works(actor: Actor) -> QuerySet[AuditWork]:
    """The actor's own works in the post in use, the latest first."""
    if actor.role != Role.AUDITOR or actor.post is None or actor.account is None:
        return AuditWork.objects.none()
    found = AuditWork.objects.filter(auditor=actor.account, base=actor.post.unit)
    return found.select_related("unit", "base", "auditor")


def with_counts(works: QuerySet[AuditWork]) -> QuerySet[AuditWork]:
    """Works with how many papers they have and how many of these are still open, the latest first."""
    return works.order_by("-begun_at", "-pk").annotate(
        papers_n=Count("papers"), open_n=Count("papers", filter=Q(papers__state=State.OPEN.value))
    )


def own_work_or_404(actor: Actor, public_id: uuid.UUID) -> AuditWork:
    """One of the actor's own works; raises Http404 otherwise."""
    work = own_works(actor).filter(public_id=public_id).first()
    if work is None:
        raise Http404
    return work


def own_paper_or_404(actor: Actor, public_id: uuid.UUID, paper: uuid.UUID) -> AuditPaper:
    """A paper of one of the actor's own works; raises Http404 otherwise."""
    work = own_work_or_404(actor, public_id)
    found = (
        work.papers.select_related("unit", "draw").prefetch_related("files").filter(public_id=paper).first()
    )
    if found is None:
        raise Http404
    found.work = work
    return found


def own_file_or_404(actor: Actor, public_id: uuid.UUID, paper: uuid.UUID, file: uuid.UUID) -> StoredFile:
    """A file beside one of the actor's own papers; raises Http404 otherwise."""
    found = own_paper_or_404(actor, public_id, paper).files.filter(public_id=file).first()
    if found is None:
        raise Http404
    return found


@dataclasses.dataclass(frozen=True)
class Tally:
    """How many papers stand where, and how many have which conclusion."""

    states: Mapping[State, int]
    conclusions: Sequence[tuple[Conclusion, int]]

    @property
    def all(self) -> int:
        """All papers."""
        return sum(self.states.values())

    @property
    def open(self) -> int:
        """Those without a conclusion."""
        return self.states[State.OPEN]


def tally_of(work: AuditWork) -> Tally:
    """The tally of one work; one query."""
    states = dict.fromkeys(State, 0)
    conclusions = dict.fromkeys(Conclusion, 0)
    rows = work.papers.order_by().values_list("state", "conclusion").annotate(n=Count("pk"))
    for state, conclusion, number in rows:
        states[State(state)] += number
        if state != State.OPEN:
            conclusions[Conclusion(conclusion)] += number
    return Tally(states, list(conclusions.items()))
