"""Scheduled work on deliveries."""

from celery import shared_task

from portal.services.deliveries import send_waiting


@shared_task(name="portal.retry_deliveries")
def retry_deliveries() -> None:
    """Send the mails that are waiting or were not taken, and whose time has come."""
    send_waiting()
