"""Flagging what is due soon or overdue: one row for each obligation, step and addressee.

A run works out from the ledger what must be open on its day and makes the stored rows agree: it adds what is missing,
however long ago the step's day was, settles what presses no more and opens again what was settled too early. So a
worker that was down catches up, and a second run finds nothing to write.
"""

import dataclasses
import datetime as dt

from django.db import connection, transaction

from duties.ledger.bulk import READ, read_ledger
from duties.ledger.moment import Moment
from duties.ledger.opening import Scope
from duties.ledger.reconcile import ledger_periods
from duties.ledger.roll import ensure_fresh
from portal import clock
from portal.access import SYSTEM
from portal.models import Installation
from portal.services.changes import log_change

LOCK = (7422, 0)
"""The advisory lock that lets one run follow another; the unique constraint stands behind it."""

STORED = "duties_obligation"
COMPUTED = f"({READ.format(holds='NULL AS holds_until')})"
"""The ledger of today, and that of another day as `read_ledger` leaves it."""

# What `status_on` calls due_soon or overdue; a test holds the two together.
PRESSING = """
CREATE TEMPORARY TABLE alert_pressing ON COMMIT DROP AS
SELECT l.rule_id, l.unit_id, l.role, l.period, l.person_id, l.due_on,
       greatest(l.due_on - w.remind_days, l.first_on) AS remind_on,
       CASE WHEN l.role <> '' THEN ARRAY[l.role] WHEN cardinality(w.led_by) > 0 THEN w.led_by
            ELSE ARRAY(SELECT jsonb_array_elements_text(g.vocabulary->'answer_for'->u.kind)) END AS asked
FROM {rows} l
JOIN duties_reading w ON w.id = l.reading_id
JOIN portal_unit u ON u.id = l.unit_id
JOIN duties_rule q ON q.id = l.rule_id
JOIN duties_regulation g ON g.id = q.regulation_id
WHERE l.first_on <= %(as_of)s AND l.required > 0 AND l.due_on - w.remind_days <= %(as_of)s
  AND NOT (l.counted >= l.required AND l.met_on IS NOT NULL)
  AND (l.due_on >= %(as_of)s OR (w.force <> 'unquantified' AND l.counted + l.made_up < l.required))
  AND NOT EXISTS (SELECT FROM duties_waiver v
                  WHERE v.rule_id = l.rule_id AND v.unit_id = l.unit_id AND v.role = l.role AND v.period = l.period
                    AND v.granted_on <= %(as_of)s AND upper_inf(v.known))
"""

ANSWERING = """
SELECT p.rule_id, p.unit_id, p.role, p.period, a.id AS account_id
FROM alert_pressing p
JOIN portal_tenure t ON t.unit_id = p.unit_id AND t.role = ANY (p.asked) AND t.during @> %(as_of)s::date
                    AND upper_inf(t.known) AND (p.person_id IS NULL OR p.person_id = t.person_id)
JOIN portal_account a ON a.person_id = t.person_id AND a.is_active
"""
"""Who answers (rules.md), where they have an account."""

CLERKS = """
SELECT p.rule_id, p.unit_id, p.role, p.period, a.id
FROM alert_pressing p
JOIN portal_appointment c ON c.unit_id = p.unit_id AND c.role = 'clerk' AND c.during @> %(as_of)s::date
                         AND upper_inf(c.known)
JOIN portal_account a ON a.id = c.account_id AND a.is_active
"""

WANTED = f"""
CREATE TEMPORARY TABLE alert_wanted ON COMMIT DROP AS
SELECT p.rule_id, p.unit_id, p.role, p.period, s.step, h.account_id, p.due_on, s.step_on
FROM alert_pressing p
CROSS JOIN LATERAL (VALUES ('remind', p.remind_on), ('urge', p.due_on + 1)) s (step, step_on)
JOIN ({ANSWERING} UNION {CLERKS}) h USING (rule_id, unit_id, role, period)
WHERE s.step_on <= %(as_of)s
"""

SAME = " AND ".join(
    f"a.{name} = w.{name}" for name in ("rule_id", "unit_id", "role", "period", "step", "account_id")
)

ADD = f"""
INSERT INTO duties_alert (rule_id, unit_id, role, period, step, account_id, addressed_as, escalated, superseded,
                          digests, due_on, step_on, made_at)
SELECT w.rule_id, w.unit_id, w.role, w.period, w.step, w.account_id, 'answering', false, false,
       0, w.due_on, w.step_on, %(now)s
FROM alert_wanted w
WHERE NOT EXISTS (SELECT FROM duties_alert a WHERE {SAME})
"""

REOPEN = f"""
UPDATE duties_alert a
SET settled_at = NULL, read_at = NULL, digested_at = NULL, due_on = w.due_on, step_on = w.step_on
FROM alert_wanted w WHERE a.settled_at IS NOT NULL AND {SAME}
"""

SETTLE = f"""
UPDATE duties_alert a SET settled_at = %(now)s
WHERE a.settled_at IS NULL AND NOT EXISTS (SELECT FROM alert_wanted w WHERE {SAME})
"""


@dataclasses.dataclass(frozen=True)
class Flagged:
    """What a run wrote: rows added, settled and opened again."""

    created: int
    settled: int
    reopened: int = 0


def flag_overdue(as_of: dt.date | None = None) -> Flagged:
    """Make the alerts agree with the ledger of `as_of` (default today), as the system's own work.

    Another day is read as if it were today: from its own reading of the ledger, with who answers then. The next run
    of today makes up for whatever it left different.
    """
    today = clock.today()
    day = as_of or today
    if day == today:
        ensure_fresh()
    with transaction.atomic():
        lock_alerts()
        if day != today:
            read_ledger(scope=Scope(ledger_periods(day)), moment=Moment.at(day))
        flagged = _agree(STORED if day == today else COMPUTED, day)
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
    parameters = {"as_of": day, "now": clock.now()}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS alert_pressing, alert_wanted")
        cursor.execute(PRESSING.format(rows=rows), parameters)
        cursor.execute("ANALYZE alert_pressing")
        cursor.execute(WANTED, parameters)
        counts = []
        for statement in (SETTLE, REOPEN, ADD):
            cursor.execute(statement, parameters)
            counts.append(cursor.rowcount)
    settled, reopened, created = counts
    return Flagged(created, settled, reopened)
