"""Keeping the stored ledger true: each write re-reads, in its own transaction, what it touches.

A record touches at most one period of each rule and role of its unit; a changed fact has its units read anew whole.
"""

import datetime as dt
import json
from collections.abc import Iterable, Sequence

from django.db import connection

from duties.ledger import cell, pieces
from duties.ledger.locks import lock_ledger, lock_units
from duties.ledger.moment import Moment
from duties.ledger.reconcile import BEGINNING, FEW, rebuild
from duties.models import Record
from portal.prepared import execute_prepared

TOUCHED = f"""
SELECT DISTINCT l.id, w.measure, w.target
FROM ({{records}}) r
JOIN duties_obligation l ON l.unit_id = r.unit_id
JOIN duties_reading w ON w.id = l.reading_id AND w.kind = r.kind AND w.measure <> 'standing'
WHERE CASE WHEN {pieces.NAMED} THEN r.for_start = l.period_start
           ELSE r.occurred_on >= l.period_start AND r.occurred_on < l.period_end END
"""
"""The rows that a record can count for by its unit, kind and time; all else is left to the count."""

AFFECTED = """
SELECT unit FROM unnest(%(units)s::bigint[]) AS unit
UNION SELECT parent_id FROM portal_placement WHERE unit_id = ANY (%(units)s)
UNION SELECT unit_id FROM duties_link WHERE target_id = ANY (%(units)s)
UNION SELECT unit_id FROM duties_record WHERE target_id = ANY (%(units)s)
"""
"""Units whose rows a change of these units' existence, tags, placements, tenures, links or households can touch."""


def records_changed(records: Sequence[Record]) -> None:
    """Count anew the rows that `records` touch, after they were written in this transaction under `lock_units`."""
    query = TOUCHED.format(records="SELECT * FROM duties_record WHERE id = ANY (%(records)s)")
    with connection.cursor() as cursor:
        execute_prepared(cursor, query, {"records": [record.pk for record in records]})
        rows = [(key, measure, json.loads(target)) for key, measure, target in cursor.fetchall()]
    cell.recount(rows, Moment.stored())


def touched_by(record: cell.VirtualRecord) -> list[int]:
    """The ledger rows that a record not yet entered could count for."""
    query = TOUCHED.format(
        records="""SELECT %(v_unit_id)s::bigint AS unit_id, %(v_kind)s::text AS kind, %(v_for_kind)s::text AS for_kind,
                          %(v_for_start)s::date AS for_start, %(v_occurred_on)s::date AS occurred_on"""
    )
    with connection.cursor() as cursor:
        execute_prepared(cursor, query, record.parameters)
        return [row[0] for row in cursor.fetchall()]


def units_changed(units: Iterable[int]) -> None:
    """Read anew all rows that changed facts of `units` (ids) can touch: theirs, their superiors', their linkers'.

    Call it in the transaction that changed a tenure, placement, tag, existence, link or household, after the change
    and, where the tree changed, after `rebuild_areas`.
    """
    changed, locked = list(units), list[int]()
    # Another writer may have moved a unit while this one waited for its lock: then more units look at it.
    while not set(affected := affected_units(changed)) <= set(locked):
        locked = affected
        if len(locked) > FEW:
            lock_ledger()
        else:
            lock_units(locked)
    rebuild(units=affected, moment=Moment.stored())


def affected_units(units: Iterable[int]) -> list[int]:
    """`units` and all whose obligations look at them."""
    with connection.cursor() as cursor:
        cursor.execute(AFFECTED, {"units": list(units)})
        return sorted(row[0] for row in cursor.fetchall())


def rules_changed(since: dt.date | None) -> None:
    """Read the ledger anew after a rulebook was loaded or a reading adopted, in the same transaction.

    `since` is the day from which the version holds: a period that began before it is governed as it was. None for a
    first version, which governs all periods.
    """
    lock_ledger()
    rebuild(units=None, moment=Moment.stored(), since=since or BEGINNING)
