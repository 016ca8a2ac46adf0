"""Scheduled work on the ledger."""

from celery import shared_task

from duties.ledger.roll import roll


@shared_task(name="duties.roll_ledger")
def roll_ledger() -> None:
    """Read again what the new day changes and open the coming periods; a second run writes nothing."""
    roll()
