"""Silent units (沉默单位): they owe something and have logged nothing; always listed, never left out.

A unit is silent for a span when of all that it owes there nothing is counted or made up, and no record of it that is
visible took place within the periods of what it owes.
"""

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Any

from duties.ledger.past import standing
from duties.ledger.pieces import VISIBLE, records
from duties.selectors.board.sums import LIVE, REACH, Reach, fetch, rows_sql
from duties.selectors.figures.spans import Span, any_of
from duties.selectors.ledger import ledger


@dataclasses.dataclass(frozen=True)
class Silent:
    """A unit of some kind that owes `owed` obligations, of which nothing is counted."""

    unit: int
    kind: str
    owed: int


NAMED = re.compile(r"%\((\w+)\)s")


def silent_units(reach: Reach, spans: Sequence[Span], *, force: str | None = None) -> list[Silent]:
    """The silent units of an area, in no order; one query. In a past view call `stand_over` first."""
    moment = standing()
    rows = ledger().filter(any_of(spans))
    if force is not None:
        rows = rows.filter(reading__force=force)
    inner, parameters = rows_sql(rows, "period_start", "period_end", "made_up")
    logged, given = _positional(
        f"""SELECT FROM ({records(moment)}) r
            WHERE r.unit_id = i.unit_id AND r.occurred_on >= i.first AND r.occurred_on < i.after AND {VISIBLE}""",
        moment.parameters,
    )
    query = f"""
        WITH l AS MATERIALIZED ({inner}), {REACH}, idle AS (
            SELECT l.unit_id, count(*) AS owed, min(l.period_start) AS first, max(l.period_end) AS after
            FROM l JOIN reach r ON r.unit_id = l.unit_id AND r.during @> l.read_on
            WHERE {LIVE}
            GROUP BY 1
            HAVING sum(l.counted + l.made_up) = 0
        )
        SELECT i.unit_id, u.kind, i.owed FROM idle i JOIN portal_unit u ON u.id = i.unit_id
        WHERE NOT EXISTS ({logged})
    """
    return [Silent(*row) for row in fetch(query, [*parameters, *reach.parameters, *given])]


def _positional(text: str, named: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """A piece of SQL with named parameters as one with parameters in order, as the ORM writes its own."""
    return NAMED.sub("%s", text), [named[name] for name in NAMED.findall(text)]
