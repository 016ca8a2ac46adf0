"""The stored ledger against its sources: rebuilt whole or for some units, and every difference reported.

The stored ledger is the reading as of today. It reaches from the regulation's entry into force to the period after
the one that contains today, of every kind of period, so that rows stand ready when a period begins.
"""

import dataclasses
import datetime as dt
import itertools
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection, transaction

from duties.ledger.bulk import NEXT_CHANGE, READ, read_ledger
from duties.ledger.holding import boundaries, holds_until
from duties.ledger.locks import lock_ledger, lock_units
from duties.ledger.moment import Moment
from duties.ledger.opening import Scope, calendar_kinds
from duties.models import LedgerDay, Obligation, Regulation
from duties.periods import Period, period_of, periods_between

LISTED = 1_000
"""So many differences are named at most; all are counted."""

FEW = 200
"""Up to so many units are checked again under their own locks; for more the whole ledger is locked."""

BEGINNING, END = dt.date(1, 1, 1), dt.date(9999, 12, 31)


class Difference(NamedTuple):
    """A row on which the stored ledger and its sources disagree; a side that has no such row is None."""

    regulation: str
    rule: str
    unit: str
    role: str
    period: str
    stored: dict[str, Any] | None
    read: dict[str, Any] | None

    def __str__(self) -> str:
        name = " ".join(filter(None, self[:5]))
        if self.stored is None:
            return f"{name}: 台账缺此行"
        if self.read is None:
            return f"{name}: 台账多出此行"
        changed = (
            f"{column} {self.stored[column]} → {value}"
            for column, value in self.read.items()
            if self.stored[column] != value
        )
        return f"{name}: {', '.join(changed)}"


@dataclasses.dataclass
class Reconciliation:
    """What a reconcile found: how many rows were missing, extra and changed, and the first of them by name."""

    missing: int = 0
    extra: int = 0
    changed: int = 0
    differences: list[Difference] = dataclasses.field(default_factory=list)

    @property
    def total(self) -> int:
        """All rows that differed."""
        return self.missing + self.extra + self.changed


VALUES = (
    "reading_id",
    "period",
    "period_end",
    "first_on",
    "active_days",
    "days",
    "person_id",
    "required",
    "counted",
    "made_up",
    "due_on",
    "met_on",
    "holds_until",
)
KEY = ("rule_id", "unit_id", "role", "period_start")

DIFFERENCE = f"""
CREATE TEMPORARY TABLE ledger_difference ON COMMIT DROP AS
SELECT l.id, n.k, coalesce(n.unit_id, l.unit_id) AS unit_id
FROM ledger_read n
FULL JOIN (
    SELECT * FROM duties_obligation l
    WHERE l.period_start >= %(chunk_from)s AND l.period_start < %(chunk_to)s AND {{of_units}}
) l ON {" AND ".join(f"l.{column} = n.{column}" for column in KEY)}
WHERE l.id IS NULL OR n.k IS NULL
   OR ({", ".join(f"l.{column}" for column in VALUES)}) IS DISTINCT FROM ({", ".join(f"n.{column}" for column in VALUES)})
"""

NAMES = f"""
SELECT g.code, q.code, u.code, x.role, x.period, to_jsonb(l), to_jsonb(n)
FROM ledger_difference d
LEFT JOIN duties_obligation l ON l.id = d.id
LEFT JOIN ledger_read n ON n.k = d.k
CROSS JOIN LATERAL (
    SELECT coalesce(n.rule_id, l.rule_id) AS rule_id, coalesce(n.role, l.role) AS role, coalesce(n.period, l.period) AS period
) x
JOIN duties_rule q ON q.id = x.rule_id
JOIN duties_regulation g ON g.id = q.regulation_id
JOIN portal_unit u ON u.id = d.unit_id
ORDER BY 1, 2, 3, 4, 5
LIMIT {LISTED}
"""

WRITE = (
    "DELETE FROM duties_obligation WHERE id IN (SELECT id FROM ledger_difference WHERE k IS NULL)",
    f"""UPDATE duties_obligation l SET {", ".join(f"{column} = n.{column}" for column in VALUES)}
        FROM ledger_difference d JOIN ledger_read n ON n.k = d.k WHERE l.id = d.id""",
    f"""INSERT INTO duties_obligation ({", ".join(KEY + VALUES)})
        SELECT {", ".join(f"n.{column}" for column in KEY + VALUES)}
        FROM ledger_difference d JOIN ledger_read n ON n.k = d.k WHERE d.id IS NULL""",
)


class Chunk(NamedTuple):
    """Part of the stored ledger: what begins in [start, end), with the periods to read for it."""

    start: dt.date
    end: dt.date
    scope: Scope


def reconcile(*, check: bool = False) -> Reconciliation:
    """Rebuild the stored ledger from its sources and say what differed; with `check` nothing is written.

    Writers go on meanwhile: what differs at first sight is read again under the locks of its units, so that only true
    differences are reported and no fresh count is overwritten. Call it outside of other writers' transactions.
    """
    moment = Moment.stored()
    units = _suspects(moment) if Obligation.objects.exists() else None
    found = Reconciliation()
    if units is not None and not units:
        return found
    with transaction.atomic():
        if units is None or len(units) > FEW:
            units = None
            lock_ledger()
        else:
            lock_units(units)
        for chunk in chunks(moment, units):
            merge(chunk, moment, found, write=not check)
        if not check:
            set_ledger_day(moment.as_of)
    return found


def rebuild(*, units: Sequence[int] | None, moment: Moment, since: dt.date = BEGINNING) -> Reconciliation:
    """Read the rows of `units` (None: of all units) whose period begins on `since` or later anew and store them.

    The caller holds the locks.
    """
    found = Reconciliation()
    for chunk in chunks(moment, units, since):
        merge(chunk, moment, found, write=True)
    return found


def set_ledger_day(day: dt.date) -> None:
    """Note that the stored ledger is now the reading as of `day`."""
    LedgerDay.objects.update_or_create(pk=1, defaults={"read_on": day})


def ledger_periods(today: dt.date) -> list[Period]:
    """All periods of the kinds in use, from the first regulation's entry into force to the one after today's."""
    first = Regulation.objects.order_by("effective_on").values_list("effective_on", flat=True).first()
    if first is None:
        return []
    return [
        period
        for kind in calendar_kinds(Moment.stored())
        for period in periods_between(kind, first, max(first, period_of(kind, today).end))
    ]


def chunks(moment: Moment, units: Sequence[int] | None, since: dt.date = BEGINNING) -> Iterator[Chunk]:
    """The stored ledger from `since` on in parts: year by year, which bounds the memory; in one part for a few units."""
    periods = ledger_periods(moment.as_of)
    years = sorted({period.start.year for period in periods}) if units is None else []
    firsts = [dt.date(year, 1, 1) for year in years[1:]]
    edges = [since, *(first for first in firsts if first > since), END]
    for start, end in itertools.pairwise(edges):
        inside = [period for period in periods if start <= period.start < end]
        yield Chunk(start, end, Scope(inside, terms_start=(start, end), units=units))


def _suspects(moment: Moment) -> list[int] | None:
    """Units with a row that differs at first sight, read without locks."""
    units: Counter[int] = Counter()
    for chunk in chunks(moment, None):
        with transaction.atomic():
            _compare(chunk, moment)
            with connection.cursor() as cursor:
                cursor.execute("SELECT unit_id FROM ledger_difference")
                units.update(row[0] for row in cursor.fetchall())
    return sorted(units)


def merge(chunk: Chunk, moment: Moment, found: Reconciliation, *, write: bool) -> None:
    """Read `chunk` anew, add what differs to `found` and, with `write`, store it. The caller holds the locks."""
    _compare(chunk, moment)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FILTER (WHERE id IS NULL), count(*) FILTER (WHERE k IS NULL), count(*)
               FROM ledger_difference"""
        )
        missing, extra, total = cursor.fetchone()
        found.missing += missing
        found.extra += extra
        found.changed += total - missing - extra
        if total and len(found.differences) < LISTED:
            cursor.execute(NAMES)
            found.differences += [_difference(*row) for row in cursor.fetchall()]
        if write and total:
            for statement in WRITE:
                cursor.execute(statement)


def _difference(*row: Any) -> Difference:
    *key, stored, read = row
    sides = [json.loads(side) if isinstance(side, str) else side for side in (stored, read)]
    chosen = [{name: side[name] for name in VALUES} if side else None for side in sides]
    return Difference(*key, *chosen)


def _compare(chunk: Chunk, moment: Moment) -> None:
    """Read `chunk` from its sources into `ledger_read` and what differs into `ledger_difference`."""
    read_ledger(scope=chunk.scope, moment=moment, ahead=True)
    parameters = chunk.scope.parameters | moment.parameters
    parameters |= {"chunk_from": chunk.start, "chunk_to": chunk.end}
    of_units = chunk.scope.of_units
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS ledger_next, ledger_read, ledger_difference")
        days = NEXT_CHANGE.format(boundaries=boundaries(moment, of_units), of_units=of_units("b.unit_id"))
        cursor.execute(days, parameters)
        cursor.execute("CREATE INDEX ON ledger_next (unit_id, day)")
        query = READ.format(holds=holds_until("t.next_on", "w.measure", "ledger_next"))
        cursor.execute(f"CREATE TEMPORARY TABLE ledger_read ON COMMIT DROP AS {query}", parameters)
        cursor.execute(f"ANALYZE ledger_read ({', '.join(KEY)})")
        cursor.execute(DIFFERENCE.format(of_units=of_units("l.unit_id")), parameters)
