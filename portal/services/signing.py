"""Signing (签发): the approver asks for the issue of a reviewed document; `services.issuing` does it in a worker."""

import uuid
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from portal import access
from portal.access import Actor
from portal.document_states import Act
from portal.models import BatchItem, Document, Job, Role
from portal.selectors.document_lists import signable
from portal.selectors.documents import BATCH_JOB, ISSUE_JOB, is_drafter, issuing_job
from portal.services.documents import document_check, document_locked
from portal.services.jobs import UNSETTLED, job_ask

MOST_AT_ONCE = 500


@transaction.atomic
def document_issue_ask(*, actor: Actor, document: Document, version: str) -> Job:
    """Sign a reviewed document (签发): a job issues it. Asked twice, the answer is the first job.

    Raises PermissionDenied for anyone but an approver of the issuer; ValidationError for one's own draft, or where
    the document was changed since it was seen.
    """
    document, _ = document_locked(actor, document, Act.ISSUE, version)
    refuse_own_draft(actor, document)
    document_check(document)
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


@transaction.atomic
def documents_issue_ask(
    *, actor: Actor, chosen: Sequence[tuple[uuid.UUID, str]], token: uuid.UUID | None = None
) -> Job:
    """Sign many reviewed documents in one go, each as `(public id, version)` it was seen in; one job issues them.

    The same form sent twice is one job. Raises PermissionDenied for anyone but an approver; ValidationError where
    nothing or too much was chosen, or something that the approver cannot sign now, by name.
    """
    post = access.require(actor, Role.APPROVER)
    if not 1 <= len(chosen) <= MOST_AT_ONCE:
        raise ValidationError(f"请勾选要签发的公文,一次最多{MOST_AT_ONCE}件。")
    before = Job.objects.filter(public_id=token, asked_by=actor.account).first() if token else None
    if before is not None:
        return before
    found = {
        each.public_id: each for each in signable(actor).filter(public_id__in=[key for key, _ in chosen])
    }
    gone = sum(key not in found for key, _ in chosen)
    if gone:
        raise ValidationError(f"所选公文中有{gone}件已由他人办理或正在印发,请核对新的名单后再签发。")
    job = job_ask(
        actor=actor,
        kind=BATCH_JOB,
        title=f"批量签发{len(found)}件",
        unit=post.unit,
        parameters={},
        token=token,
    )
    if not job.batch_items.exists():
        BatchItem.objects.bulk_create(
            BatchItem(job=job, document=found[key], position=place, version=version)
            for place, (key, version) in enumerate(dict(chosen).items(), start=1)
        )
        page = {"page": reverse("document-batch", args=[job.public_id]), "page_label": "批量签发"}
        Job.objects.filter(pk=job.pk).update(parameters=job.parameters | page)
    return job


def refuse_own_draft(actor: Actor, document: Document) -> None:
    """Raise ValidationError where the actor wrote any version of the document."""
    if actor.account is not None and is_drafter(document, actor.account):
        raise ValidationError("拟稿人不得签发本人所拟公文,请由另一名审定人签发。")
