"""The households that a form of a round offers, with how each stands in that year."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Sequence

from duties.ledger.by_target import households_reached
from duties.models import Household, HouseholdRegistration
from duties.selectors.ledger import ledger
from meetings.selectors.households import in_order, prefix_of
from portal.models import Unit


@dataclasses.dataclass(frozen=True)
class Tick:
    """One household of the form: ticked or not, and since when it is reached that year, as the ledger counts it."""

    number: str
    short: str
    ticked: bool
    reached: dt.date | None


def households_on(unit: Unit, day: dt.date) -> list[Household]:
    """The households on the register of `unit` on `day`, in the order of their numbers; one query."""
    rows = HouseholdRegistration.objects.present(day).filter(household__unit=unit).select_related("household")
    return sorted((row.household for row in rows), key=lambda household: in_order(household.number))


def ticks(unit: Unit, day: dt.date, numbers: Sequence[str], ticked: Collection[str]) -> list[Tick]:
    """The numbers as cells; constant queries."""
    reached, prefix = _reached(unit, day), prefix_of(numbers)
    return [
        Tick(number, number.removeprefix(prefix) or number, number in ticked, reached.get(number))
        for number in sorted(numbers, key=in_order)
    ]


def _reached(unit: Unit, day: dt.date) -> dict[str, dt.date]:
    """When each household was first reached in the period that contains `day`, by any rule that asks for it."""
    rows = ledger().containing(day).filter(unit=unit, reading__measure="coverage")
    found: dict[str, dt.date] = {}
    for targets in households_reached(rows.filter(reading__target__household=True)).values():
        for target in targets:
            if target.first_on:
                found[target.number] = min(target.first_on, found.get(target.number, target.first_on))
    return found
