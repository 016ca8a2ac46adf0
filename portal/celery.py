"""The Celery application; the schedule is one list in `portal.schedule`."""

import os
from typing import Any

from celery import Celery, Task
from celery.signals import worker_ready
from django.db import InterfaceError, OperationalError

from portal.schedule import AT_START

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")


class PatientTask(Task):  # type: ignore[type-arg]
    """A task that is tried again, ever later, where the database was lost: a line that runs once a day misses no day."""

    autoretry_for = (OperationalError, InterfaceError)
    max_retries = 20
    retry_backoff = 15
    retry_backoff_max = 600


app = Celery("portal", task_cls=PatientTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def catch_up(**kwargs: Any) -> None:
    """Queue what a worker does first."""
    for name in AT_START:
        app.send_task(name)
