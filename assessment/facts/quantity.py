"""Facts of quantities: how many times, by the ledger, a unit owes something and has done it."""

from fractions import Fraction

from assessment.facts.asked import Asked, Fact, Facts, cut
from assessment.facts.rows import own_rows
from assessment.scoring.methods import Quantity


def facts(asked: Asked) -> Facts:
    """Of every line what is owed, required and counted in the year; one query."""
    methods = {line.key: line.method for line in asked.lines if isinstance(line.method, Quantity)}
    rows = own_rows(asked.year, {code for method in methods.values() for code in method.rules}, asked.units)
    found: Facts = {}
    for key, method in methods.items():
        for unit, each in rows.items():
            owed = [row for row in each if row.rule in method.rules and not row.waived]
            items, more = cut([row.item() for row in owed])
            numbers = {
                "owed": Fraction(len(owed)),
                "required": Fraction(sum(row.required for row in owed)),
                "counted": Fraction(sum(row.counted for row in owed)),
            }
            found[key, unit] = Fact(numbers, items, more)
    return found
