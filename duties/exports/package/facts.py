"""Which facts a package holds: those on which the counting of its rows depends, and no others (docs/audit-package.md).

Within a past view (`duties.ledger.past.reading`) temporary tables name the units and records; views put the records as
they were known at K in the place of the present ones, so that the queries of the interchange files give them unawares.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from duties.interchange.columns import FILES
from duties.interchange.exporting import copy_rows
from duties.ledger.compute import LedgerRow
from duties.ledger.moment import Moment
from duties.models import Record
from portal.models import Unit
from portal.packages import PackageScope, PackageWriter

ROWS = """
CREATE TEMPORARY TABLE package_row ON COMMIT DROP AS
SELECT unit_id, role, period, s, e, left(period, 1) = 'T' AS term
FROM unnest(%(units)s::bigint[], %(roles)s::text[], %(periods)s::text[], %(starts)s::date[], %(ends)s::date[])
    AS t (unit_id, role, period, s, e)
"""
UNITS = """
CREATE TEMPORARY TABLE package_unit ON COMMIT DROP AS
SELECT DISTINCT unit_id AS id FROM package_row
UNION
SELECT a.unit_id FROM portal_area a WHERE a.ancestor_id = %(unit)s
    AND a.during && daterange(%(opened)s::date, greatest(%(last)s::date, %(as_of)s::date), '[]')
"""
"""The bearers of the rows, and whoever else lay in the area: what the ledger leaves out must be found missing too."""

RECORDS = """
CREATE TEMPORARY VIEW duties_record AS
SELECT {columns} FROM duties_record q
LEFT JOIN duties_recordstatechange c ON c.record_id = q.id AND c.known @> %(known_at)s::timestamptz
WHERE q.registered_at <= %(known_at)s::timestamptz
"""
AS_KNOWN = {
    "state": "coalesce(c.state, q.state)",
    "withdrawn_at": "CASE WHEN q.withdrawn_at <= %(known_at)s::timestamptz THEN q.withdrawn_at END",
}
"""The columns of a record that change after it is registered, as they were known at K."""

CHOSEN = """
CREATE TEMPORARY TABLE package_record ON COMMIT DROP AS
WITH days AS (SELECT unit_id, range_agg(daterange(s, e)) AS held FROM package_row WHERE NOT term GROUP BY 1),
     named AS (SELECT DISTINCT unit_id, period FROM package_row WHERE NOT term),
     terms AS (
         SELECT DISTINCT w.unit_id, w.period, daterange(w.s, w.e) AS held, t.person_id
         FROM package_row w JOIN portal_tenure t
             ON t.unit_id = w.unit_id AND t.role = w.role AND t.started_on = w.s AND NOT t.acting
         WHERE w.term
     ),
     r AS MATERIALIZED (
         SELECT q.id, q.unit_id, q.leader_id, q.occurred_on, q.for_period FROM duties_record q
         JOIN package_unit u ON u.id = q.unit_id WHERE q.state <> 'draft' AND q.occurred_on <= %(as_of)s
     )
SELECT r.id FROM r JOIN days d ON d.unit_id = r.unit_id WHERE d.held @> r.occurred_on
UNION SELECT r.id FROM r JOIN named n ON n.unit_id = r.unit_id AND n.period = r.for_period
UNION SELECT r.id FROM r JOIN terms t ON t.unit_id = r.unit_id AND t.person_id = r.leader_id
    WHERE t.held @> r.occurred_on OR t.period = r.for_period
UNION SELECT r.id FROM r JOIN portal_area a ON a.ancestor_id = %(unit)s AND a.unit_id = r.unit_id
    WHERE r.occurred_on BETWEEN %(first)s AND %(last)s AND a.during @> r.occurred_on
"""
"""Records that may count in a row - by their day, their named period, or their leader's term - or took place in the area."""

CONTACTS = """
CREATE TEMPORARY VIEW duties_householdcontact AS
SELECT c.* FROM duties_householdcontact c JOIN package_record p ON p.id = c.record_id
"""
OTHERS = """
CREATE TEMPORARY TABLE package_other ON COMMIT DROP AS
SELECT r.target_id AS id FROM duties_record r JOIN package_record p ON p.id = r.id WHERE r.target_id IS NOT NULL
UNION SELECT l.target_id FROM duties_link l JOIN package_unit u ON u.id = l.unit_id
EXCEPT SELECT id FROM package_unit
"""
"""What records and links of the area aim at elsewhere: of these, what they are and where they stand, not what they do."""

NAMED = """
CREATE TEMPORARY TABLE package_named ON COMMIT DROP AS
SELECT p.parent_id AS id FROM portal_placement p
WHERE p.unit_id IN (SELECT id FROM package_unit UNION SELECT id FROM package_other)
UNION SELECT id FROM package_unit UNION SELECT id FROM package_other
"""
"""All units that a file of the package names."""

ABOUT = "e.{column} IN (SELECT u.code FROM portal_unit u JOIN {table} p ON p.id = u.id)"
UNIT, OTHER, ANY = (
    ABOUT.format(column="unit", table="package_unit"),
    ABOUT.format(column="unit", table="package_other"),
    ABOUT.format(column="code", table="package_named"),
)
CONDITIONS = {
    "units": ANY,
    "tags": f"({UNIT} OR {OTHER})",
    "placements": f"({UNIT} OR {OTHER})",
    "names": UNIT,
    "successions": f"{UNIT} AND {ABOUT.format(column='successor', table='package_named')}",
    "tenures": UNIT,
    "links": UNIT,
    "households": UNIT,
    "records": "e.id IN (SELECT id FROM package_record)",
    "waivers": """EXISTS (SELECT FROM package_row w JOIN portal_unit u ON u.id = w.unit_id
        WHERE u.code = e.unit AND w.role = e.role AND w.period = e.period)""",
}
"""By the name of the file: which of its rows the package holds. Accounts are none of its business."""


def stage_facts(unit: Unit, rows: Sequence[LedgerRow], moment: Moment, days: tuple[dt.date, dt.date]) -> None:
    """Name the units and records on which `rows` of the area of `unit` depend, within `reading(moment)`.

    `days` are the first and the last of those asked for, both included.
    """
    first, last = days
    parameters: dict[str, Any] = moment.parameters | {
        "unit": unit.pk,
        "first": first,
        "last": last,
        "opened": min([first, moment.as_of, *(row.period_start for row in rows)]),
        "units": [row.unit_id for row in rows],
        "roles": [row.role for row in rows],
        "periods": [row.period for row in rows],
        "starts": [row.period_start for row in rows],
        "ends": [row.period_end for row in rows],
    }
    names = [field.column for field in Record._meta.concrete_fields]
    columns = ", ".join(f"{AS_KNOWN[name]} AS {name}" if name in AS_KNOWN else f"q.{name}" for name in names)
    steps = (ROWS, UNITS, RECORDS.format(columns=columns), CHOSEN, CONTACTS, OTHERS, NAMED)
    tables = ("package_row", "package_unit", None, "package_record", None, "package_other", "package_named")
    with connection.cursor() as cursor:
        for step, table in zip(steps, tables, strict=True):
            cursor.execute(step, parameters)
            if table:
                cursor.execute(f"ANALYZE {table}")


def unit_ids() -> frozenset[int]:
    """The units whose facts are staged."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM package_unit")
        return frozenset(row[0] for row in cursor.fetchall())


def staged_records() -> QuerySet[Record]:
    """The records that are staged, as they were known at K."""
    return Record.objects.filter(pk__in=RawSQL("SELECT id FROM package_record", []))


def write_facts(scope: PackageScope, writer: PackageWriter) -> None:
    """The staged facts as the interchange files, safe to be opened with a spreadsheet."""
    with connection.cursor() as cursor:
        for file in FILES:
            if file.name in CONDITIONS:
                with writer.stream(f"facts/{file.name}.csv") as stream:
                    given = {"today": scope.as_of}
                    copy_rows(cursor, file, stream, given, CONDITIONS[file.name], neutral=True)
