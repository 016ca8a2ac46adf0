"""Celery doors of the shell: each calls a service and nothing else."""

from portal.tasks.api import drop_replies, number_events
from portal.tasks.deliveries import retry_deliveries
from portal.tasks.files import expire_uploads, make_preview, retry_previews
from portal.tasks.jobs import purge_results, requeue_jobs, run_job
from portal.tasks.search import index_search
from portal.tasks.watching import begins, ends, fails

__all__ = [
    "begins",
    "drop_replies",
    "ends",
    "expire_uploads",
    "fails",
    "index_search",
    "make_preview",
    "number_events",
    "purge_results",
    "requeue_jobs",
    "retry_deliveries",
    "retry_previews",
    "run_job",
]
