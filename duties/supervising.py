"""What supervision and export put into the shell: checks and followers of notices, jobs, parts of pages."""

from django.http import HttpRequest
from django.urls import reverse

from duties.models import SupervisionItem
from duties.notice import NOTICES
from duties.selectors.supervision.ages import age_of
from duties.selectors.supervision.waiting import deadlines, waiting_for
from duties.services.audit_export import EXPORT_JOB
from duties.services.supervision.drafting import notice_check
from duties.services.supervision.following import notice_follow
from duties.services.supervision.telling import KIND
from portal import registry
from portal.access import Actor
from portal.feeds import add_calendar
from portal.models import Document
from portal.registry import Part

SHOWN = 8


def join() -> None:
    """Register them; called once, when the app is ready."""
    for kind in NOTICES:
        registry.add_document_check(kind, notice_check)
        registry.add_document_follower(kind, notice_follow)
        registry.add_document_page(kind, item_page)
    registry.add_message_kind(KIND, "督办")
    registry.add_job_kind(EXPORT_JOB, "duties.exports.making.ledger_export")
    add_calendar(deadlines)
    registry.add_part("mine", waiting_part, order=20)
    registry.add_part("messages", waiting_part, order=15)
    registry.add_part("desk", waiting_part, order=15)


def item_page(document: Document) -> str:
    """The page of the item that a notice belongs to; one query."""
    found = SupervisionItem.objects.filter(notice=document).values_list("public_id", flat=True).first()
    return reverse("supervision-item", args=[found]) if found else ""


def waiting_part(request: HttpRequest, actor: Actor) -> Part | None:
    """The items that wait for the actor: to be signed for or made good, or to be decided."""
    rows = waiting_for(actor)
    shown = list(rows[: SHOWN + 1])
    if not shown:
        return None
    count = len(shown) if len(shown) <= SHOWN else rows.count()
    context = {"supervised": [age_of(item) for item in shown[:SHOWN]], "supervised_more": count - SHOWN}
    return Part("duties/supervision/part.html", context, count, "督办")
