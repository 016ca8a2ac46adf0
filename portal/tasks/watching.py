"""Hooks of the worker that keep when each line of the schedule ran and how it ended."""

from typing import Any

from celery import Task
from celery.signals import task_failure, task_postrun, task_prerun

from portal.schedule import BEAT_SCHEDULE
from portal.services.health import run_began, run_ended

NAMES = {str(line["task"]): name for name, line in BEAT_SCHEDULE.items()}
"""The line of the schedule that runs each task."""


@task_prerun.connect
def begins(task: "Task[Any, Any] | None" = None, **more: Any) -> None:
    """A task begins."""
    if task is not None and task.name in NAMES:
        run_began(NAMES[task.name])


@task_postrun.connect
def ends(task: "Task[Any, Any] | None" = None, state: str = "", **more: Any) -> None:
    """A task ended; of one that failed `fails` has said why."""
    if task is not None and task.name in NAMES and state == "SUCCESS":
        run_ended(NAMES[task.name])


@task_failure.connect
def fails(
    sender: "Task[Any, Any] | None" = None, exception: BaseException | None = None, **more: Any
) -> None:
    """A task failed, or the process that ran it was lost."""
    if sender is not None and sender.name in NAMES:
        run_ended(NAMES[sender.name], f"{type(exception).__name__}: {exception}")
