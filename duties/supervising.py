"""What supervision and export put into the shell: checks of notices, jobs, and the part of 我的职责."""

from django.http import HttpRequest

from duties.notice import KIND
from duties.selectors.supervision import items_to_settle
from duties.services.audit_export import EXPORT_JOB
from duties.services.supervision import notice_check
from portal import registry
from portal.access import Actor
from portal.registry import Part


def join() -> None:
    """Register them; called once, when the app is ready."""
    registry.add_document_check(KIND, notice_check)
    registry.add_job_kind(EXPORT_JOB, "duties.exports.making.ledger_export")
    registry.add_part("mine", mine_part, order=20)


def mine_part(request: HttpRequest, actor: Actor) -> Part | None:
    """The notices to one's own unit that are still to be settled."""
    items = items_to_settle(actor.post.unit) if actor.post else []
    if not items:
        return None
    return Part("duties/supervision/part.html", {"items": items}, len(items), "督办")
