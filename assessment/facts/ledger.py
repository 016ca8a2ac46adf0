"""Facts of ledger rates: what was owed and due, what of it was fulfilled, of the unit itself or of its whole area."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from django.db.models import F, Q

from assessment.facts.asked import MOST_ITEMS, Asked, Fact, Facts, Line, cut
from assessment.facts.rows import COLUMNS, Row, days_of, ending_in, own_rows
from assessment.scoring.methods import Ledger
from duties.ledger.status import FULFILLED, Status
from duties.selectors.board.sums import fetch


def facts(asked: Asked) -> Facts:
    """One query for what units owe themselves, two for each line that is about whole areas."""
    own = [line for line in asked.lines if _method(line).scope == "own"]
    found: Facts = {}
    if own:
        rules = {code for line in own for code in _method(line).rules}
        rows = own_rows(asked.year, rules, asked.units)
        for line in own:
            for unit, each in rows.items():
                found[line.key, unit] = _own(_method(line), each, asked)
    for line in asked.lines:
        if _method(line).scope == "area":
            found |= {(line.key, unit): fact for unit, fact in _area(_method(line), asked)}
    return found


def _method(line: Line) -> Ledger:
    assert isinstance(line.method, Ledger)
    return line.method


def _own(method: Ledger, rows: Sequence[Row], asked: Asked) -> Fact:
    first, last = days_of(asked.year, method.part)
    base = [
        row
        for row in rows
        if row.rule in method.rules
        and row.force in method.forces
        and first <= row.last <= last
        and row.in_base(asked.day)
    ]
    items, more = cut([row.item() for row in base])
    return Fact(_numbers(len(base), sum(row.done for row in base), _on_time(base)), items, more)


def _on_time(rows: Sequence[Row]) -> int:
    return sum(row.status == Status.MET for row in rows)


def _numbers(base: int, done: int, on_time: int) -> dict[str, Fraction]:
    return {"base": Fraction(base), "done": Fraction(done), "on_time": Fraction(on_time)}


def _area(method: Ledger, asked: Asked) -> Iterator[tuple[int, Fact]]:
    lost = [Status.OVERDUE, Status.MADE_UP] + ([Status.MET_LATE] if method.measure == "on_time" else [])
    rows = ending_in(asked.year, method.part, method.rules).filter(reading__force__in=method.forces)
    rows = rows.filter(~Q(status=Status.WAIVED.value)).filter(
        Q(due_on__lte=asked.day) | Q(status__in=[status.value for status in FULFILLED])
    )
    sums = {unit: _numbers(*numbers) for unit, *numbers in _sums(rows, asked)}
    items = _listed(rows.filter(Q(status__in=[status.value for status in lost])), asked)
    for unit in asked.units:
        listed = [row.item() for row in items.get(unit, [])]
        numbers = sums.get(unit, _numbers(0, 0, 0))
        missing = numbers["base"] - numbers[method.measure]
        yield unit, Fact(numbers, listed, max(int(missing) - len(listed), 0))


def _sums(rows: Any, asked: Asked) -> list[tuple[Any, ...]]:
    """By unit in whose area the rows lie (by their day E): how many, fulfilled, on time."""
    inner, parameters = (
        rows.order_by().select_related(None).values("unit_id", "read_on", "status").query.sql_with_params()
    )
    done = [status.value for status in FULFILLED]
    query = f"""
        WITH l AS MATERIALIZED ({inner})
        SELECT a.ancestor_id, count(*), count(*) FILTER (WHERE l.status = ANY (%s)),
               count(*) FILTER (WHERE l.status = %s)
        FROM l JOIN portal_area a ON a.unit_id = l.unit_id AND a.during @> l.read_on
        WHERE a.ancestor_id = ANY (%s)
        GROUP BY 1
    """
    return fetch(query, [*parameters, done, Status.MET.value, list(asked.units)])


def _listed(rows: Any, asked: Asked) -> dict[int, list[Row]]:
    """By the same, the first rows in the order of their due days."""
    plain = rows.annotate(force=F("reading__force"))
    inner, parameters = (
        plain.order_by().select_related(None).values(*COLUMNS, "read_on").query.sql_with_params()
    )
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    query = f"""
        WITH l AS MATERIALIZED ({inner}), n AS (
            SELECT a.ancestor_id AS at, l.*,
                   row_number() OVER (PARTITION BY a.ancestor_id ORDER BY l.due_on, l.unit_id, l.period, l.role) AS place
            FROM l JOIN portal_area a ON a.unit_id = l.unit_id AND a.during @> l.read_on
            WHERE a.ancestor_id = ANY (%s)
        )
        SELECT at, {names} FROM n WHERE place <= %s ORDER BY at, place
    """
    found: dict[int, list[Row]] = {}
    for at, *row in fetch(query, [*parameters, list(asked.units), MOST_ITEMS]):
        found.setdefault(at, []).append(Row(*row))
    return found
