"""Scheduled work on the ledger."""

from celery import shared_task

from duties.ledger.roll import require_rows, roll


@shared_task(name="duties.roll_ledger")
def roll_ledger() -> None:
    """Read again what the new day changes and open the coming periods; a second run writes nothing."""
    roll()


@shared_task(name="duties.check_ledger")
def check_ledger() -> None:
    """Fail, and so be named on the health page, where an active rule has no obligations."""
    require_rows()
