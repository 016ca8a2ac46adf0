"""Scheduled work of the interface for other programs."""

from celery import shared_task

from portal.services import api_tokens, events


@shared_task(name="portal.number_events", ignore_result=True)
def number_events() -> None:
    """Number what was changed for the feed."""
    events.events_number()


@shared_task(name="portal.drop_replies", ignore_result=True)
def drop_replies() -> None:
    """Drop answers that are kept no longer."""
    api_tokens.replies_drop()
