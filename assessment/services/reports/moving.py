"""From a draft to its signature: sent for review, reviewed, sent back; cancelled with a reason."""

from django.db import transaction

from assessment.models import Report
from assessment.report_states import Action
from assessment.services.reports.steps import desk_of, report_locked, report_move, signers_of, tell
from portal import clock
from portal.access import Actor


@transaction.atomic
def report_submit(*, actor: Actor, report: Report, version: int, text: str = "") -> Report:
    """Send the draft for review; all its sections have words, and these were held against the figures."""
    fresh = report_locked(actor, report, Action.SUBMIT, version, text)
    fresh.return_reason = ""
    report_move(actor, fresh, Action.SUBMIT, text)
    tell(fresh, [*desk_of(fresh.unit), *signers_of(fresh.unit)], f"待审核:{fresh.title}", text.strip())
    return fresh


@transaction.atomic
def report_review(*, actor: Actor, report: Report, version: int, text: str = "") -> Report:
    """Pass the draft on to its signature. In a small unit who drafted may review; never sign."""
    fresh = report_locked(actor, report, Action.REVIEW, version, text)
    fresh.reviewed_by, fresh.reviewed_at = actor.account, clock.now()
    report_move(actor, fresh, Action.REVIEW, text)
    tell(fresh, signers_of(fresh.unit), f"待签发:{fresh.title}", text.strip())
    return fresh


@transaction.atomic
def report_reword(*, actor: Actor, report: Report, version: int, text: str) -> Report:
    """Send the draft back to who writes it, with what is to be mended."""
    fresh = report_locked(actor, report, Action.REWORD, version, text)
    fresh.reviewed_by, fresh.reviewed_at = None, None
    report_move(actor, fresh, Action.REWORD, text)
    tell(fresh, desk_of(fresh.unit), f"退回修改:{fresh.title}", text.strip())
    return fresh


@transaction.atomic
def report_cancel(*, actor: Actor, report: Report, version: int, text: str) -> Report:
    """Cancel a draft with a reason; what it was stays to be seen."""
    fresh = report_locked(actor, report, Action.CANCEL, version, text)
    report_move(actor, fresh, Action.CANCEL, text)
    return fresh
