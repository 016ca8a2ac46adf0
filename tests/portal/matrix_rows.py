"""Rows of the access matrix for jobs, documents and their verification, and what they act on."""

from typing import Any

from portal import access, clock
from portal.models import Job, Role, Unit
from portal.services.files import file_store
from tests.access_cast import PLACES, Cast

EVERYWHERE = frozenset(PLACES)


def job(cast: Cast, unit: Unit) -> dict[str, Any]:
    """A job that the auditor asked for, about the unit of the place: it is the auditor's own wherever that is."""
    return {"public_id": _job(cast, unit).public_id}


def job_file(cast: Cast, unit: Unit) -> dict[str, Any]:
    """The result of such a job."""
    made = _job(cast, unit)
    stored = file_store(actor=access.SYSTEM, name="台账.txt", content=b"x", content_type="text/plain")
    made.files.add(stored)
    return {"public_id": made.public_id, "file_id": stored.public_id}


def _job(cast: Cast, unit: Unit) -> Job:
    asker = cast.accounts[Role.AUDITOR]
    return Job.objects.create(kind="test", title="导出", unit=unit, asked_by=asker, asked_at=clock.now())


FACTORIES = {"job": job, "job_file": job_file}
