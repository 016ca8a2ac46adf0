"""Scheduled work on talks."""

from celery import shared_task

from duties.services.talks.suggesting import promises_remind, talks_suggest


@shared_task(name="duties.suggest_talks")
def suggest_talks() -> None:
    """Suggest talks for new facts and remind of late promises; a second run writes nothing."""
    talks_suggest()
    promises_remind()
