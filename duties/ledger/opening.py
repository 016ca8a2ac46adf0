"""Opening obligations: who owes what in which period (rules.md, "Who owes what"), as set statements.

Rules become rows of `ledger_want` (reading × kind of unit × role); those that share a bearer, a tag and a kind of
period share a class, whose slots (unit × period, with active days) are worked out once. Integers only, so exact.
"""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.backends.utils import CursorWrapper

from duties.ledger import pieces
from duties.ledger.moment import Moment
from duties.ledger.pieces import Shape
from duties.models import Reading
from duties.periods import CALENDAR_KINDS, Kind, Period, first_day, kind_of, parse

TABLES = ("ledger_want", "ledger_period", "ledger_ob")


@dataclasses.dataclass(frozen=True)
class Scope:
    """Which obligations to open: of these periods, of terms that overlap or start within days, of these units.

    Days are half-open. `units` None means all units, `rules` None all rules.
    """

    periods: Sequence[Period]
    terms_overlap: tuple[dt.date, dt.date] | None = None
    terms_start: tuple[dt.date, dt.date] | None = None
    units: Sequence[int] | None = None
    rules: Sequence[int] | None = None

    @classmethod
    def of_one(cls, *, unit: int, rule: int, period: str) -> "Scope":
        """One period of one rule at one unit (ids); a term by the day it starts. Raises ValueError for no period."""
        start = first_day(period)
        return cls(
            periods=[] if kind_of(period) == "term" else [parse(period)],
            terms_start=(start, start + dt.timedelta(days=1)),
            units=[unit],
            rules=[rule],
        )

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters that the statements name."""
        overlap = self.terms_overlap or ("-infinity", "infinity")
        start = self.terms_start or ("-infinity", "infinity")
        return {
            "units": list(self.units or ()),
            "terms_from": overlap[0],
            "terms_to": overlap[1],
            "starts_from": start[0],
            "starts_to": start[1],
        }

    def of_units(self, column: str) -> str:
        """The SQL condition that restricts a unit's column to the scope."""
        return "TRUE" if self.units is None else f"{column} = ANY (%(units)s::bigint[])"


WANT = f"""
CREATE TEMPORARY TABLE ledger_want ON COMMIT DROP AS
SELECT row_number() OVER ()::integer AS wid, y.*,
       dense_rank() OVER (ORDER BY effective_on, unit_kind, role, tag, period, term_years)::integer AS cid
FROM (
    SELECT {pieces.READING}, x.shape, b.unit_kind, coalesce(c.role, '') AS role, w.tag, w.term_years, w.governs,
           w.due, g.effective_on
    FROM unnest(%(readings)s::bigint[], %(shapes)s::integer[]) AS x (reading_id, shape)
    JOIN duties_reading w ON w.id = x.reading_id
    JOIN duties_rule q ON q.id = w.rule_id
    JOIN duties_regulation g ON g.id = q.regulation_id
    CROSS JOIN unnest(w.units) AS b (unit_kind)
    LEFT JOIN unnest(w.roles) AS c (role) ON w.bearer = 'seat'
) y
"""

PERIOD = """
CREATE TEMPORARY TABLE ledger_period ON COMMIT DROP AS
SELECT * FROM unnest(%(kinds)s::text[], %(names)s::text[], %(starts)s::date[], %(ends)s::date[]) AS p (kind, name, s, e)
"""

OB = """
CREATE TEMPORARY TABLE ledger_ob (
    k integer GENERATED ALWAYS AS IDENTITY, wid integer, reading_id bigint, rule_id bigint, unit_id bigint,
    role text, period text, s date, e date, first_on date, act integer, days integer, person_id bigint,
    required integer, due_on date, ed date
) ON COMMIT DROP
"""

DUE_ON = """
CASE WHEN w.due = 'period_end' THEN i.e - 1
     WHEN w.due LIKE '+%%d' THEN i.e - 1 + substring(w.due from 2 for length(w.due) - 2)::integer
     WHEN w.due LIKE 'next %%' THEN
         make_date(extract(year from i.e - 1)::integer + 1, substring(w.due from 6 for 2)::integer, right(w.due, 2)::integer)
     ELSE least(i.e - 1, greatest(
         make_date(extract(year from i.s)::integer, left(w.due, 2)::integer, right(w.due, 2)::integer), i.first_on + 30))
END
"""

FILL = """
INSERT INTO ledger_ob (wid, reading_id, rule_id, unit_id, role, period, s, e, first_on, act, days, person_id,
                       required, due_on, ed)
SELECT w.wid, w.reading_id, w.rule_id, i.unit_id, w.role, i.period, i.s, i.e, i.first_on, i.act, i.days, i.person_id,
       CASE w.measure WHEN 'coverage' THEN 0 WHEN 'standing' THEN w.at_least
            ELSE greatest(1, (2 * w.at_least::bigint * i.act + i.days) / (2 * i.days)) END,
       {due_on}, least(%(as_of)s, i.e - 1, upper(l.during) - 1)
FROM ({slots}) i
JOIN ledger_want w ON w.cid = i.cid AND w.governs @> i.s
JOIN portal_existence l ON l.unit_id = i.unit_id AND {known}
"""

CLASSES = (
    """(SELECT DISTINCT cid, effective_on, unit_kind, role, tag, period, term_years FROM ledger_want) c"""
)


def open_obligations(
    cursor: CursorWrapper, readings: Sequence[Reading], scope: Scope, moment: Moment
) -> list[Shape]:
    """Fill `ledger_ob` with what is owed in `scope`; gives the fused shapes, whose positions `ledger_want` holds."""
    fused = [pieces.fused(pieces.shape_of(reading)) for reading in readings]
    shapes = sorted(set(fused), key=repr)
    numbers = [shapes.index(shape) for shape in fused]
    cursor.execute(f"DROP TABLE IF EXISTS {', '.join(TABLES)}")
    cursor.execute(WANT, {"readings": [reading.pk for reading in readings], "shapes": numbers})
    cursor.execute(PERIOD, _columns(scope.periods))
    cursor.execute(OB)
    parameters = scope.parameters | moment.parameters
    for slots in (_calendar_slots(scope, moment), _term_slots(scope, moment)):
        cursor.execute(FILL.format(slots=slots, due_on=DUE_ON, known=moment.known("l")), parameters)
    for table in TABLES:
        cursor.execute(f"ANALYZE {table}")
    return shapes


def readings_known(moment: Moment, rules: Sequence[int] | None = None) -> list[Reading]:
    """The readings known at K that have rows in the ledger: every version of every rule but the continuous ones."""
    found = Reading.objects.exclude(measure="continuous").order_by("pk")
    if moment.known_at is None:
        found = found.filter(known__endswith__isnull=True)
    else:
        found = found.filter(known__contains=moment.known_at)
    return list(found if rules is None else found.filter(rule__in=rules))


def calendar_kinds(moment: Moment) -> list[Kind]:
    """The kinds of calendar period that the readings known at K use."""
    used = {reading.period for reading in readings_known(moment)}
    return [kind for kind in CALENDAR_KINDS if kind in used]


def _columns(periods: Sequence[Period]) -> dict[str, list[Any]]:
    return {
        "kinds": [period.kind for period in periods],
        "names": [period.name for period in periods],
        "starts": [period.start for period in periods],
        "ends": [period.end for period in periods],
    }


def _calendar_slots(scope: Scope, moment: Moment) -> str:
    """Slots of weeks, months and the like: owed where at least half of the days are active."""
    return f"""
        SELECT c.cid, u.id AS unit_id, p.name AS period, p.s, p.e, min(greatest(p.s, lower(y.active))) AS first_on,
               sum(least(p.e, upper(y.active)) - greatest(p.s, lower(y.active)))::integer AS act,
               (p.e - p.s)::integer AS days, NULL::bigint AS person_id
        FROM {CLASSES}
        JOIN portal_unit u ON u.kind = c.unit_kind AND {scope.of_units("u.id")}
        JOIN portal_existence x ON x.unit_id = u.id AND {moment.known("x")}
        LEFT JOIN (
            SELECT t.unit_id, t.role, unnest(range_agg(t.during)) AS piece FROM portal_tenure t
            WHERE {moment.known("t")} AND {scope.of_units("t.unit_id")} GROUP BY 1, 2
        ) held ON held.unit_id = u.id AND held.role = c.role
        LEFT JOIN portal_tag tagged
          ON tagged.unit_id = u.id AND tagged.tag = c.tag AND {moment.known("tagged")}
        CROSS JOIN LATERAL (
            SELECT x.during * daterange(c.effective_on, NULL) * coalesce(held.piece, '(,)')
                   * coalesce(tagged.during, '(,)') AS active
        ) y
        JOIN ledger_period p ON p.kind = c.period AND daterange(p.s, p.e) && y.active
        WHERE (c.role = '' OR held.piece IS NOT NULL) AND (c.tag = '' OR tagged.during IS NOT NULL)
        GROUP BY 1, 2, 3, 4, 5
        HAVING 2 * sum(least(p.e, upper(y.active)) - greatest(p.s, lower(y.active))) >= p.e - p.s
    """


def _term_slots(scope: Scope, moment: Moment) -> str:
    """Slots of terms: one a tenure that is not acting, owed where its last day is one of the regulation's force."""
    return f"""
        SELECT * FROM (
            SELECT c.cid, u.id AS unit_id, 'T' || to_char(t.started_on, 'YYYY-MM-DD') AS period, t.started_on AS s,
                   least(t.ended_on, upper(x.during), n.nominal) AS e, t.started_on AS first_on,
                   (least(t.ended_on, upper(x.during), n.nominal) - t.started_on)::integer AS act,
                   (n.nominal - t.started_on)::integer AS days, t.person_id, c.effective_on
            FROM {CLASSES}
            JOIN portal_unit u ON u.kind = c.unit_kind AND {scope.of_units("u.id")}
            JOIN portal_existence x ON x.unit_id = u.id AND {moment.known("x")}
            JOIN portal_tenure t ON t.unit_id = u.id AND t.role = c.role AND NOT t.acting AND {moment.known("t")}
            CROSS JOIN LATERAL (
                SELECT (t.started_on + make_interval(years => c.term_years))::date AS nominal
            ) n
            WHERE c.period = 'term'
        ) i
        WHERE i.e > i.effective_on
          AND i.s < %(terms_to)s::date AND i.e > %(terms_from)s::date
          AND i.s >= %(starts_from)s::date AND i.s < %(starts_to)s::date
    """
