"""Which obligations a figure sums: those of a chosen period, or those of some days."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Sequence

from django.db.models import Q

from duties.ledger.compute import days_with_rows
from duties.ledger.opening import Scope, calendar_kinds
from duties.ledger.past import stand, standing
from duties.periods import ONE_DAY, Period, periods_between
from duties.selectors.moment import WHOLE
from portal.models import Area, Unit


@dataclasses.dataclass(frozen=True)
class Span:
    """The obligations whose period shares a day with `first` to `last`, both included; `name` is what it is called."""

    name: str
    first: dt.date
    last: dt.date

    @classmethod
    def of(cls, period: Period) -> "Span":
        """A chosen period: of every rule the obligation whose period contains its last day, as the board shows it."""
        return cls(period.name, period.last_day, period.last_day)

    @property
    def overlaps(self) -> Q:
        """The condition on `ledger()` that a row is one of these."""
        return Q(period_start__lte=self.last, period_end__gt=self.first)


def any_of(spans: Iterable[Span]) -> Q:
    """The condition on `ledger()` that a row is one of any of the spans."""
    condition = Q(pk__in=[])
    for span in spans:
        condition |= span.overlaps
    return condition


def stand_over(
    spans: Sequence[Span], *areas: Unit, below: bool = True, rules: Collection[int] | None = None
) -> None:
    """Have ready the obligations of `spans` of the units `areas` and, with `below`, of all ever in their areas.

    Call it once before what a page sums: in a past view a second call takes away what the first made ready. With the
    stored ledger it does nothing.
    """
    moment = standing()
    if moment.is_stored or not spans:
        return
    periods = {
        period
        for span in spans
        for kind in calendar_kinds(moment)
        for period in periods_between(kind, *days_with_rows(span.first, span.last, moment.as_of))
    }
    days = min(span.first for span in spans), max(span.last for span in spans) + ONE_DAY
    units = _units(areas) if below else [unit.pk for unit in areas]
    ordered = sorted(periods, key=lambda period: (period.kind, period.start))
    stand(Scope(ordered, terms_overlap=days, units=units, rules=None if rules is None else list(rules)))


def _units(areas: Iterable[Unit]) -> list[int] | None:
    """All units that ever lay in one of the areas; None, which means all, where they are many."""
    found = list(Area.objects.filter(ancestor__in=list(areas)).values_list("unit_id", flat=True).distinct())
    return found if len(found) <= WHOLE else None
