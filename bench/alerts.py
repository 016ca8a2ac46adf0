"""Alerts: flagging the whole corps on the day after a quarter's end by the policy that comes with the portal.

Everyone who answers has an account, each unit a clerk, the corps and each division an office.
"""

import datetime as dt
from collections.abc import Callable, Iterator

import time_machine
from django.db import connection, transaction

from bench.figures import Figure, alternately, median, times_once
from duties.ledger import alert_rows
from duties.ledger.bulk import set_local
from duties.ledger.reconcile import reconcile
from duties.ledger.roll import ensure_fresh
from duties.models import Alert
from duties.selectors.policies import planned
from duties.services.alerts import flag_overdue
from portal import clock

ACCOUNTS = (
    """INSERT INTO portal_account (password, is_superuser, public_id, username, name, phone, email, is_active,
                                   must_change_password, created_at, person_id)
       SELECT '!', false, gen_random_uuid(), 'person-' || p.id, p.name, '', '', true, false, now(), p.id
       FROM portal_person p ON CONFLICT (username) DO NOTHING""",
    """INSERT INTO portal_account (password, is_superuser, public_id, username, name, phone, email, is_active,
                                   must_change_password, created_at)
       SELECT '!', false, gen_random_uuid(), 'clerk-' || u.id, '演示-经办', '', '', true, false, now()
       FROM portal_unit u ON CONFLICT (username) DO NOTHING""",
    """INSERT INTO portal_appointment (public_id, account_id, role, unit_id, known)
       SELECT gen_random_uuid(), a.id, 'clerk', u.id, tstzrange(now(), NULL)
       FROM portal_unit u JOIN portal_account a ON a.username = 'clerk-' || u.id
       WHERE NOT EXISTS (SELECT FROM portal_appointment p WHERE p.account_id = a.id)""",
    """INSERT INTO portal_account (password, is_superuser, public_id, username, name, phone, email, is_active,
                                   must_change_password, created_at)
       SELECT '!', false, gen_random_uuid(), 'office-' || u.id, '演示-办公室', '', '', true, false, now()
       FROM portal_unit u WHERE u.kind IN ('corps', 'division') ON CONFLICT (username) DO NOTHING""",
    """INSERT INTO portal_appointment (public_id, account_id, role, unit_id, known)
       SELECT gen_random_uuid(), a.id, 'office', u.id, tstzrange(now(), NULL)
       FROM portal_unit u JOIN portal_account a ON a.username = 'office-' || u.id
       WHERE NOT EXISTS (SELECT FROM portal_appointment p WHERE p.account_id = a.id)""",
)
CREATED = "CREATE TEMPORARY TABLE {} ON COMMIT DROP AS"


def run() -> Iterator[Figure]:
    """A first run that writes every row, and a second that finds nothing to write."""
    with connection.cursor() as cursor:
        for statement in ACCOUNTS:
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE portal_account, portal_appointment")
    with time_machine.travel(after_the_quarter(), tick=False):
        ensure_fresh()
        yield from flag()
        Alert.objects.all().delete()
    reconcile()


def after_the_quarter() -> dt.datetime:
    """The morning after the last day of the present quarter."""
    today = clock.today()
    month = 3 * ((today.month - 1) // 3) + 4
    first = dt.date(today.year + month // 13, (month - 1) % 12 + 1, 1)
    return dt.datetime.combine(first, dt.time(8), clock.SHANGHAI)


def flag() -> Iterator[Figure]:
    """Flagging beside the SELECT of what is due and to whom."""
    empty()
    found = flag_overdue()
    floor = select_due()
    first, alone = [], []
    for _ in range(7):
        empty()
        first.append(times_once(flag_overdue))
        alone.append(times_once(floor))
    again, alone_again = alternately(flag_overdue, floor, 15)
    floor_is = "the SELECT of what is due soon or overdue, with whom to tell"
    yield Figure(
        f"flag the whole corps, {found.created:,} rows written", median(first), median(alone), floor_is, 3.0
    )
    yield Figure(
        "flag it again, nothing written", median(again), median(alone_again), floor_is, 3.0,
        note=f"rows written by the last run: {flag_overdue().created}",
    )  # fmt: skip


def empty() -> None:
    """Take all alerts away, as in a new installation."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE duties_alert")


def select_due() -> Callable[[], None]:
    """Work that reads every row which flagging must have, and fetches them: the same joins as one SELECT."""
    parts = [
        f"{name} AS MATERIALIZED ({statement.replace(CREATED.format(name), '')})"
        for name, statement in alert_rows.READS.items()
    ]
    query = f"WITH {', '.join(parts)} SELECT * FROM alert_wanted".replace("{rows}", alert_rows.STORED)
    parameters = {"as_of": clock.today()} | alert_rows.plan_parameters(planned(clock.today()))

    def read() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            set_local(cursor, alert_rows.SETTINGS)
            cursor.execute(query, parameters)
            cursor.fetchall()

    return read
