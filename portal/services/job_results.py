"""Results of jobs are kept for seven days, then cleared: files that nothing else refers to leave the store."""

import datetime as dt
import time
from typing import Any

from django.db import transaction

from portal import clock
from portal.access import SYSTEM
from portal.models import Job, StoredFile
from portal.selectors.jobs import KEPT
from portal.services.changes import log_change
from portal.services.files import file_path

AT_ONCE = 200
"""So many jobs one run clears; the next run goes on."""
LATELY = dt.timedelta(hours=1)
"""Bytes that were kept again within this time stay: their new row may still be on its way."""


def purge_results() -> int:
    """Clear the files of jobs that ended more than seven days ago; returns how many jobs were cleared.

    The log keeps their names, sizes and hashes.
    """
    due = Job.objects.filter(ended_at__lt=clock.now() - KEPT, purged_at=None, files__isnull=False)
    ended = list(due.distinct().order_by("ended_at")[:AT_ONCE])
    for job in ended:
        _purge(job)
    return len(ended)


def _purge(job: Job) -> None:
    """Clear the files of one job: the rows in one transaction, the bytes after it."""
    with transaction.atomic():
        files = list(job.files.all())
        told = [{"name": each.name, "size": each.size, "sha256": each.sha256} for each in files]
        job.files.clear()
        job.purged_at = clock.now()
        job.save(update_fields=["purged_at"])
        log_change(actor=SYSTEM, action="job_purge", target=job, unit=job.unit, before={"files": told})
        gone = [each for each in files if not _is_used(each)]
        StoredFile.objects.filter(pk__in=[each.pk for each in gone]).delete()
    for each in gone:
        _drop_bytes(each)


def _is_used(stored: StoredFile) -> bool:
    """Whether any row of any app still refers to the file."""
    relations: list[Any] = StoredFile._meta.get_fields(include_hidden=True)
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: stored}).exists()
        for relation in relations
        if relation.auto_created and (relation.one_to_many or relation.one_to_one)
    )


def _drop_bytes(stored: StoredFile) -> None:
    if StoredFile.objects.filter(sha256=stored.sha256).exists():
        return
    path = file_path(stored)
    if path.exists() and time.time() - path.stat().st_mtime > LATELY.total_seconds():
        path.unlink()
