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

HIT_COLUMNS = """w.wid, w.shape, o.k, o.role, o.required, o.e, o.person_id,
       r.id, r.unit_id, r.occurred_on, r.leader_id, r.target_id, r.for_kind"""

# A record can count only in the period in which it took place or which it names. The joins stand in the order in which
# they are best made.
HITS = """
CREATE TEMPORARY TABLE ledger_hit ON COMMIT DROP AS
SELECT {columns}
FROM ({records}) r
JOIN portal_unit u ON u.id = r.unit_id
JOIN ledger_want w ON w.unit_kind = u.kind AND w.kind = r.kind
JOIN ledger_day d ON d.kind = w.period AND d.day = {period_day}
JOIN ledger_ob o ON o.wid = w.wid AND o.unit_id = r.unit_id AND o.s = d.s
WHERE {visible} AND {of_units} AND {at_once}
  AND (r.occurred_on >= %(first)s AND r.occurred_on < %(end)s OR r.for_start >= %(first)s AND r.for_start < %(end)s)
"""

# The records of one person at one unit, however far a term reaches.
TERM_HITS = """
INSERT INTO ledger_hit
SELECT {columns}
FROM ledger_ob o
JOIN ledger_want w ON w.wid = o.wid AND w.period = 'term'
JOIN ({records}) r ON r.unit_id = o.unit_id AND r.kind = w.kind AND r.leader_id = o.person_id
WHERE {visible} AND {at_once}
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
FROM ledger_ob o JOIN ledger_want w ON w.wid = o.wid LEFT JOIN ledger_result t ON t.k = o.k
"""
"""The ledger as read: the columns of Obligation. `{holds}` is `HOLDS_UNTIL` where it will be stored."""

TABLES = ("ledger_day", "ledger_hit", "ledger_result")

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
            set_local(cursor, WHOLE | {"enable_nestloop": "off"})
        asked = readings_known(moment, scope.rules) if readings is None else readings
        shapes = open_obligations(cursor, asked, scope, moment)
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(TABLES)}")
        cursor.execute(DAY)
        cursor.execute(RESULT)
        if whole:
            set_local(cursor, PLAIN_JOINS)
        _find(cursor, shapes, scope, moment, ahead=ahead, whole=whole)
        for number, shape in enumerate(shapes):
            query = counting.counting(shape, source_of(number, whole=whole), moment)
            cursor.execute(f"INSERT INTO ledger_result {query}", moment.parameters)
        cursor.execute("ANALYZE ledger_result (k)")
        if whole:
            set_local(cursor, dict.fromkeys(WHOLE | PLAIN_JOINS, "DEFAULT"))


def _find(
    cursor: CursorWrapper, shapes: Sequence[Shape], scope: Scope, moment: Moment, *, ahead: bool, whole: bool
) -> None:
    """Fill `ledger_hit`: records with each obligation for which they may count, as far as `pieces.AT_ONCE` can tell."""
    parts = {
        "columns": HIT_COLUMNS,
        "records": pieces.records(moment),
        "visible": pieces.VISIBLE_ANY_DAY if ahead else pieces.VISIBLE,
        "of_units": scope.of_units("r.unit_id"),
        "at_once": pieces.guarded(moment, pieces.AT_ONCE),
        "period_day": pieces.PERIOD_DAY,
    }
    window = {
        "first": min((period.start for period in scope.periods), default=None),
        "end": max((period.end for period in scope.periods), default=None),
    }
    cursor.execute("ANALYZE ledger_day")
    cursor.execute(HITS.format(**parts), scope.parameters | moment.parameters | window)
    if any(shape.term for shape in shapes):
        if whole:
            set_local(cursor, {"enable_nestloop": "on"})
        cursor.execute(TERM_HITS.format(**parts), moment.parameters)
        if whole:
            set_local(cursor, {"enable_nestloop": "off"})
    cursor.execute("ANALYZE ledger_hit (wid, shape, k, id)")


def set_local(cursor: CursorWrapper, values: Mapping[str, str]) -> None:
    """Settings for the rest of the transaction."""
    for name, value in values.items():
        cursor.execute(f"SET LOCAL {name} TO {value}")


def source_of(number: int, *, whole: bool) -> Source:
    """The temporary tables as the source of one fused shape; what is asked of an obligation stands with each hit."""
    return Source(
        records=f"""ledger_hit r JOIN ledger_want w ON w.wid = r.wid AND r.shape = {number}
            CROSS JOIN LATERAL (SELECT r.k, r.unit_id, r.role, r.required, r.e, r.person_id) o""",
        obligations=f"ledger_ob o JOIN ledger_want w ON w.wid = o.wid AND w.shape = {number}",
        settled=pieces.AT_ONCE,
        whole=whole,
    )
