"""Until when a stored row holds: the next day on which a date already known changes what it says (`holds_until`).

Rows of count and submission change by themselves only where a record is dated ahead. Coverage and standing are read on
the day E, which moves with the calendar until the period is over; for them any later start or end counts of what
stands under the bearer's unit, is registered there, or is linked to it. A day too many costs one more reading only.
"""

from collections.abc import Callable

from duties.ledger.moment import Moment


def boundaries(moment: Moment, of_units: Callable[[str], str]) -> str:
    """Rows (unit_id, day): the days on which what a unit must cover, or is linked to, starts or ends.

    `of_units` gives, for a column, the condition that keeps it to the units asked for.
    """
    children = f"portal_placement p ON {moment.known('p')} AND {of_units('p.parent_id')}"
    linked = f"duties_link l ON {moment.known('l')} AND {of_units('l.unit_id')}"
    facts = (
        ("p.parent_id", f"portal_placement f JOIN {children} AND p.id = f.id"),
        ("p.parent_id", f"portal_existence f JOIN {children} AND p.unit_id = f.unit_id"),
        ("p.parent_id", f"portal_tag f JOIN {children} AND p.unit_id = f.unit_id"),
        ("l.unit_id", f"duties_link f JOIN {linked} AND l.id = f.id"),
        # An open link begins and ends with whichever of its two units came later or went first.
        ("l.unit_id", f"portal_existence f JOIN {linked} AND f.unit_id IN (l.unit_id, l.target_id)"),
        ("l.unit_id", f"portal_tag f JOIN {linked} AND l.target_id = f.unit_id"),
        ("l.unit_id", f"portal_placement f JOIN {linked} AND l.target_id = f.unit_id"),
        (
            "h.unit_id",
            "duties_householdregistration f JOIN duties_household h"
            f" ON h.id = f.household_id AND {of_units('h.unit_id')}",
        ),
    )
    return " UNION ALL ".join(
        f"""SELECT {unit} AS unit_id, b.day FROM {joins}
            CROSS JOIN LATERAL (VALUES (f.started_on), (f.ended_on)) b (day)
            WHERE {moment.known("f")} AND b.day > %(as_of)s
              AND (f.started_on > %(as_of)s OR f.ended_on > %(as_of)s)"""
        for unit, joins in facts
    )


def holds_until(next_on: str, measure: str, days: str) -> str:
    """The SQL of `holds_until`: from the next record that will count, and for E-read rows from `days`.

    `days` is a relation (unit_id, day). Once the day E lies before today the row is final.
    """
    return f"""least({next_on}, CASE WHEN {measure} IN ('coverage', 'standing') AND o.ed = %(as_of)s THEN (
        SELECT min(n.day) FROM {days} n WHERE n.unit_id = o.unit_id AND n.day < o.e) END) AS holds_until"""
