"""Silent units (沉默单位): they owe something and have logged nothing; always listed, never left out.

A unit is silent for a span when of all that it owes there nothing is counted or made up, and no record of it that is
visible took place within the periods of what it owes.
"""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db import connection

from duties.ledger.past import standing
from duties.ledger.pieces import VISIBLE, records
from duties.selectors.board.sums import LIVE, REACH, Reach, fetch, rows_sql
from duties.selectors.figures.spans import Span, any_of
from duties.selectors.ledger import ledger


@dataclasses.dataclass(frozen=True)
class Silent:
    """A unit that owes `owed` obligations, of which nothing is counted, and the days that their periods fill."""

    unit: int
    owed: int
    first: dt.date
    end: dt.date


LOGGED = f"""
SELECT o.unit_id
FROM unnest(%(units)s::bigint[], %(firsts)s::date[], %(ends)s::date[]) AS o (unit_id, first, "end")
WHERE EXISTS (SELECT FROM ({{records}}) r WHERE r.unit_id = o.unit_id AND r.occurred_on >= o.first
              AND r.occurred_on < o.end AND {VISIBLE})
"""


def silent_units(reach: Reach, spans: Sequence[Span], *, force: str | None = None) -> list[Silent]:
    """The silent units of an area, in no order; two queries. In a past view call `stand_over` first."""
    rows = ledger().filter(any_of(spans))
    if force is not None:
        rows = rows.filter(reading__force=force)
    inner, parameters = rows_sql(rows, "period_start", "period_end", "made_up")
    query = f"""
        WITH l AS MATERIALIZED ({inner}), {REACH}
        SELECT l.unit_id, count(*), min(l.period_start), max(l.period_end)
        FROM l JOIN reach r ON r.unit_id = l.unit_id AND r.during @> l.read_on
        WHERE {LIVE}
        GROUP BY 1
        HAVING sum(l.counted + l.made_up) = 0
    """
    idle = [Silent(*row) for row in fetch(query, [*parameters, *reach.parameters])]
    logged = _logged(idle)
    return [each for each in idle if each.unit not in logged]


def _logged(idle: Sequence[Silent]) -> set[int]:
    """Those of the units with a visible record within their days, whether it counts or not."""
    moment = standing()
    given = {
        "units": [each.unit for each in idle],
        "firsts": [each.first for each in idle],
        "ends": [each.end for each in idle],
    }
    with connection.cursor() as cursor:
        cursor.execute(LOGGED.format(records=records(moment)), moment.parameters | given)
        return {row[0] for row in cursor.fetchall()}
