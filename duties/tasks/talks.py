"""Scheduled work on talks."""

from celery import shared_task

from duties.services.talks.succeeding import talks_pass_on
from duties.services.talks.suggesting import promises_remind, talks_suggest


@shared_task(name="duties.suggest_talks")
def suggest_talks() -> None:
    """Hand talks of merged units on, suggest new ones, remind of late promises; a second run writes nothing."""
    talks_pass_on()
    talks_suggest()
    promises_remind()
