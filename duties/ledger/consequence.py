"""What a change of facts did to the stored ledger: rows that appear, vanish, ask for another number, change their area.

`before` keeps what stands, `changes` compares it with what stands then; both within one transaction. It tells what is
owed and by whom, never what was done (counted, met): that is business data.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection

from portal import clock

SHOWN = 20
"""So many rows are named at most; all are counted."""

APPEARS, VANISHES, REQUIRED, COUNTED, AREA = "新增", "不再列示", "应完成数变化", "计入情况变化", "改列辖区"
KINDS = (APPEARS, VANISHES, REQUIRED, COUNTED, AREA)

KEEP_AREAS = (
    "DROP TABLE IF EXISTS consequence_area, consequence_row, consequence_piece, consequence_change",
    "CREATE TEMPORARY TABLE consequence_area ON COMMIT DROP AS SELECT ancestor_id, unit_id, during FROM portal_area",
)

KEEP_ROWS = """
CREATE TEMPORARY TABLE consequence_row ON COMMIT DROP AS
SELECT * FROM duties_obligation WHERE unit_id = ANY (%(units)s)
"""

# What was and no longer is of the areas (1), what is and was not (-1).
PIECES = """
CREATE TEMPORARY TABLE consequence_piece ON COMMIT DROP AS
(SELECT ancestor_id, unit_id, during, 1 AS side FROM consequence_area
 EXCEPT SELECT ancestor_id, unit_id, during, 1 FROM portal_area)
UNION ALL
(SELECT ancestor_id, unit_id, during, -1 FROM portal_area
 EXCEPT SELECT ancestor_id, unit_id, during, -1 FROM consequence_area)
"""

# A row lies in an area by its day E; what is left of a life, a period or today decides it (rules.md, "Areas and rates").
CHANGES = """
CREATE TEMPORARY TABLE consequence_change ON COMMIT DROP AS
SELECT coalesce(n.rule_id, l.rule_id) AS rule_id, coalesce(n.unit_id, l.unit_id) AS unit_id,
       coalesce(n.role, l.role) AS role, coalesce(n.period, l.period) AS period,
       l.required AS required_before, n.required AS required_after,
       CASE WHEN l.id IS NULL THEN %(appears)s WHEN n.id IS NULL THEN %(vanishes)s
            WHEN l.required <> n.required THEN %(required)s ELSE %(counted)s END AS change
FROM (SELECT * FROM consequence_row WHERE required > 0) l
FULL JOIN (SELECT * FROM duties_obligation WHERE unit_id = ANY (%(units)s) AND required > 0) n
  ON n.rule_id = l.rule_id AND n.unit_id = l.unit_id AND n.role = l.role AND n.period_start = l.period_start
WHERE l.id IS NULL OR n.id IS NULL
   OR (l.required, l.counted, l.made_up, l.met_on, l.due_on)
      IS DISTINCT FROM (n.required, n.counted, n.made_up, n.met_on, n.due_on)
UNION ALL
SELECT d.rule_id, d.unit_id, d.role, d.period, d.required, d.required, %(area)s
FROM (
    SELECT o.id, o.rule_id, o.unit_id, o.role, o.period, o.required
    FROM duties_obligation o
    JOIN portal_existence x ON x.unit_id = o.unit_id AND upper_inf(x.known)
    JOIN consequence_piece a
      ON a.unit_id = o.unit_id AND a.during @> least(%(today)s, o.period_end - 1, upper(x.during) - 1)
    WHERE o.required > 0 AND o.first_on <= %(today)s
      AND o.unit_id IN (SELECT unit_id FROM consequence_area)
    GROUP BY o.id, a.ancestor_id HAVING sum(a.side) <> 0
) d
GROUP BY d.id, 1, 2, 3, 4, 5
"""

COUNTS = "SELECT change, count(*) FROM consequence_change GROUP BY change"

FIRST = """
SELECT c.change, u.name, c.role, q.id, c.period, c.required_before, c.required_after
FROM consequence_change c JOIN portal_unit u ON u.id = c.unit_id JOIN duties_rule q ON q.id = c.rule_id
WHERE c.change <> %(counted)s
ORDER BY array_position(%(kinds)s::text[], c.change), u.code, q.position, c.role, c.period
LIMIT %(shown)s
"""


class Row(NamedTuple):
    """One row that changes: how, whose, under which rule and for which period, and the numbers asked for."""

    change: str
    unit: str
    role: str
    rule: int
    period: str
    required_before: int | None
    required_after: int | None


@dataclasses.dataclass(frozen=True)
class Changes:
    """How many rows change in which way, and the first of those whose naming tells nothing of what was done."""

    counts: dict[str, int]
    rows: Sequence[Row]


def keep_areas() -> None:
    """Keep the areas as they stand, before facts of the tree are changed."""
    with connection.cursor() as cursor:
        for statement in KEEP_AREAS:
            cursor.execute(statement)


def keep_rows(units: Sequence[int]) -> None:
    """Keep the rows of `units` as they stand, before they are read anew."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP_ROWS, {"units": list(units)})


def changes(units: Sequence[int]) -> Changes:
    """Compare what stands with what was kept; `units` are those whose rows were kept."""
    parameters: dict[str, Any] = {
        "units": list(units),
        "today": clock.today(),
        "appears": APPEARS,
        "vanishes": VANISHES,
        "required": REQUIRED,
        "counted": COUNTED,
        "area": AREA,
        "kinds": list(KINDS),
        "shown": SHOWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(PIECES)
        for table in ("consequence_area", "consequence_piece", "consequence_row"):
            cursor.execute(f"ANALYZE {table}")
        cursor.execute(CHANGES, parameters)
        cursor.execute(COUNTS)
        counts = dict(cursor.fetchall())
        cursor.execute(FIRST, parameters)
        rows = [Row(*row) for row in cursor.fetchall()]
    return Changes({kind: counts.get(kind, 0) for kind in KINDS}, rows)
