"""A unit's month: what took place, what is planned, what falls due."""

import calendar
import dataclasses
import datetime as dt
from collections.abc import Iterator

from django.db.models import F, Q

from duties.models import Obligation
from meetings.access import OPEN, visible_entries
from meetings.marks import ENTRY_MARKS
from meetings.models import Decision, Entry, EntryState
from meetings.selectors.decisions import mark_of, visible_decisions
from portal import clock
from portal.access import Actor
from portal.marks import Mark
from portal.models import Unit

SHOWN_STATES = OPEN | {EntryState.PLANNED, EntryState.CANCELLED}
PLANS_SHOWN = 6
FIRST_MONTH, LAST_MONTH = dt.date(2000, 1, 1), dt.date(2100, 1, 1)


@dataclasses.dataclass
class Day:
    """One day of the month with all that lies on it."""

    day: dt.date
    today: bool
    entries: list[tuple[Entry, Mark]] = dataclasses.field(default_factory=list)
    decisions: list[tuple[Decision, Mark]] = dataclasses.field(default_factory=list)
    due: list[Obligation] = dataclasses.field(default_factory=list)

    @property
    def busy(self) -> bool:
        """Whether anything lies on the day."""
        return bool(self.entries or self.decisions or self.due)


@dataclasses.dataclass(frozen=True)
class Month:
    """A month in weeks from Monday on; days of the months beside it are None."""

    first: dt.date
    weeks: list[list[Day | None]]

    @property
    def before(self) -> str:
        """The month before, as an address names it."""
        return f"{self.first - dt.timedelta(days=1):%Y-%m}"

    @property
    def after(self) -> str:
        """The month after, as an address names it."""
        return f"{self.first + dt.timedelta(days=31):%Y-%m}"

    @property
    def days(self) -> Iterator[Day]:
        """The days of the month in order."""
        return (day for week in self.weeks for day in week if day is not None)


def asked_month(text: str) -> dt.date:
    """The first day of the month that an address names, 2026-09; the present month where it names none."""
    try:
        first = dt.datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no time zone
    except ValueError:
        return clock.today().replace(day=1)
    return first if FIRST_MONTH <= first < LAST_MONTH else clock.today().replace(day=1)


def month_of(actor: Actor, unit: Unit, first: dt.date) -> Month:
    """The month of `unit` as far as `actor` may read it; three queries."""
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    days = {day: Day(day, day == clock.today()) for week in weeks for day in week if day.month == first.month}
    span = (first, max(days))
    for entry in (
        visible_entries(actor)
        .filter(unit=unit, state__in=SHOWN_STATES, occurred_on__range=span)
        .order_by("starts_at", "pk")
    ):
        days[_known(entry.occurred_on)].entries.append((entry, ENTRY_MARKS[entry.state]))
    for decision in visible_decisions(actor).filter(owner_unit=unit, due_on__range=span).order_by("pk"):
        days[_known(decision.due_on)].decisions.append((decision, mark_of(decision)))
    due = Obligation.objects.filter(unit=unit, due_on__range=span, required__gt=F("counted"))
    for row in due.select_related("reading", "rule", "unit").order_by("rule__position", "role"):
        days[row.due_on].due.append(row)
    return Month(first, [[days.get(day) for day in week] for week in weeks])


def _known(day: dt.date | None) -> dt.date:
    assert day is not None
    return day


def plans_of(actor: Actor) -> list[Entry]:
    """What the actor's unit has planned, the earliest first, those whose day is over among them; one query."""
    if actor.post is None:
        return []
    rows = visible_entries(actor).filter(
        Q(unit=actor.post.unit) | Q(entered_from=actor.post.unit), state=EntryState.PLANNED
    )
    return list(rows.select_related("leader").order_by("occurred_on", "starts_at", "pk")[: PLANS_SHOWN + 1])
