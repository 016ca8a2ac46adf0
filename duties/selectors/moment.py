"""The moment at which pages read the ledger: which day is today to them, and which rows must stand ready for it.

With the stored ledger nothing need be made ready; in a past view each function reads its rows from their sources.
"""

import datetime as dt
from collections.abc import Sequence

from duties.ledger.opening import Scope, calendar_kinds
from duties.ledger.past import stand, standing
from duties.ledger.reconcile import ledger_periods
from duties.models import Rule
from duties.periods import ONE_DAY, period_of
from portal.models import Area, Unit

WHOLE = 500
"""An area of more units than this is read as a whole: the statements for all units are planned for many rows."""


def reading_day() -> dt.date:
    """The day D of what is read: today, or the day of a past view."""
    return standing().as_of


def told_until() -> dt.datetime | None:
    """In a past view the last instant of which it tells; None where everything is told."""
    moment = standing()
    return None if moment.is_stored else moment.told_until


def stand_containing(
    on: dt.date, unit: Unit, *, below: bool = True, rules: Sequence[int] | None = None
) -> None:
    """Have ready the obligations whose period contains `on`, of `unit` and, with `below`, of all ever in its area."""
    moment = standing()
    if moment.is_stored:
        return
    periods = [period_of(kind, on) for kind in calendar_kinds(moment)]
    units = units_ever_in(unit) if below else [unit.pk]
    stand(Scope(periods, terms_overlap=(on, on + ONE_DAY), units=units, rules=rules))


def stand_so_far(units: Sequence[int]) -> None:
    """Have ready all obligations of some units (ids) whose period has begun."""
    moment = standing()
    if moment.is_stored:
        return
    periods = [period for period in ledger_periods(moment.as_of) if period.start <= moment.as_of]
    stand(Scope(periods, units=units))


def stand_cell(unit: Unit, rule: Rule, period: str) -> None:
    """Have ready the obligations of one unit, rule and period."""
    if not standing().is_stored:
        stand(Scope.of_one(unit=unit.pk, rule=rule.pk, period=period))


def units_ever_in(unit: Unit) -> list[int] | None:
    """All units that ever lay in the area of `unit`; None, which means all, where they are many."""
    found = list(Area.objects.filter(ancestor=unit).values_list("unit_id", flat=True).distinct())
    return found if len(found) <= WHOLE else None
