"""Flagging what nears or is past its due day: one row for each obligation, step and addressee.

A run works out from the ledger and the policies (duties/alert_plan.py) what must be open on its day and makes the
stored rows agree: it adds what is missing, however long ago the step's day was, settles what presses no more and opens
again what was settled too early. So a worker that was down catches up, and a second run finds nothing to write.
"""

import dataclasses
import datetime as dt

from django.db import connection, transaction

from duties.ledger import alert_rows
from duties.ledger.bulk import read_ledger, set_local
from duties.ledger.moment import Moment
from duties.ledger.opening import Scope
from duties.ledger.reconcile import ledger_periods
from duties.ledger.roll import ensure_fresh
from duties.selectors.policies import planned
from duties.services.policies import policies_ensure
from portal import clock
from portal.access import SYSTEM
from portal.models import Installation
from portal.services.changes import log_change

LOCK = (7422, 0)
"""The advisory lock that lets one run follow another; the unique constraint stands behind it."""


@dataclasses.dataclass(frozen=True)
class Flagged:
    """What a run wrote: rows added, settled, opened again, and otherwise changed (a later step stands before them)."""

    created: int
    settled: int
    reopened: int = 0
    changed: int = 0


def flag_overdue(as_of: dt.date | None = None) -> Flagged:
    """Make the alerts agree with the ledger of `as_of` (default today), as the system's own work.

    Another day is read as if it were today: from its own reading of the ledger, with who answers then and the
    policies in force up to then. The next run of today makes up for whatever it left different.
    """
    today = clock.today()
    day = as_of or today
    if day == today:
        ensure_fresh()
    with transaction.atomic():
        lock_alerts()
        policies_ensure()
        if day != today:
            read_ledger(scope=Scope(ledger_periods(day)), moment=Moment.at(day))
        flagged = _agree(alert_rows.STORED if day == today else alert_rows.COMPUTED, day)
        if any(dataclasses.astuple(flagged)):
            after = {"as_of": day.isoformat()} | dataclasses.asdict(flagged)
            log_change(actor=SYSTEM, action="alerts_flag", target_ref=day.isoformat(), after=after)
        if day == today:
            Installation.objects.update_or_create(pk=1, defaults={"last_flagged_at": clock.now()})
    return flagged


def lock_alerts() -> None:
    """Wait until no other run flags or digests, and let none in until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", LOCK)


def _agree(rows: str, day: dt.date) -> Flagged:
    parameters = {"as_of": day, "now": clock.now()} | alert_rows.plan_parameters(planned(day))
    with connection.cursor() as cursor:
        set_local(cursor, alert_rows.SETTINGS)
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(alert_rows.TABLES)}")
        for statement in alert_rows.READS.values():
            cursor.execute(statement.replace("{rows}", rows), parameters)
        cursor.execute("ANALYZE alert_wanted")
        cursor.execute(alert_rows.CHANGE)
        cursor.execute(alert_rows.COUNT)
        settled, reopened = cursor.fetchone()
        cursor.execute(alert_rows.UPDATE, parameters)
        changed = cursor.rowcount - settled - reopened
        cursor.execute(alert_rows.ADD, parameters)
        created = cursor.rowcount
        set_local(cursor, dict.fromkeys(alert_rows.SETTINGS, "DEFAULT"))
    return Flagged(created, settled, reopened, changed)
