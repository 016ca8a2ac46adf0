"""Scheduled work on imports."""

from celery import shared_task

from duties.services.imports import drop_stale


@shared_task(name="duties.drop_stale_imports")
def drop_stale_imports() -> None:
    """Give up imports that waited for a week; a second run finds none."""
    drop_stale()
