"""Scheduled work on alerts."""

from celery import shared_task

from duties.services.alerts import flag_overdue as flag
from duties.services.digests import send_digests as send


@shared_task(name="duties.flag_overdue")
def flag_overdue() -> None:
    """Flag what has become due soon or overdue, catching up what a stopped worker missed; a second run writes nothing."""
    flag()


@shared_task(name="duties.send_digests")
def send_digests() -> None:
    """Store today's digests that are not stored yet; they go out with the next retry of deliveries."""
    send()
