"""Sums over an area in one statement each: by part and rule for the table, by unit for figures and companies.

A row of the ledger lies where its own day E put its bearer (rules.md, "Areas and rates"); it is read only where that
lies in the reader's own area too.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F

from duties.ledger.status import FULFILLED, Rate, Status
from duties.selectors.ledger import ledger
from portal import clock
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

    @property
    def rate(self) -> Rate:
        """The rate over these rows; meaningful where they are of one force."""
        return Rate(self.base, self.met, self.met_late, self.made_up)


NOTHING = Tally()
STATUSES = tuple(Status(name) for name in Tally._fields[3:])


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of tallies."""
    each = list(tallies)
    return Tally(*map(sum, zip(*each, strict=True))) if each else NOTHING


@dataclasses.dataclass(frozen=True)
class Part:
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

LIVE = f"l.status <> '{Status.WAIVED}'"
DONE = ", ".join(f"'{status}'" for status in sorted(FULFILLED))


def _tally(condition: str = "TRUE") -> str:
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
    day = day or clock.today()
    inner, parameters = _rows(on, day)
    query = f"""
        WITH l AS MATERIALIZED ({inner}), {REACH}, {PARTS}
        SELECT p.part, p.sub, l.rule_id, l.weight, {_tally()}
        FROM l JOIN parted p ON p.unit_id = l.unit_id AND p.during @> l.read_on
        GROUP BY 1, 2, 3, 4
    """
    found = _fetch(query, [*parameters, *reach.parameters, list(unfolded), day])
    return [Part(part, sub, rule, force, Tally(*numbers)) for part, sub, rule, force, *numbers in found]


@dataclasses.dataclass(frozen=True)
class UnitSum:
    """What one unit and its seats owe: `must` in numbers, and whether rows of other forces are there or overdue."""

    unit: int
    must: Tally
    other: int
    in_principle_overdue: int


def unit_sums(reach: Reach, on: dt.date, *, day: dt.date | None = None) -> list[UnitSum]:
    """Sums by single bearer over the area, of the obligations whose period contains `on`."""
    day = day or clock.today()
    inner, parameters = _rows(on, day)
    query = f"""
        WITH l AS MATERIALIZED ({inner}), {REACH}
        SELECT l.unit_id, count(*) FILTER (WHERE l.weight <> 'must'),
               count(*) FILTER (WHERE l.weight = 'in_principle' AND l.status = '{Status.OVERDUE}'),
               {_tally("l.weight = 'must'")}
        FROM l JOIN reach r ON r.unit_id = l.unit_id AND r.during @> l.read_on
        GROUP BY 1
    """
    found = _fetch(query, [*parameters, *reach.parameters, day])
    return [UnitSum(unit, Tally(*numbers), other, late) for unit, other, late, *numbers in found]


def _rows(on: dt.date, day: dt.date) -> tuple[str, tuple[Any, ...]]:
    rows = ledger(day).containing(on).order_by().select_related(None).annotate(weight=F("reading__force"))
    columns = ("unit_id", "rule_id", "required", "counted", "due_on", "read_on", "status", "weight")
    query, parameters = rows.values(*columns).query.sql_with_params()
    return query, parameters


def _fetch(query: str, parameters: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        yield from cursor.fetchall()
