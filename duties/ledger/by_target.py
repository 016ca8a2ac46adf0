"""How often each target was reached by the records that count for some obligations, asked of the pieces that count them."""

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.db import connection

from duties.ledger import cell, pieces
from duties.ledger.cell import SOURCE
from duties.ledger.explain import first_failure, record_conditions
from duties.ledger.moment import Moment
from duties.models import Obligation


@dataclasses.dataclass(frozen=True)
class Reached:
    """Counting records with one target: how many, and the day of the last."""

    count: int
    last_on: dt.date


def counting_by_target(rows: Iterable[Obligation]) -> dict[tuple[int, int], Reached]:
    """For stored rows, by (row, target unit), what reached it and counts; one query a shape of rule."""
    found: dict[tuple[int, int], Reached] = {}
    moment = Moment.stored()
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
