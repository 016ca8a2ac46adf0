"""What documents put into the shell: their place in the navigation, their jobs, what waits, on 我的职责 and 消息."""

from django.http import HttpRequest

from portal import access, registry
from portal.access import Actor
from portal.demo_documents import add_documents
from portal.registry import Part
from portal.selectors.document_lists import waiting_for
from portal.selectors.documents import BATCH_JOB, ISSUE_JOB
from portal.services.documents import MESSAGE_KIND


def join() -> None:
    """Register them; called once, when the app is ready."""
    registry.add_job_kind(ISSUE_JOB, "portal.services.issuing.document_issue")
    registry.add_job_kind(BATCH_JOB, "portal.services.issuing.documents_issue")
    registry.add_part("mine", waiting_part, order=8)
    # Office and approver have no page 我的职责: what waits for them stands above their messages.
    registry.add_part("messages", waiting_part, order=12)
    registry.add_part("desk", waiting_part, order=10)
    registry.add_message_kind(MESSAGE_KIND, "公文")
    registry.add_demo_part(add_documents)
    registry.add_page("公文", "documents", roles=access.BUSINESS, order=45)


def waiting_part(request: HttpRequest, actor: Actor) -> Part | None:
    """The documents that wait for the actor's review, mending, countersignature or signature."""
    waiting = waiting_for(actor)
    if not waiting.all:
        return None
    return Part("portal/documents/part.html", {"documents_waiting": waiting}, waiting.all, "公文")
