"""Factories of the access matrix for the office's paper work: what is asked of others, batches, countersigners."""

import uuid
from typing import Any

from portal import clock
from portal.models import BatchItem, Countersignature, Document, Job, Role, Unit
from portal.selectors.documents import BATCH_JOB
from tests.access_cast import Cast
from tests.portal.matrix_rows import document_of, draft


def asked(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A document of the top unit that waits for the countersignature of the unit of the place."""
    made = document_of(cast, cast.units["above"])
    Countersignature.objects.create(document=made, unit=unit, asked_at=clock.now())
    Document.objects.filter(pk=made.pk).update(state=Document.State.COSIGNING)
    return {"public_id": made.public_id}


def named(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A draft of the unit of the place with somebody who is to countersign it."""
    arguments = draft(cast, unit)
    made = Document.objects.get(**arguments)
    row = Countersignature.objects.create(document=made, unit=cast.units["sibling"])
    return {**arguments, "row_id": row.pk}


def batch(cast: Cast, unit: Unit) -> dict[str, Any]:
    """The approver's own batch, wherever its document is."""
    job = Job.objects.create(
        kind=BATCH_JOB, title="批量签发1件", asked_by=cast.accounts[Role.APPROVER], asked_at=clock.now()
    )
    BatchItem.objects.create(job=job, document=document_of(cast, unit), position=1, version="0")
    return {"public_id": job.public_id}


FACTORIES = {"document_asked": asked, "document_named": named, "document_batch": batch}
NOTHING = {"source": "none", "ref": uuid.UUID(int=0)}
EXAMPLE = {"slug": "urging"}
EXAMPLE_PAGE = {"slug": "urging", "page": 1}
