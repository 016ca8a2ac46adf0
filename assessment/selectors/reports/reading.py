"""Which reports one may see, and one of them with its sections, versions, comments and steps."""

import uuid
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404

from assessment.models import Report, ReportComment, ReportRevision, ReportSection
from assessment.report_states import SEEN_ABOVE, Action, State
from assessment.selectors.reports.rights import may_ever_do
from portal import access
from portal.access import Actor
from portal.marks import Mark
from portal.models import Role

MARKS = {
    State.DRAFTING: Mark("pending", "·", State.DRAFTING.label),
    State.REVIEWING: Mark("due_soon", "◔", State.REVIEWING.label),
    State.SIGNING: Mark("due_soon", "◔", State.SIGNING.label),
    State.SIGNED: Mark("due_soon", "◔", State.SIGNED.label),
    State.SENT: Mark("pending", "→", State.SENT.label),
    State.RECEIVED: Mark("met", "✓", State.RECEIVED.label),
    State.RETURNED: Mark("overdue", "!", State.RETURNED.label),
    State.CANCELLED: Mark("waived", "×", State.CANCELLED.label),
}
"""How each state is shown."""


def readable_reports(actor: Actor) -> QuerySet[Report, Any]:
    """The reports that the actor may read: those of its own unit, the auditor's without drafts; of units below it and
    those that came to it, once they have gone out.
    """
    post = actor.post
    if post is None or post.role in access.ADMINISTRATORS:
        return Report.objects.none()
    out = Q(state__in=[state.value for state in SEEN_ABOVE])
    seen = Q(unit=post.unit) if post.role != Role.AUDITOR else Q(unit=post.unit) & out
    if post.role in access.READS_BELOW:
        seen |= out & (Q(unit__in=access.readable_units(actor).values("pk")) | Q(to=post.unit))
    return Report.objects.filter(seen).select_related(
        "unit", "to", "drafted_by", "reviewed_by", "signed_by", "received_by", "document", "record"
    )


def readable_report_or_404(actor: Actor, public_id: uuid.UUID) -> Report:
    """One report in the actor's scope; raises Http404 otherwise."""
    report: Report | None = readable_reports(actor).filter(public_id=public_id).first()
    if report is None:
        raise Http404
    return report


def actable_report_or_404(actor: Actor, public_id: uuid.UUID, action: Action) -> Report:
    """One report that the actor may read and, in some state, do this with; raises Http404 otherwise."""
    report = readable_report_or_404(actor, public_id)
    if not may_ever_do(actor, report, action):
        raise Http404
    return report


def sections_of(report: Report) -> list[ReportSection]:
    """The sections in order, each with its comments; two queries."""
    comments = ReportComment.objects.select_related("settled_by").order_by("at", "pk")
    found = report.sections.select_related("written_by").order_by("position")
    return list(found.prefetch_related(Prefetch("comments", comments)))


def section_or_404(report: Report, code: str) -> ReportSection:
    """One section; raises Http404 where there is none."""
    found = report.sections.select_related("written_by").filter(code=code).first()
    if found is None:
        raise Http404
    return found


def revisions_of(section: ReportSection) -> list[ReportRevision]:
    """All versions of a section's words, the latest first; one query."""
    return list(section.revisions.order_by("-number"))


def reads_inside(actor: Actor, report: Report) -> bool:
    """Whether the actor reads comments and versions: they are the unit's own matter."""
    return actor.post is not None and actor.post.unit.pk == report.unit_id and actor.role != Role.AUDITOR
