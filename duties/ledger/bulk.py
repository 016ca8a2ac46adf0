"""Reading the ledger for many units at once: obligations opened and counted for all rules in a few set statements.

What comes out lies in temporary tables of the running transaction: `ledger_ob` (the obligations) and `ledger_result`
(their numbers), joined as `READ`.
"""

from collections.abc import Mapping, Sequence

from django.db import connection
from django.db.backends.utils import CursorWrapper

from duties.ledger import counting, pieces
from duties.ledger.counting import Source
from duties.ledger.moment import Moment
from duties.ledger.opening import Scope, open_obligations, readings_known
from duties.ledger.pieces import Shape
from duties.models import Reading

DAY = """
CREATE TEMPORARY TABLE ledger_day ON COMMIT DROP AS
SELECT p.kind, d::date AS day, p.s FROM ledger_period p, generate_series(p.s, p.e - 1, interval '1 day') d
"""

# The two windows, of calendar periods and of terms, keep old records out where only a term reaches back.
REC = """
CREATE TEMPORARY TABLE ledger_rec ON COMMIT DROP AS
SELECT r.*, u.kind AS unit_kind
FROM ({records}) r
JOIN portal_unit u ON u.id = r.unit_id
CROSS JOIN (SELECT min(s) FILTER (WHERE person_id IS NULL) AS s, max(e) FILTER (WHERE person_id IS NULL) AS e,
                   min(s) FILTER (WHERE person_id IS NOT NULL) AS ts, max(e) FILTER (WHERE person_id IS NOT NULL) AS te
            FROM ledger_ob) b
WHERE {visible} AND {of_units}
  AND r.kind IN (SELECT kind FROM ledger_want)
  AND (r.occurred_on >= b.s AND r.occurred_on < b.e OR r.for_start >= b.s AND r.for_start < b.e
       OR (r.occurred_on >= b.ts AND r.occurred_on < b.te OR r.for_start >= b.ts AND r.for_start < b.te)
          AND r.kind IN (SELECT kind FROM ledger_want WHERE period = 'term'))
"""

RESULT = """
CREATE TEMPORARY TABLE ledger_result (
    k integer, required integer, counted bigint, made_up bigint, met_on date, next_on date
) ON COMMIT DROP
"""

NEXT_CHANGE = """
CREATE TEMPORARY TABLE ledger_next ON COMMIT DROP AS
SELECT DISTINCT b.unit_id, b.day FROM ({boundaries}) b WHERE {of_units}
"""

READ = """
SELECT o.k, o.rule_id, o.reading_id, o.unit_id, o.role, o.period, o.s AS period_start, o.e AS period_end,
       o.first_on, o.act AS active_days, o.days, o.person_id, coalesce(t.required, o.required) AS required,
       coalesce(t.counted, 0)::integer AS counted, coalesce(t.made_up, 0)::integer AS made_up, o.due_on, t.met_on, {holds}
FROM ledger_ob o LEFT JOIN ledger_result t ON t.k = o.k
"""
"""The ledger as read: the columns of Obligation. `{holds}` is `HOLDS_UNTIL` where it will be stored."""

TABLES = ("ledger_day", "ledger_rec", "ledger_result")

WHOLE = {"work_mem": "'64MB'", "default_statistics_target": "10"}
"""Settings under which all units are read at once: half a million households are joined without going to disk."""

PLAIN_JOINS = {"enable_nestloop": "off", "enable_mergejoin": "off", "join_collapse_limit": "1"}
"""And counted: no nested loops, since one misjudged join would take minutes."""


def read_ledger(
    *, scope: Scope, moment: Moment, ahead: bool = False, readings: Sequence[Reading] | None = None
) -> None:
    """Fill `ledger_ob` and `ledger_result` for `scope`; call it inside a transaction.

    Under the readings known at K, or under `readings` where they are given. `ahead` also looks at records dated later
    than the day, which the stored ledger needs to know when to read again.
    """
    whole = scope.units is None
    with connection.cursor() as cursor:
        if whole:
            _set(cursor, WHOLE)
        asked = readings_known(moment, scope.rules) if readings is None else readings
        shapes = open_obligations(cursor, asked, scope, moment)
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(TABLES)}")
        cursor.execute(DAY)
        visible = pieces.VISIBLE_ANY_DAY if ahead else pieces.VISIBLE
        query = REC.format(
            records=pieces.records(moment), visible=visible, of_units=scope.of_units("r.unit_id")
        )
        cursor.execute(query, scope.parameters | moment.parameters)
        cursor.execute(RESULT)
        for table in ("ledger_day", "ledger_rec"):
            cursor.execute(f"ANALYZE {table}")
        _count(cursor, shapes, moment, whole=whole)
        cursor.execute("ANALYZE ledger_result")
        if whole:
            _set(cursor, dict.fromkeys(WHOLE, "DEFAULT"))


def _set(cursor: CursorWrapper, values: Mapping[str, str]) -> None:
    """Settings for the rest of the transaction."""
    for name, value in values.items():
        cursor.execute(f"SET LOCAL {name} TO {value}")


def source_of(shape: Shape, number: int) -> Source:
    """The temporary tables as the source of one shape; the joins stand in the order in which they are best made."""
    obligations = f"ledger_ob o JOIN ledger_want w ON w.wid = o.wid AND w.shape = {number}"
    wanted = f"ledger_rec r JOIN ledger_want w ON w.unit_kind = r.unit_kind AND w.kind = r.kind AND w.shape = {number}"
    if shape.term:
        slot = "JOIN ledger_ob o ON o.wid = w.wid AND o.unit_id = r.unit_id AND o.person_id = r.leader_id"
    else:
        slot = f"""JOIN ledger_day d ON d.kind = w.period AND d.day = {pieces.PERIOD_DAY}
        JOIN ledger_ob o ON o.wid = w.wid AND o.unit_id = r.unit_id AND o.s = d.s"""
    return Source(records=f"{wanted} {slot}", obligations=obligations)


def _count(cursor: CursorWrapper, shapes: Sequence[Shape], moment: Moment, *, whole: bool) -> None:
    """Run the statement of each shape; `whole` says that they are over all units."""
    if whole:
        _set(cursor, PLAIN_JOINS)
    for number, shape in enumerate(shapes):
        query = counting.counting(shape, source_of(shape, number), moment)
        cursor.execute(f"INSERT INTO ledger_result {query}", moment.parameters)
    if whole:
        _set(cursor, dict.fromkeys(PLAIN_JOINS, "DEFAULT"))
