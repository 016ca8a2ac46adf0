"""How large a demo world is, and over how many years."""

import dataclasses
import datetime as dt

from duties.periods import period_of


@dataclasses.dataclass(frozen=True)
class Shape:
    """Counts of a world. Divisions share the regiments, regiments the companies; departments stand beside them."""

    years: int
    divisions: int
    regiments: int
    companies: int
    corps_departments: int
    corps_support: int
    division_departments: int
    division_support: int
    household_every: int
    """Every how many-th company has a register of households."""
    households: tuple[int, int]
    """How many households such a company has: from, to."""
    busywork: int = 0
    """Records a company and year that no rule asks for."""

    def start(self, today: dt.date) -> dt.date:
        """The day on which all of it is founded: nothing is owed from before its first record."""
        return period_of("quarter", today - dt.timedelta(days=365 * self.years)).start


CORPS = Shape(
    years=2,
    divisions=14,
    regiments=180,
    companies=2300,
    corps_departments=30,
    corps_support=20,
    division_departments=16,
    division_support=9,
    household_every=12,
    households=(12, 30),
)

SIZES = {
    "demo": CORPS,
    "corps": dataclasses.replace(CORPS, years=3, household_every=1, households=(200, 265), busywork=30),
}
