"""Facts of inspection deductions: the findings of the year's inspections (article 19 feeds article 17)."""

from collections import Counter
from fractions import Fraction
from typing import Any

from assessment.facts.asked import Asked, Fact, Facts, cut
from assessment.inspection_states import State
from assessment.inspections.severities import severity_name
from assessment.models import Inspection
from assessment.selectors.inspections import FindingRow, findings_of
from portal.models import Unit

NONE = "当年没有督查"


def facts(asked: Asked) -> Facts:
    """By severity how many findings, and how many are not settled; a unit that was not inspected has none. Four queries."""
    units = list(Unit.objects.filter(pk__in=asked.units))
    rows: dict[int, list[FindingRow]] = {}
    for row in findings_of(units, asked.year, asked.known_at):
        rows.setdefault(row.unit, []).append(row)
    closed = Inspection.objects.filter(unit__in=units, plan__year=asked.year, state=State.CLOSED.value)
    inspected = set(closed.values_list("unit_id", flat=True)) | rows.keys()
    found: Facts = {}
    for unit in asked.units:
        fact = _fact(rows.get(unit, [])) if unit in inspected else Fact(None, absent=NONE)
        found |= {(line.key, unit): fact for line in asked.lines}
    return found


def _fact(rows: list[FindingRow]) -> Fact:
    numbers = {severity: Fraction(n) for severity, n in Counter(row.severity for row in rows).items()}
    numbers["unsettled"] = Fraction(sum(row.settled_on is None for row in rows))
    items, more = cut([_item(row) for row in rows])
    return Fact(numbers, items, more)


def _item(row: FindingRow) -> dict[str, Any]:
    return {
        "finding": row.url,
        "clause": row.clause,
        "severity": severity_name(row.severity),
        "text": row.text,
        "found_on": row.found_on.isoformat(),
        "settled_on": row.settled_on.isoformat() if row.settled_on else "",
    }
