"""Scheduled work on briefs."""

from celery import shared_task

from duties.services.briefs import briefs_due


@shared_task(name="duties.make_briefs")
def make_briefs() -> None:
    """Make the briefs whose day has come; a second run makes none."""
    briefs_due()
