"""Scheduled work on alerts."""

from celery import shared_task

from duties.services.alerts import flag_overdue as flag
from duties.services.digests import send_digests as send
from portal.tasks.deliveries import deliveries_queue


@shared_task(name="duties.flag_overdue")
def flag_overdue() -> None:
    """Flag what has become due soon or overdue, catching up what a stopped worker missed; a second run writes nothing."""
    flag()


@shared_task(name="duties.send_digests")
def send_digests() -> None:
    """Store the digests that are due and not stored yet, and have them sent."""
    if send():
        deliveries_queue()
