"""Remarks on a draft by who reviews it, and their settlement by who mends it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from assessment.models import Report, ReportComment
from assessment.report_states import Action
from assessment.selectors.reports.rights import may_ever_do
from assessment.services.reports.steps import desk_of, held, report_locked, tell
from portal import clock
from portal.access import Actor
from portal.services.changes import log_change, state_of


@transaction.atomic
def comment_add(*, actor: Actor, report: Report, text: str, code: str = "") -> ReportComment:
    """Remark on a section (by its code) or on the whole; who writes is told. Raises as `report_locked` does."""
    fresh = report_locked(actor, report, Action.COMMENT, None, text)
    assert actor.account is not None
    section = fresh.sections.filter(code=code).first() if code else None
    if code and section is None:
        raise ValidationError("没有这一部分,请刷新页面。")
    comment = ReportComment.objects.create(
        report=fresh,
        section=section,
        text=text.strip(),
        by=actor.account,
        name=actor.name,
        post=actor.post.label if actor.post else "",
        at=clock.now(),
    )
    log_change(actor=actor, action="report_comment", target=fresh, unit=fresh.unit, after=state_of(comment))
    told = [account for account in desk_of(fresh.unit) if account.pk != actor.account.pk]
    tell(fresh, told, f"批注:{fresh.title}", comment.text)
    return comment


@transaction.atomic
def comment_settle(*, actor: Actor, report: Report, comment: ReportComment) -> ReportComment:
    """Mark a remark as dealt with; a second time changes nothing. Raises PermissionDenied for who does not write."""
    fresh = held(report)
    if not may_ever_do(actor, fresh, Action.WRITE):
        raise PermissionDenied
    again = ReportComment.objects.select_for_update(of=("self",)).get(pk=comment.pk, report=fresh)
    if again.settled_at is None:
        before = state_of(again)
        again.settled_by, again.settled_at = actor.account, clock.now()
        again.save(update_fields=["settled_by", "settled_at"])
        log_change(
            actor=actor,
            action="report_comment_settle",
            target=fresh,
            unit=fresh.unit,
            before=before,
            after=state_of(again),
        )
    return again
