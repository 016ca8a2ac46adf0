"""到期日历: what falls due on the days of a month or quarter, of an area, a unit or one person; constant queries.

It reads the ledger with what will be listed only later (未开始): the periods after the running ones are in it, so days up to
`horizon` are complete.
"""

import calendar
import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Count, Q

from duties.ledger.opening import Scope, calendar_kinds, readings_known
from duties.ledger.past import stand, standing
from duties.ledger.status import FULFILLED, Status
from duties.models import Reading
from duties.models.ledger import ObligationQuerySet
from duties.periods import MONTHS, ONE_DAY, Kind, Period, due_on, kind_of, parse, period_of, periods_between
from duties.selectors.board.bearers import Bearers, paged
from duties.selectors.board.sums import WORST_FIRST
from duties.selectors.ledger import answered_by, in_area, ledger
from duties.selectors.moment import reading_day, units_ever_in
from duties.selectors.scope import readable
from portal.access import Actor
from portal.models import Unit
from portal.working_days import WorkingDays, working_days

SPANS: tuple[Kind, ...] = ("month", "quarter")
"""How much of the calendar is shown at once."""

LONGEST = dt.timedelta(days=800)
"""No day is due later than this after the first day of its calendar period."""

AREA, UNIT, MINE = "area", "unit", "mine"
DONE = FULFILLED | {Status.MADE_UP, Status.WAIVED}


@dataclasses.dataclass(frozen=True)
class Wanted:
    """Whose due days: of the area of `unit`, of the unit alone, or (`mine`) what the actor's person answers for."""

    unit: Unit
    span: Period
    whose: str = AREA


@dataclasses.dataclass(frozen=True)
class Day:
    """One day and how many obligations of each status fall due on it; `works` says whether people work then."""

    day: dt.date
    counts: Mapping[Status, int]
    works: bool
    today: bool

    @property
    def total(self) -> int:
        """How many fall due."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """How many of them are fulfilled, made up or waived."""
        return sum(number for status, number in self.counts.items() if status in DONE)

    @property
    def worst(self) -> Status | None:
        """The status that stands for all; None where nothing falls due."""
        return next((status for status in (*WORST_FIRST, Status.WAIVED) if self.counts.get(status)), None)

    @property
    def parts(self) -> list[tuple[Status, int]]:
        """How many of each status, the worst first."""
        return [(each, self.counts[each]) for each in (*WORST_FIRST, Status.WAIVED) if self.counts.get(each)]

    @property
    def note(self) -> str:
        """休 on a day off, 班 on a weekend on which people work."""
        weekend = self.day.weekday() >= calendar.SATURDAY
        return ("班" if weekend else "") if self.works else "休"


@dataclasses.dataclass(frozen=True)
class Month:
    """A month in weeks from Monday on; days of the months beside it are None."""

    first: dt.date
    weeks: Sequence[Sequence[Day | None]]

    @property
    def days(self) -> Iterator[Day]:
        """Its days in order."""
        return (day for week in self.weeks for day in week if day is not None)

    @property
    def total(self) -> int:
        """How many obligations fall due in it."""
        return sum(day.total for day in self.days)


@dataclasses.dataclass(frozen=True)
class Calendar:
    """The months of the span, and how many obligations of each status fall due in all of it."""

    months: Sequence[Month]
    counts: Mapping[Status, int]

    @property
    def total(self) -> int:
        """How many fall due."""
        return sum(self.counts.values())

    @property
    def parts(self) -> list[tuple[Status, int]]:
        """How many of each status, the worst first."""
        return [(each, self.counts[each]) for each in (*WORST_FIRST, Status.WAIVED) if self.counts.get(each)]


def horizon(day: dt.date) -> dt.date:
    """The last day for which the ledger of `day` has all that falls due, but for what is owed by the week or ten days."""
    nexts = [
        period_of(kind, period_of(kind, day).end).last_day
        for kind in calendar_kinds(standing())
        if kind in MONTHS
    ]
    return min(nexts, default=period_of("year", day).last_day)


def span_called(name: str, until: dt.date) -> Period | None:
    """The month or quarter called `name`; None where it is neither, or begins only after `until`."""
    try:
        span = parse(name) if kind_of(name) in SPANS else None
    except ValueError:
        return None
    return span if span and span.start <= until and span.start.year >= 2000 else None


def calendar_of(actor: Actor, wanted: Wanted) -> Calendar:
    """The span with what falls due on each day; a constant number of queries."""
    span, days = wanted.span, working_days()
    found = due_counts(actor, wanted)
    months = [_month(each.start, found, days) for each in periods_between("month", span.start, span.last_day)]
    counts: dict[Status, int] = {}
    for each in found.values():
        for status, number in each.items():
            counts[status] = counts.get(status, 0) + number
    return Calendar(months, counts)


def due_counts(actor: Actor, wanted: Wanted) -> dict[dt.date, dict[Status, int]]:
    """How many obligations of each status fall due on each day of the span; one query, and in a past view its making."""
    found: dict[dt.date, dict[Status, int]] = {}
    rows = due_rows(actor, wanted, wanted.span.start, wanted.span.last_day).order_by()
    for day, status, number in rows.values_list("due_on", "status").annotate(n=Count("pk")):  # type: ignore[misc]
        found.setdefault(day, {})[Status(status)] = number
    return found


def _month(first: dt.date, found: Mapping[dt.date, Mapping[Status, int]], days: WorkingDays) -> Month:
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    today = reading_day()
    return Month(
        first,
        [
            [
                Day(day, found.get(day, {}), days.works(day), day == today)
                if day.month == first.month
                else None
                for day in week
            ]
            for week in weeks
        ],
    )


def due_list(
    actor: Actor, wanted: Wanted, first: dt.date, last: dt.date, statuses: Sequence[str], page: int
) -> Bearers:
    """The obligations that fall due from `first` to `last`, both included, the worst first, page by page; two queries."""
    return paged(due_rows(actor, wanted, first, last, ready=True), statuses, page)


def due_rows(
    actor: Actor, wanted: Wanted, first: dt.date, last: dt.date, *, ready: bool = False
) -> ObligationQuerySet:
    """The rows of the ledger that fall due from `first` to `last`, both included, as far as the actor may read them.

    `ready` says that those of the whole span have been made ready before.
    """
    condition, units = _whose(actor, wanted)
    if not ready:
        stand_due(wanted.span.start, wanted.span.last_day, units)
    return ledger(ahead=True).filter(condition, due_on__range=(first, last))


def _whose(actor: Actor, wanted: Wanted) -> tuple[Q, list[int] | None]:
    """The condition on the rows, and the units (ids) of which some must be made ready; None for all."""
    if wanted.whose == MINE:
        if actor.account is None or actor.account.person is None:
            return Q(pk__in=[]), []
        return answered_by(actor.account.person)
    if wanted.whose == UNIT:
        return readable(actor) & Q(unit=wanted.unit), [wanted.unit.pk]
    ever = [] if standing().is_stored else units_ever_in(wanted.unit)
    return readable(actor) & in_area(wanted.unit), ever


def stand_due(first: dt.date, last: dt.date, units: Sequence[int] | None) -> None:
    """Have ready the obligations that may fall due from `first` to `last`; the stored ledger has them already."""
    moment = standing()
    if moment.is_stored:
        return
    periods: set[Period] = set()
    rules: set[int] = set()
    for reading in readings_known(moment):
        found = set(_due_periods(reading, first, last))
        periods |= found
        if found or reading.period == "term":
            rules.add(reading.rule_id)
    ordered = sorted(periods, key=lambda period: (period.kind, period.start))
    stand(Scope(ordered, terms_overlap=(first, last + ONE_DAY), units=units, rules=sorted(rules)))


def _due_periods(reading: Reading, first: dt.date, last: dt.date) -> Iterator[Period]:
    """The calendar periods for which what the reading asks may fall due within the days."""
    if reading.period == "term":
        return
    for period in periods_between(reading.period, first - LONGEST, last):  # type: ignore[arg-type]
        fixed = reading.due[:2].isdigit()
        # A fixed day of the year moves with the bearer's first day: then the whole year is looked at.
        if period.end > first if fixed else first <= due_on(reading.due, period, period.start) <= last:
            yield period
