"""Scheduled work on deliveries."""

import logging

from celery import current_app, shared_task
from kombu.exceptions import OperationalError

from portal.services.deliveries import send_waiting

TASK = "portal.retry_deliveries"

logger = logging.getLogger(__name__)


@shared_task(name=TASK)
def retry_deliveries() -> None:
    """Send what is waiting or was not taken, and whose time has come; what a bounded run leaves, the next one sends."""
    if send_waiting().more:
        deliveries_queue()


def deliveries_queue() -> None:
    """Have a worker send what waits now; with the broker down the schedule does it a little later."""
    try:
        current_app.send_task(TASK, retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        logger.warning("deliveries wait for the schedule, the broker cannot be reached: %s", error)
