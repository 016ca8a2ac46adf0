"""The audit package (审计包): asked for in a page; `duties.exports.package.work` makes it in a worker."""

import uuid
from urllib.parse import urlencode

from django.urls import reverse

from duties.services.audit_export import EXPORTERS, Asked, check_scope
from portal import access
from portal.access import Actor
from portal.models import Job, Role, Unit
from portal.services.changes import log_access
from portal.services.jobs import job_ask

PACKAGE_JOB = "audit_package"
LOG_READERS = frozenset({Role.AUDITOR})
"""Whose packages hold the access log of the area (docs/access.md)."""


def package_ask(
    *, actor: Actor, unit: Unit, asked: Asked, token: uuid.UUID | None = None, address: str | None = None
) -> Job:
    """Ask for the package of the area of `unit`; it is in the access log.

    Raises PermissionDenied for roles that do not export, ValidationError for a unit out of scope.
    """
    access.require(actor, *EXPORTERS)
    check_scope(actor, unit, asked)
    given = asked.parameters
    page = f"{reverse('package-new')}?{urlencode({'unit': str(unit.public_id), **given})}"
    job = job_ask(
        actor=actor,
        kind=PACKAGE_JOB,
        title=f"审计包:{unit.name} {asked.first:%Y-%m-%d} 至 {asked.last:%Y-%m-%d}",
        unit=unit,
        parameters={**given, "page": page, "page_label": "审计包"},
        token=token,
    )
    package_log(actor, unit, asked, f"job {job.public_id}", address)
    return job


def package_log(actor: Actor, unit: Unit, asked: Asked, by: str, address: str | None = None) -> None:
    """Keep in the access log that a package of these days of the area was asked for."""
    known = f" known at {asked.known_at.isoformat()}" if asked.known_at else ""
    scope = f"{unit.code} {asked.first} {asked.last} as of {asked.as_of}{known} {by}"
    log_access(actor=actor, action=PACKAGE_JOB, target_ref=scope[:200], address=address)
