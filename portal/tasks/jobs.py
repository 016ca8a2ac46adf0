"""Doors to the background jobs."""

import uuid

from celery import shared_task

from portal.services import job_results, jobs


@shared_task(name="portal.run_job", ignore_result=True)
def run_job(public_id: str) -> None:
    """Do one job; a second delivery finds it taken or ended."""
    jobs.job_run(uuid.UUID(public_id))


@shared_task(name="portal.requeue_jobs", ignore_result=True)
def requeue_jobs() -> None:
    """Queue again the jobs that no worker has in hand."""
    jobs.requeue_jobs()


@shared_task(name="portal.purge_results", ignore_result=True)
def purge_results() -> None:
    """Clear the result files of jobs that ended long ago."""
    job_results.purge_results()
