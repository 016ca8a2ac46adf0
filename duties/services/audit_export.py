"""The audit export (导出): asked for in a page; `duties.exports.making` makes its files in a worker."""

import datetime as dt
import uuid
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.urls import reverse

from portal import access
from portal.access import Actor
from portal.models import Job, Role, Unit
from portal.services.changes import log_access
from portal.services.jobs import job_ask

EXPORT_JOB = "ledger_export"
EXPORTERS = (Role.OFFICE, Role.AUDITOR, Role.LEADER, Role.APPROVER)


def export_ask(
    *,
    actor: Actor,
    unit: Unit,
    first: dt.date,
    last: dt.date,
    as_of: dt.date,
    token: uuid.UUID | None = None,
    address: str | None = None,
) -> Job:
    """Ask for the ledger of the area of `unit`; the export is in the access log.

    Raises PermissionDenied for roles that do not export, ValidationError for a unit out of scope.
    """
    access.require(actor, *EXPORTERS)
    check_scope(actor, unit)
    days = {"first": str(first), "last": str(last), "as_of": str(as_of)}
    asked = {"unit": str(unit.public_id), **days}
    job = job_ask(
        actor=actor,
        kind=EXPORT_JOB,
        title=f"台账导出:{unit.name} {first:%Y-%m-%d} 至 {last:%Y-%m-%d}",
        unit=unit,
        parameters={**days, "page": f"{reverse('export-new')}?{urlencode(asked)}", "page_label": "导出"},
        token=token,
    )
    scope = f"{unit.code} {first} {last} as of {as_of} job {job.public_id}"
    log_access(actor=actor, action="ledger_export", target_ref=scope, address=address)
    return job


def check_scope(actor: Actor, unit: Unit) -> None:
    """Raise ValidationError for a unit that the actor may not read."""
    if not access.may_read(actor, unit):
        raise ValidationError("该单位不在您的查看范围内,不能导出。")
