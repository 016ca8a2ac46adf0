"""Facts of timeliness: how many obligations that were due were done late, and how many not at all."""

from fractions import Fraction

from assessment.facts.asked import Asked, Fact, Facts, cut
from assessment.facts.rows import own_rows
from assessment.scoring.methods import Timeliness
from duties.ledger.status import Status

LATE = frozenset({Status.MET_LATE, Status.MADE_UP})
UNRATED = "unquantified"


def facts(asked: Asked) -> Facts:
    """Of every line what was due in the year, late and missing; what has no due day that counts is left out. One query."""
    methods = {line.key: line.method for line in asked.lines if isinstance(line.method, Timeliness)}
    rows = own_rows(asked.year, {code for method in methods.values() for code in method.rules}, asked.units)
    found: Facts = {}
    for key, method in methods.items():
        for unit, each in rows.items():
            owed = [
                row
                for row in each
                if row.rule in method.rules and row.force != UNRATED and row.in_base(asked.day)
            ]
            items, more = cut([row.item() for row in owed])
            numbers = {
                "owed": Fraction(len(owed)),
                "late": Fraction(sum(row.status in LATE for row in owed)),
                "missing": Fraction(sum(row.status == Status.OVERDUE for row in owed)),
            }
            found[key, unit] = Fact(numbers, items, more)
    return found
