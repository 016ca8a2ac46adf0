"""Sums over an area in one statement each: by part and rule for the table, by unit for figures and companies.

A row of the ledger lies where its own day E put its bearer (rules.md, "Areas and rates"); it is read only where that
lies in the reader's own area too.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F

from duties.ledger.status import FULFILLED, Rate, Status
from duties.models.ledger import ObligationQuerySet
from duties.selectors.ledger import ledger
from duties.selectors.moment import reading_day
from portal.models import Unit


class Tally(NamedTuple):
    """How many obligations stand where. `required` and `counted` add min(counted, required), waived rows left out."""

    required: int = 0
    counted: int = 0
    base: int = 0
    waived: int = 0
    met: int = 0
    met_late: int = 0
    upcoming: int = 0
    due_soon: int = 0
    pending: int = 0
    open: int = 0
    made_up: int = 0
    overdue: int = 0

    @property
    def rows(self) -> int:
        """应履职: obligations that are owed and not waived."""
        return sum(self[4:])

    def number(self, status: Status) -> int:
        """How many rows have this status."""
        return int(getattr(self, status.value))

    @property
    def rate(self) -> Rate:
        """The rate over these rows; meaningful where they are of one force."""
        return Rate(self.base, self.met, self.met_late, self.made_up)


WORST_FIRST = (
    Status.OVERDUE,
    Status.DUE_SOON,
    Status.MADE_UP,
    Status.OPEN,
    Status.PENDING,
    Status.UPCOMING,
    Status.MET_LATE,
    Status.MET,
)
"""The statuses in the order in which one stands for many."""

PRINCIPLE = "principle"
"""The state of a unit that is late only with what is asked in principle."""
NOTHING_OWED = "nothing"
"""The state of a unit that owes nothing that must be done."""

NOTHING = Tally()
STATUSES = tuple(Status(name) for name in Tally._fields[3:])


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of tallies."""
    each = list(tallies)
    return Tally(*map(sum, zip(*each, strict=True))) if each else NOTHING


class Part(NamedTuple):
    """A part of an area and what its bearers owe of one rule: `part` is None for the unit itself.

    `sub` is the unit below an unfolded part, or None for the part itself and for parts that are not unfolded.
    """

    part: int | None
    sub: int | None
    rule: int
    force: str
    tally: Tally


@dataclasses.dataclass(frozen=True)
class Reach:
    """Which rows are read: those in the area of `unit` (itself alone unless `below`) and in that of `scope`."""

    unit: Unit
    scope: Unit
    below: bool = True

    @property
    def parameters(self) -> list[Any]:
        """The parameters of REACH."""
        return [self.scope.pk, self.unit.pk, 20 if self.below else 0]


REACH = """
reach AS MATERIALIZED (
    SELECT a.unit_id, a.depth, a.during * z.during AS during
    FROM portal_area a
    JOIN portal_area z ON z.unit_id = a.unit_id AND z.ancestor_id = %s AND z.during && a.during
    WHERE a.ancestor_id = %s AND a.depth <= %s
)
"""

PARTS = """
parted AS MATERIALIZED (
    SELECT r.unit_id, p.ancestor_id AS part, s.ancestor_id AS sub,
           r.during * coalesce(p.during, '(,)') * coalesce(s.during, '(,)') AS during
    FROM reach r
    LEFT JOIN portal_area p ON p.unit_id = r.unit_id AND p.depth = r.depth - 1 AND p.during && r.during
    LEFT JOIN portal_area s ON s.unit_id = r.unit_id AND s.depth = r.depth - 2 AND s.during && r.during * p.during
                           AND p.ancestor_id = ANY (%s::bigint[])
)
"""

READ = ("unit_id", "rule_id", "required", "counted", "due_on", "read_on", "status", "weight")
"""What sums read of a row: `weight` is the force of its rule."""

LIVE = f"l.status <> '{Status.WAIVED}'"
DONE = ", ".join(f"'{status}'" for status in sorted(FULFILLED))


def tally_columns(condition: str = "TRUE") -> str:
    """The columns of a Tally over the rows `l` that fulfil `condition`; the day is a parameter."""
    statuses = ", ".join(f"count(*) FILTER (WHERE {condition} AND l.status = '{name}')" for name in STATUSES)
    return f"""
        coalesce(sum(l.required) FILTER (WHERE {condition} AND {LIVE}), 0)::integer,
        coalesce(sum(least(l.counted, l.required)) FILTER (WHERE {condition} AND {LIVE}), 0)::integer,
        count(*) FILTER (WHERE {condition} AND {LIVE} AND (l.due_on <= %s OR l.status IN ({DONE}))),
        {statuses}
    """


def part_sums(
    reach: Reach, on: dt.date, *, unfolded: Sequence[int] = (), day: dt.date | None = None
) -> list[Part]:
    """Sums by part of the area and rule, of the obligations whose period contains `on`; parts in `unfolded` by sub-part."""
    day = day or reading_day()
    inner, parameters = _rows(on, day)
    query = f"""
        WITH l AS MATERIALIZED ({inner}), {REACH}, {PARTS}
        SELECT p.part, p.sub, l.rule_id, l.weight, {tally_columns()}
        FROM l JOIN parted p ON p.unit_id = l.unit_id AND p.during @> l.read_on
        GROUP BY 1, 2, 3, 4
    """
    found = fetch(query, [*parameters, *reach.parameters, list(unfolded), day])
    return [Part(part, sub, rule, force, Tally(*numbers)) for part, sub, rule, force, *numbers in found]


class Company(NamedTuple):
    """A unit of the lowest tier: how many `must` rows it owes, how many are fulfilled, and the worst state of all."""

    public_id: str
    code: str
    name: str
    parent_code: str
    parent: str
    owed: int
    done: int
    state: str


class UnitSums(NamedTuple):
    """How many units owe a `must` row, on how many one is overdue, and each unit of one kind that stands in the area."""

    units: int
    overdue: int
    companies: list[Company]


COMPANIES = """
companies AS (
    SELECT u.id, u.public_id::text AS public_id, u.code, u.name, q.code AS parent_code, q.name AS parent
    FROM portal_area a
    JOIN portal_unit u ON u.id = a.unit_id AND u.kind = %s
    JOIN portal_area d ON d.unit_id = u.id AND d.depth = 1 AND d.during @> %s
    JOIN portal_unit q ON q.id = d.ancestor_id
    WHERE a.ancestor_id = %s AND a.depth BETWEEN 1 AND %s AND a.during @> %s
)
"""


def unit_sums(
    reach: Reach, on: dt.date, *, kind: str, placed_on: dt.date, day: dt.date | None = None
) -> UnitSums:
    """Sums by single bearer over the area, and the units of `kind` that stood in it on `placed_on`, silent ones too."""
    day = day or reading_day()
    inner, parameters = _rows(on, day)
    must, fulfilled = "l.weight = 'must'", f"l.status IN ({DONE})"
    late = f"count(*) FILTER (WHERE l.weight = 'in_principle' AND l.status = '{Status.OVERDUE}')"
    query = f"""
        WITH l AS MATERIALIZED ({inner}), {REACH}, {COMPANIES}, s AS MATERIALIZED (
            SELECT l.unit_id, count(*) FILTER (WHERE {must} AND {LIVE}) AS owed,
                   count(*) FILTER (WHERE {must} AND {fulfilled}) AS done,
                   count(*) FILTER (WHERE {must} AND l.status = '{Status.OVERDUE}') AS overdue,
                   CASE {_worst(must, late)} END AS state
            FROM l JOIN reach r ON r.unit_id = l.unit_id AND r.during @> l.read_on
            GROUP BY 1
        ), n AS (SELECT count(*) FILTER (WHERE owed > 0) AS units, count(*) FILTER (WHERE overdue > 0) AS late FROM s)
        SELECT n.units, n.late, c.public_id, c.code, c.name, c.parent_code, c.parent,
               coalesce(s.owed, 0), coalesce(s.done, 0), coalesce(s.state, '{NOTHING_OWED}')
        FROM n LEFT JOIN companies c ON TRUE LEFT JOIN s ON s.unit_id = c.id
    """
    placed = [kind, placed_on, reach.unit.pk, reach.parameters[-1], placed_on]
    found = fetch(query, [*parameters, *reach.parameters, *placed])
    units, overdue = found[0][:2]
    return UnitSums(units, overdue, [Company(*row[2:]) for row in found if row[2]])


def _worst(must: str, late: str) -> str:
    """The worst state of a unit, as the branches of a CASE: `must` first, overdue `in_principle` after what is overdue."""
    first, *others = (
        f"WHEN count(*) FILTER (WHERE {must} AND l.status = '{status}') > 0 THEN '{status}'"
        for status in (*WORST_FIRST, Status.WAIVED)
    )
    return " ".join([first, f"WHEN {late} > 0 THEN '{PRINCIPLE}'", *others, f"ELSE '{NOTHING_OWED}'"])


def _rows(on: dt.date, day: dt.date) -> tuple[str, tuple[Any, ...]]:
    return rows_sql(ledger(day).containing(on))


def rows_sql(rows: ObligationQuerySet, *more: str) -> tuple[str, tuple[Any, ...]]:
    """The statement of rows of `ledger()`, with what sums and `more` read of them, and its parameters."""
    weighed = rows.order_by().select_related(None).annotate(weight=F("reading__force"))
    query, parameters = weighed.values(*READ, *more).query.sql_with_params()
    return query, parameters


def fetch(query: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())
