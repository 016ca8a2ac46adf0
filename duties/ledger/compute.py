"""The ledger of any day, as known at any instant, read from its sources and stored nowhere."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Min

from duties.ledger.bulk import read_ledger
from duties.ledger.moment import Moment
from duties.ledger.opening import Scope, calendar_kinds
from duties.ledger.status import Status, status_of
from duties.models import Reading, Regulation
from duties.periods import CALENDAR_KINDS, Kind, periods_between
from portal.models import Unit


@dataclasses.dataclass(frozen=True)
class LedgerRow:
    """One line of the exported ledger; the first eleven fields are the columns of the export (interchange.md)."""

    regulation: str
    rule: str
    unit: str
    role: str
    period: str
    required: int
    counted: int
    made_up: int
    due_on: dt.date
    met_on: dt.date | None
    status: Status
    force: str
    unit_id: int
    rule_id: int
    reading_id: int
    period_start: dt.date
    period_end: dt.date


COLUMNS = tuple(field.name for field in dataclasses.fields(LedgerRow))


# By the placements of the day E, each within the existence of the unit that is placed (rules.md, "Areas and rates").
AREA = """
WITH RECURSIVE area AS (
    SELECT %(area)s::bigint AS unit_id, '(,)'::daterange AS during, 0 AS depth
    UNION ALL
    SELECT p.unit_id, area.during * p.during * x.during, area.depth + 1
    FROM area
    JOIN portal_placement p ON p.parent_id = area.unit_id AND {known_p}
    JOIN portal_existence x ON x.unit_id = p.unit_id AND {known_x}
    WHERE area.depth < 20 AND NOT isempty(area.during * p.during * x.during)
)
"""

LISTED = """
SELECT g.code, q.code, u.code, o.role, o.period, coalesce(t.required, o.required), coalesce(t.counted, 0),
       coalesce(t.made_up, 0), o.due_on, t.met_on, w.force, o.unit_id, o.rule_id, o.reading_id, o.s, o.e, w.remind_days,
       EXISTS (SELECT FROM duties_waiver v
               WHERE v.rule_id = o.rule_id AND v.unit_id = o.unit_id AND v.role = o.role AND v.period = o.period
                 AND v.granted_on <= %(as_of)s AND {known_v})
FROM ledger_ob o
LEFT JOIN ledger_result t ON t.k = o.k
JOIN duties_rule q ON q.id = o.rule_id
JOIN duties_regulation g ON g.id = q.regulation_id
JOIN duties_reading w ON w.id = o.reading_id
JOIN portal_unit u ON u.id = o.unit_id
WHERE o.first_on <= %(as_of)s AND coalesce(t.required, o.required) > 0
"""


def compute_rows(
    *,
    from_day: dt.date,
    to_day: dt.date,
    as_of: dt.date,
    known_at: dt.datetime | None = None,
    unit: Unit | None = None,
) -> list[LedgerRow]:
    """The obligations whose period overlaps the days from `from_day` to `to_day` (both included), listed on `as_of`.

    Read from what was known at `known_at` (default: now); of `unit` and all that lay below it, where one is given.
    In code-point order of regulation, rule, unit, role and period.
    """
    moment = Moment.at(as_of, known_at)
    from_day, to_day = days_with_rows(from_day, to_day, as_of)
    with transaction.atomic():
        units = _units_ever_in_area(unit, moment) if unit else None
        read_ledger(scope=_scope(from_day, to_day, moment, units), moment=moment)
        rows = _listed(moment, unit)
    return sorted(rows, key=lambda row: (row.regulation, row.rule, row.unit, row.role, row.period))


def rows_under(
    readings: Sequence[Reading], *, from_day: dt.date, to_day: dt.date, as_of: dt.date
) -> list[LedgerRow]:
    """The obligations that overlap the days, of all units, as these readings would have them; in no order.

    Call it inside the transaction in which the readings are written: nobody else need know them.
    """
    moment = Moment.at(as_of)
    kinds = [kind for kind in CALENDAR_KINDS if any(reading.period == kind for reading in readings)]
    read_ledger(scope=_overlapping(kinds, from_day, to_day), moment=moment, readings=readings)
    return _listed(moment, None)


def days_with_rows(first: dt.date, last: dt.date, as_of: dt.date) -> tuple[dt.date, dt.date]:
    """Days within `first` to `last` which the periods of the same rows overlap.

    Nothing is listed before its period begins, and nothing owed whose period ends before any regulation is in force.
    """
    last = max(first, min(last, as_of))
    in_force = Regulation.objects.aggregate(first=Min("effective_on"))["first"]
    return min(max(first, in_force or first), last), last


def _scope(from_day: dt.date, to_day: dt.date, moment: Moment, units: list[int] | None) -> Scope:
    return _overlapping(calendar_kinds(moment), from_day, to_day, units)


def _overlapping(
    kinds: Sequence[Kind], from_day: dt.date, to_day: dt.date, units: list[int] | None = None
) -> Scope:
    periods = [period for kind in kinds for period in periods_between(kind, from_day, to_day)]
    return Scope(periods, terms_overlap=(from_day, to_day + dt.timedelta(days=1)), units=units)


def _area(moment: Moment) -> str:
    return AREA.format(known_p=moment.known("p"), known_x=moment.known("x"))


def _units_ever_in_area(unit: Unit, moment: Moment) -> list[int]:
    with connection.cursor() as cursor:
        query = f"{_area(moment)} SELECT DISTINCT unit_id FROM area"
        cursor.execute(query, moment.parameters | {"area": unit.pk})
        return [row[0] for row in cursor.fetchall()]


def _listed(moment: Moment, unit: Unit | None) -> list[LedgerRow]:
    query, parameters = LISTED.format(known_v=moment.known("v")), moment.parameters
    if unit:
        query = f"""{_area(moment)} {query}
            AND EXISTS (SELECT FROM area a WHERE a.unit_id = o.unit_id AND a.during @> o.ed)"""
        parameters |= {"area": unit.pk}
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return [_row(moment.as_of, *values) for values in cursor.fetchall()]


def _row(day: dt.date, *values: Any) -> LedgerRow:
    *head, remind_days, waived = values
    numbers = [*head[:10], Status.PENDING, *head[10:]]
    row = LedgerRow(**dict(zip(COLUMNS, numbers, strict=True)))
    status = status_of(
        day=day,
        period_start=row.period_start,
        due_on=row.due_on,
        required=row.required,
        counted=row.counted,
        made_up=row.made_up,
        met_on=row.met_on,
        force=row.force,
        remind_days=remind_days,
        waived=waived,
    )
    return dataclasses.replace(row, status=status)
