"""Signing (签发): the approver asks for the issue of a reviewed document; `services.issuing` does it in a worker."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from portal import registry
from portal.access import Actor
from portal.models import Document, Job
from portal.selectors.documents import ISSUE_JOB, Act, is_drafter, issuing_job
from portal.services.documents import document_locked
from portal.services.jobs import UNSETTLED, job_ask


@transaction.atomic
def document_issue_ask(*, actor: Actor, document: Document, version: str) -> Job:
    """Sign a reviewed document (签发): a job issues it. Asked twice, the answer is the first job.

    Raises PermissionDenied for anyone but an approver of the issuer; ValidationError for one's own draft, or where
    the document was changed since it was seen.
    """
    document, _ = document_locked(actor, document, Act.ISSUE, version)
    refuse_own_draft(actor, document)
    registry.check_document(document)
    running = issuing_job(document)
    if running is not None and running.state in UNSETTLED:
        return running
    return job_ask(
        actor=actor,
        kind=ISSUE_JOB,
        title=f"印发:{document.title}",
        unit=document.addressee,
        parameters={
            "document": str(document.public_id),
            "version": version,
            "page": reverse("document", args=[document.public_id]),
            "page_label": "公文",
        },
    )


def refuse_own_draft(actor: Actor, document: Document) -> None:
    """Raise ValidationError where the actor wrote any version of the document."""
    if actor.account is not None and is_drafter(document, actor.account):
        raise ValidationError("拟稿人不得签发本人所拟公文,请由另一名审定人签发。")
