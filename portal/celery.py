"""The Celery application; the schedule is one list in `portal.schedule`."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

from portal.schedule import AT_START

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def catch_up(**kwargs: Any) -> None:
    """Queue what a worker does first."""
    for name in AT_START:
        app.send_task(name)
