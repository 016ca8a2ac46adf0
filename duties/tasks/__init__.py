"""Celery doors of the duties: each calls a service and nothing else."""

from duties.tasks.alerts import flag_overdue, send_digests
from duties.tasks.briefs import make_briefs
from duties.tasks.imports import drop_stale_imports
from duties.tasks.ledger import check_ledger, roll_ledger
from duties.tasks.supervision import remind_supervision
from duties.tasks.talks import suggest_talks

__all__ = [
    "check_ledger",
    "drop_stale_imports",
    "flag_overdue",
    "make_briefs",
    "remind_supervision",
    "roll_ledger",
    "send_digests",
    "suggest_talks",
]
