"""Celery doors of logging: each calls a service and nothing else."""

from celery import shared_task

from meetings.services.sign_finding import signs_find

__all__ = ["find_signs"]


@shared_task(name="meetings.find_signs", ignore_result=True)
def find_signs() -> None:
    """Look at what is new; a second run adds nothing."""
    signs_find()
