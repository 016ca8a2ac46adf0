"""Asking for the report of a piece of audit work; `duties.exports.audit_work.making` makes its files in a worker."""

import uuid

from django.db import transaction
from django.urls import reverse

from duties.models import AuditWork
from duties.services.audit_work.steps import require_auditor
from portal.access import Actor
from portal.models import Job
from portal.services.changes import log_access
from portal.services.jobs import job_ask

REPORT_JOB = "audit_report"


@transaction.atomic
def report_ask(
    *, actor: Actor, work: AuditWork, token: uuid.UUID | None = None, address: str | None = None
) -> Job:
    """Ask for PDF and XLSX of one's own work; the export is in the access log. PermissionDenied for anyone else."""
    require_auditor(actor, work)
    job = job_ask(
        actor=actor,
        kind=REPORT_JOB,
        title=f"审计核查报告:{work.title}",
        unit=work.unit,
        parameters={
            "work": str(work.public_id),
            "page": reverse("audit-work", args=[work.public_id]),
            "page_label": "审计核查",
        },
        token=token,
    )
    scope = f"{work.unit.code} {work.first} {work.last} as of {work.as_of} work {work.public_id} job {job.public_id}"
    log_access(actor=actor, action="audit_report", target_ref=scope, address=address)
    return job
