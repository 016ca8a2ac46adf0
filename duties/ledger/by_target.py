"""Which targets the records that count for some obligations reached, and when: asked of the pieces that count them."""

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.db import connection

from duties.ledger import cell, counting, pieces
from duties.ledger.cell import SOURCE
from duties.ledger.explain import first_failure, record_conditions
from duties.ledger.past import standing
from duties.models import Obligation


@dataclasses.dataclass(frozen=True)
class Reached:
    """Counting records with one target: how many, and the day of the last."""

    count: int
    last_on: dt.date


def counting_by_target(rows: Iterable[Obligation]) -> dict[tuple[int, int], Reached]:
    """For rows of the ledger that is read, by (row, target unit), what reached it and counts; one query a shape of rule."""
    found: dict[tuple[int, int], Reached] = {}
    moment = standing()
    for shape, ids in cell.by_shape(rows).items():
        query = f"""
            WITH {cell.sources(moment)}
            SELECT o.k, r.target_id, count(*), max(r.occurred_on) FROM {SOURCE.records}
            WHERE r.target_id IS NOT NULL AND NOT {pieces.MADE_UP}
              AND {first_failure(record_conditions(shape, moment))} = ''
            GROUP BY o.k, r.target_id
        """
        with connection.cursor() as cursor:
            cursor.execute(query, moment.parameters | {"ids": ids})
            found.update(
                {(key, target): Reached(count, last) for key, target, count, last in cursor.fetchall()}
            )
    return found


@dataclasses.dataclass(frozen=True)
class HouseholdReached:
    """A household that coverage asks for, by its number, and the day on which it was first reached, or None."""

    number: str
    first_on: dt.date | None


def households_reached(rows: Iterable[Obligation]) -> dict[int, list[HouseholdReached]]:
    """For rows of coverage of households (by id) their targets; one query a shape of rule."""
    found: dict[int, list[HouseholdReached]] = {}
    moment = standing()
    for shape, ids in cell.by_shape(rows).items():
        query = f"""
            WITH {cell.sources(moment)}, target AS ({counting.targets(shape, SOURCE, moment)}),
                 reached AS ({counting.reached(shape, SOURCE, moment)})
            SELECT target.k, h.number, CASE WHEN reached.first_on <= %(as_of)s THEN reached.first_on END
            FROM target JOIN duties_household h ON h.id = target.target
            LEFT JOIN reached ON reached.k = target.k AND reached.target = target.target
        """
        with connection.cursor() as cursor:
            cursor.execute(query, moment.parameters | {"ids": ids})
            for key, number, first_on in cursor.fetchall():
                found.setdefault(key, []).append(HouseholdReached(number, first_on))
    return found
