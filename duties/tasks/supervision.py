"""Celery doors of supervision."""

from celery import shared_task

from duties.services.supervision.reminding import supervision_remind
from duties.services.supervision.succeeding import supervision_pass_on


@shared_task(name="duties.remind_supervision")
def remind_supervision() -> int:
    """Hand items of merged units to their successors, then remind whoever has the ball; gives how many lines were written."""
    supervision_pass_on()
    return supervision_remind()
