"""Celery doors of the duties: each calls a service and nothing else."""

from duties.tasks.ledger import roll_ledger

__all__ = ["roll_ledger"]
