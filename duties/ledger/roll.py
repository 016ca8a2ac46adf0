"""Keeping up with the calendar: rows whose day has come are read again, and coming periods are opened ahead."""

import datetime as dt

from django.db import connection, transaction

from duties.ledger.locks import lock_ledger
from duties.ledger.moment import Moment
from duties.ledger.opening import Scope, open_obligations, readings_known
from duties.ledger.reconcile import (
    END,
    Chunk,
    Reconciliation,
    ledger_periods,
    merge,
    rebuild,
    set_ledger_day,
)
from duties.models import LedgerDay, Obligation
from duties.periods import CALENDAR_KINDS, period_of
from portal import clock

MISSING = """
SELECT DISTINCT g.code || ' ' || q.code
FROM ledger_ob o JOIN duties_rule q ON q.id = o.rule_id JOIN duties_regulation g ON g.id = q.regulation_id
WHERE NOT EXISTS (SELECT FROM duties_obligation l
                  WHERE l.rule_id = o.rule_id AND l.unit_id = o.unit_id AND l.role = o.role AND l.period_start = o.s)
ORDER BY 1
"""


def ledger_day() -> dt.date | None:
    """As of which day the stored ledger was last read; None before the first reading."""
    return LedgerDay.objects.filter(pk=1).values_list("read_on", flat=True).first()


def ensure_fresh() -> None:
    """Bring the stored ledger up to today if no worker did so: one query where it is there already."""
    read_on = ledger_day()
    if read_on is None or read_on < clock.today():
        roll()


@transaction.atomic
def roll() -> Reconciliation:
    """Read again what a day now come has changed, and open the periods that have come near; twice does nothing.

    Without any earlier reading the whole ledger is read.
    """
    lock_ledger()
    moment, read_on = Moment.stored(), ledger_day()
    if read_on is not None and read_on >= moment.as_of:
        return Reconciliation()
    if read_on is None:
        found = rebuild(units=None, moment=moment)
    else:
        stale = Obligation.objects.filter(holds_until__lte=moment.as_of).values_list("unit", flat=True)
        units = sorted(set(stale))
        found = rebuild(units=units, moment=moment) if units else Reconciliation()
        _open_ahead(read_on, moment, found)
    set_ledger_day(moment.as_of)
    return found


def _open_ahead(read_on: dt.date, moment: Moment, found: Reconciliation) -> None:
    periods = ledger_periods(moment.as_of)
    new = set(periods) - set(ledger_periods(read_on))
    if new:
        start = min(period.start for period in new)
        later = [period for period in periods if period.start >= start]
        merge(Chunk(start, END, Scope(later, terms_start=(start, END))), moment, found, write=True)


def rules_without_rows() -> list[str]:
    """Rules, by regulation and code, of which a row is missing in a period that contains today, or in the one after it."""
    moment = Moment.stored()
    today = moment.as_of
    present = [period_of(kind, today) for kind in CALENDAR_KINDS]
    periods = [*present, *(period_of(period.kind, period.end) for period in present)]
    scope = Scope(periods, terms_overlap=(today, today + dt.timedelta(days=1)))
    with transaction.atomic(), connection.cursor() as cursor:
        open_obligations(cursor, readings_known(moment), scope, moment)
        cursor.execute(MISSING)
        return [row[0] for row in cursor.fetchall()]


class MissingRowsError(Exception):
    """Active rules that lack rows, in words."""


def require_rows() -> dt.date | None:
    """Raise MissingRowsError where an active rule lacks a row of a present or next period; gives the ledger's day."""
    missing, day = rules_without_rows(), ledger_day()
    if missing:
        raise MissingRowsError(
            f"台账所至日 {day or '无'},缺少应履职事项的口径:{'、'.join(missing)};"
            "请确认后台任务在运行,或运行 manage.py reconcile"
        )
    return day
