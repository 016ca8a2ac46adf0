"""The statements that count: for each shape of rule, how visible records or links become a row's numbers.

Each gives rows (k, required, counted, made_up, met_on, next_on): `next_on` is the first later day on which a record
already entered will count. `required` is NULL where the opening has already fixed it. The source of obligations,
readings and records is the caller's: temporary tables in bulk, common table expressions for one cell.
"""

import dataclasses
from collections.abc import Set

from duties.ledger import pieces
from duties.ledger.moment import Moment
from duties.ledger.pieces import Shape


@dataclasses.dataclass(frozen=True)
class Source:
    """Where the aliases come from: `records` joins `r`, `w` and `o`, `obligations` only `o` and `w` of one shape.

    `settled` are the codes of conditions that all of these records fulfil; `contacts` says which record reached which
    household. `whole` says that the obligations are those of all units.
    """

    records: str
    obligations: str
    settled: Set[str] = frozenset()
    contacts: str = "duties_householdcontact"
    whole: bool = False

    def where(self, shape: Shape, moment: Moment) -> str:
        """What is left to ask of these records for `shape`, as one SQL condition."""
        asked = [sql for code, sql in shape.conditions(moment) if code not in self.settled]
        return " AND ".join(f"({sql})" for sql in asked) or "TRUE"


def counting(shape: Shape, source: Source, moment: Moment) -> str:
    """The SELECT that counts all obligations of `shape` that `source` gives."""
    if shape.measure == pieces.STANDING:
        return _standing(shape, source, moment)
    if shape.measure == pieces.COVERAGE:
        return _coverage(shape, source, moment)
    return _tally(shape, source, moment)


_NOW = "r.occurred_on <= %(as_of)s"


def _tally(shape: Shape, source: Source, moment: Moment) -> str:
    """count and submission: how many records, and the day of the `required`-th."""
    counts = f"FILTER (WHERE {_NOW} AND NOT {pieces.MADE_UP})"
    if shape.several:
        met_on = f"(array_agg(r.occurred_on ORDER BY r.occurred_on) {counts})[o.required]"
    else:
        met_on = f"min(r.occurred_on) {counts}"
    return f"""
        SELECT o.k, NULL::integer AS required, count(*) {counts} AS counted,
               count(*) FILTER (WHERE {_NOW} AND {pieces.MADE_UP}) AS made_up, {met_on} AS met_on,
               min(r.occurred_on) FILTER (WHERE NOT {_NOW}) AS next_on
        FROM {source.records}
        WHERE {source.where(shape, moment)}
        GROUP BY o.k, o.required
    """


def targets(shape: Shape, source: Source, moment: Moment) -> str:
    """Whom a coverage rule must reach: (k, target) as of the day E of each obligation."""
    if shape.target == "household":
        return f"""
            SELECT o.k, h.id AS target FROM {source.obligations}
            JOIN duties_household h ON h.unit_id = o.unit_id
            JOIN duties_householdregistration g ON g.household_id = h.id AND {pieces.stands("g", "o.ed")} AND {moment.known("g")}
        """
    tagged = f"AND {pieces.target_has_tag(moment, 'c.id', 'o.ed')}" if "tag" in shape.targets_ask else ""
    return f"""
        SELECT o.k, c.id AS target FROM {source.obligations}
        JOIN portal_placement p ON p.parent_id = o.unit_id AND {pieces.stands("p", "o.ed")} AND {moment.known("p")}
        JOIN portal_unit c ON c.id = p.unit_id AND c.kind = w.target_child
        JOIN portal_existence y ON y.unit_id = c.id AND {pieces.stands("y", "o.ed")} AND {moment.known("y")}
        WHERE TRUE {tagged}
    """


def reached(shape: Shape, source: Source, moment: Moment) -> str:
    """Whom counting records reached, and when first: (k, target, first_on), targets of the day E or not.

    A day after D is that of a record that will count.
    """
    records = f"""
        SELECT o.k, r.id, r.target_id AS target, r.occurred_on FROM {source.records}
        WHERE {source.where(shape, moment)}
    """
    if shape.target != "household":
        return f"SELECT k, target, min(occurred_on) AS first_on FROM ({records}) r GROUP BY 1, 2"
    # The few records are sorted out first, then joined to their many households.
    return f"""
        WITH credited AS MATERIALIZED ({records})
        SELECT c.k, z.household_id AS target, min(c.occurred_on) AS first_on
        FROM credited c JOIN {source.contacts} z ON z.record_id = c.id
        GROUP BY 1, 2
    """


def _coverage(shape: Shape, source: Source, moment: Moment) -> str:
    """coverage: how many distinct targets of the day E some record reached, and when enough of them had been."""
    sets = _households(source, moment) if shape.target == "household" else _children(shape, source, moment)
    return f"""
        WITH reached AS ({reached(shape, source, moment)}
        ), {sets}, due AS (
            SELECT o.k, CASE WHEN coalesce(size.n, 0) = 0 THEN 0
                             ELSE greatest(1, (2 * size.n * o.act + o.days) / (2 * o.days)) END::integer AS required
            FROM {source.obligations} LEFT JOIN size ON size.k = o.k
        ), reckoned AS (
            SELECT k, first_on, n, sum(n) OVER (PARTITION BY k ORDER BY first_on) AS so_far FROM day
        )
        SELECT due.k, due.required, coalesce(sum(d.n) FILTER (WHERE {_REACHED}), 0)::bigint AS counted,
               0::bigint AS made_up,
               min(d.first_on) FILTER (WHERE {_REACHED} AND due.required > 0 AND d.so_far >= due.required) AS met_on,
               min(d.first_on) FILTER (WHERE NOT {_REACHED}) AS next_on
        FROM due LEFT JOIN reckoned d ON d.k = due.k
        GROUP BY due.k, due.required
    """


_REACHED = "d.first_on <= %(as_of)s"


def _children(shape: Shape, source: Source, moment: Moment) -> str:
    """The sets `size` (k, n), of targets, and `day` (k, first_on, n), of targets by the day on which one was reached."""
    return f"""
        target AS MATERIALIZED ({targets(shape, source, moment)}
        ), size AS (SELECT k, count(*) AS n FROM target GROUP BY k
        ), day AS (SELECT k, first_on, count(*) AS n FROM reached JOIN target USING (k, target) GROUP BY 1, 2)"""


def _households(source: Source, moment: Moment) -> str:
    """The same of households: nearly all are on the register for ever, and only the `odd` others are looked at one by one.

    A record reaches households of its own unit only (held where records are written).
    """
    at_unit = "TRUE" if source.whole else f"h.unit_id IN (SELECT o.unit_id FROM {source.obligations})"
    registered = (
        f"""SELECT FROM duties_householdregistration g WHERE g.household_id = h.id AND {moment.known("g")}"""
    )
    return f"""
        odd AS MATERIALIZED (
            SELECT h.id, h.unit_id FROM duties_household h
            WHERE {at_unit} AND NOT EXISTS ({registered} AND g.started_on IS NULL AND g.ended_on IS NULL)
        ), gone AS MATERIALIZED (
            SELECT o.k, h.id AS target FROM {source.obligations} JOIN odd h ON h.unit_id = o.unit_id
            WHERE NOT EXISTS ({registered} AND {pieces.stands("g", "o.ed")}
                              AND (g.started_on IS NOT NULL OR g.ended_on IS NOT NULL))
        ), size AS (
            SELECT o.k, a.n - coalesce(b.n, 0) AS n FROM {source.obligations}
            JOIN (SELECT h.unit_id, count(*) AS n FROM duties_household h WHERE {at_unit} GROUP BY 1) a
              ON a.unit_id = o.unit_id
            LEFT JOIN (SELECT k, count(*) AS n FROM gone GROUP BY 1) b ON b.k = o.k
        ), day AS (
            SELECT r.k, r.first_on, count(*) AS n FROM reached r
            WHERE NOT EXISTS (SELECT FROM gone WHERE gone.k = r.k AND gone.target = r.target)
            GROUP BY 1, 2
        )"""


LINK_ACTIVE = "l.during * a.during * b.during @> o.ed"
"""The link holds on the day E: an open start or end is that of whichever of the two units came later or went first."""


def bearers_links(source: Source, moment: Moment) -> str:
    """The FROM of standing rules: all links of a rule's kind that its bearer ever had, with both units' existence."""
    return f"""{source.obligations}
        JOIN duties_link l ON l.unit_id = o.unit_id AND l.role = o.role AND l.kind = w.kind AND {moment.known("l")}
        JOIN portal_existence a ON a.unit_id = l.unit_id AND {moment.known("a")}
        JOIN portal_existence b ON b.unit_id = l.target_id AND {moment.known("b")}"""


def link_conditions(shape: Shape, moment: Moment) -> list[tuple[str, str]]:
    """What a standing rule asks of a link's target on the day E, as (code, SQL)."""
    asked = {
        "unit": pieces.target_is_kind("l.target_id"),
        "tag": pieces.target_has_tag(moment, "l.target_id", "o.ed"),
        "under": pieces.target_is_under(moment, "l.target_id", "o.ed"),
    }
    return [(code, sql) for code, sql in asked.items() if code in shape.targets_ask]


def _standing(shape: Shape, source: Source, moment: Moment) -> str:
    """standing: to how many distinct targets the bearer is linked on the day E, and since when to enough of them."""
    fits = "".join(f" AND {sql}" for _, sql in link_conditions(shape, moment))
    return f"""
        WITH linked AS (
            SELECT o.k, l.target_id AS target,
                   min(coalesce(lower(l.during * a.during * b.during), '-infinity')) AS since
            FROM {bearers_links(source, moment)}
            WHERE {LINK_ACTIVE} {fits}
            GROUP BY 1, 2
        )
        SELECT o.k, NULL::integer AS required, count(linked.target) AS counted, 0::bigint AS made_up,
               (array_agg(greatest(linked.since, o.s) ORDER BY linked.since))[o.required] AS met_on,
               NULL::date AS next_on
        FROM {source.obligations} JOIN linked ON linked.k = o.k
        GROUP BY o.k, o.required
    """
