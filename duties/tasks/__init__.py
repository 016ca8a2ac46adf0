"""Celery doors of the duties: each calls a service and nothing else."""

from duties.tasks.alerts import flag_overdue, send_digests
from duties.tasks.ledger import roll_ledger

__all__ = ["flag_overdue", "roll_ledger", "send_digests"]
