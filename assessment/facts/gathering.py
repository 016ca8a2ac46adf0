"""Gathering the facts of all lines of a scheme: one call a kind, in constant queries whatever the number of units."""

from collections.abc import Callable, Sequence

from assessment.facts import inspections, ledger, quantity, statistic, survey, timeliness
from assessment.facts.asked import Asked, Facts, Line
from assessment.facts.rows import make_ready
from assessment.scoring.kinds import BY_HAND, Kind
from assessment.scoring.methods import Ledger, Quantity, Timeliness
from duties.ledger.past import standing
from portal.models import Unit

FACTS: dict[Kind, Callable[[Asked], Facts]] = {
    Kind.LEDGER: ledger.facts,
    Kind.QUANTITY: quantity.facts,
    Kind.TIMELINESS: timeliness.facts,
    Kind.INSPECTION: inspections.facts,
    Kind.STATISTIC: statistic.facts,
    Kind.SURVEY: survey.facts,
}
"""What gives the facts of a kind."""

Told = Callable[[int, int, str], None]
"""How many kinds are read, of how many, and which is next."""


def gather(lines: Sequence[Line], units: Sequence[Unit], office: Unit, year: int, tell: Told) -> Facts:
    """The facts of every line that is not entered by hand, for every unit, at the moment that is read."""
    moment, ids = standing(), [unit.pk for unit in units]
    kinds = [kind for kind in Kind if kind not in BY_HAND and any(line.kind == kind for line in lines)]
    make_ready(office, year, _rules(lines))
    found: Facts = {}
    for number, kind in enumerate(kinds):
        tell(number, len(kinds), f"读取{kind.label}")
        some = [line for line in lines if line.kind == kind]
        found |= FACTS[kind](Asked(some, ids, office.pk, year, moment.as_of, moment.known_at))
    return found


def _rules(lines: Sequence[Line]) -> set[str]:
    scored = (line.method for line in lines if isinstance(line.method, Ledger | Quantity | Timeliness))
    return {rule for method in scored for rule in method.rules}
