"""The job of the audit package: made in a worker, seen on the way, kept as one file."""

import tempfile
import time

from duties.exports.package.making import Order, Tell, make_package
from duties.services.audit_export import EXPORTERS, Asked, check_scope
from duties.services.packages import LOG_READERS
from portal import access
from portal.models import Job
from portal.services.files import file_store
from portal.services.jobs import Tell as JobTell
from portal.services.jobs import job_actor, job_telling

WHOLE = 100
PAUSE = 0.5
"""So many seconds pass between two looks at the job, however many files are written."""


def audit_package(job: Job) -> None:
    """Make the package of the area in the days that were asked for, and keep it."""
    actor = job_actor(job)
    post = access.require(actor, *EXPORTERS)
    assert job.unit is not None
    asked = Asked.of(job.parameters)
    check_scope(actor, job.unit, asked)
    within = post.unit if post.unit.pk != job.unit.pk else None
    order = Order.of(actor, job.unit, asked, within=within, access_log=post.role in LOG_READERS)
    with job_telling(job) as tell, tempfile.TemporaryFile() as archive:
        make_package(order, archive, _seldom(tell))
        tell(WHOLE, WHOLE, "存档")
        stored = file_store(
            actor=actor, name=file_name(order), content=archive, content_type="application/zip"
        )
    job.files.add(stored)


def file_name(order: Order) -> str:
    """What the package is called."""
    asked = order.asked
    return f"审计包 {order.unit.name} {asked.first:%Y%m%d}-{asked.last:%Y%m%d} 截至{asked.as_of:%Y%m%d}.zip"


def _seldom(tell: JobTell) -> Tell:
    """Pass on what a package tells, but not of every file."""
    told = [0.0]

    def seldom(done: int, message: str) -> None:
        if time.monotonic() - told[0] >= PAUSE:
            told[0] = time.monotonic()
            tell(done, WHOLE, message)

    return seldom
