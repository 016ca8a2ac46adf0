"""Celery doors of the shell: each calls a service and nothing else."""

from portal.tasks.deliveries import retry_deliveries
from portal.tasks.jobs import requeue_jobs, run_job

__all__ = ["requeue_jobs", "retry_deliveries", "run_job"]
