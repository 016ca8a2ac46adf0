"""工作台: the first page of who reads an area: how it stands, who lags, what falls due next, who has the ball; as of today."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from duties.periods import ONE_DAY, Period, period_of
from duties.selectors.board.choice import last_closed_quarter
from duties.selectors.board.sums import Tally, total
from duties.selectors.due_calendar import DONE, Wanted, due_counts
from duties.selectors.figures.by import Figure, Only, figures_by
from duties.selectors.figures.spans import Span
from duties.selectors.scope import reach_of
from duties.selectors.supervision.board import Lot, lots
from duties.supervision_states import Holder
from portal import clock
from portal.access import Actor
from portal.models import Unit

LAGGING = 8
"""So many units are named, those with most overdue."""
AHEAD = dt.timedelta(days=45)
"""So far ahead due days are told."""
DUE_DAYS = 8
"""So many of them."""


@dataclasses.dataclass(frozen=True)
class Stand:
    """How the whole area stands in one chosen period; `must` alone."""

    period: Period
    must: Tally


@dataclasses.dataclass(frozen=True)
class Lagging:
    """A unit right below with what is overdue in its area in the last quarter that is over."""

    unit: Unit
    must: Tally


@dataclasses.dataclass(frozen=True)
class Due:
    """A day on which something still to be done falls due, and how many obligations."""

    day: dt.date
    left: int


@dataclasses.dataclass(frozen=True)
class Desk:
    """The page."""

    unit: Unit
    today: dt.date
    closed: Stand
    running: Stand
    lagging: Sequence[Lagging]
    lagging_more: int
    due: Sequence[Due]
    lots: Mapping[Holder, Sequence[Lot]]

    @property
    def stands(self) -> tuple[Stand, Stand]:
        """The quarter that is over and the running one."""
        return self.closed, self.running

    @property
    def balls(self) -> list[tuple[Holder, list[Lot]]]:
        """The supervision items under way by who has the ball; states without any left out, as are holders."""
        found = [(holder, [lot for lot in each if lot.count]) for holder, each in self.lots.items()]
        return [(holder, each) for holder, each in found if each]

    @property
    def days_left(self) -> int:
        """How many days of the running quarter are left, today included."""
        return (self.running.period.end - self.today).days


def desk(actor: Actor) -> Desk:
    """The desk of the actor's post, whose reading reaches below its unit; constant queries."""
    assert actor.post is not None
    unit, today = actor.post.unit, clock.today()
    reach = reach_of(actor, unit)
    closed, running = last_closed_quarter(today), period_of("quarter", today)
    must = Only(force="must")
    found = figures_by(reach, [Span.of(closed), Span.of(running)], "period", "part", only=must)
    late = _late(found, closed)
    named = sorted(late, key=lambda key: (-late[key].overdue, key))[:LAGGING]
    units = Unit.objects.in_bulk(named)
    return Desk(
        unit=unit,
        today=today,
        closed=_stand(found, closed),
        running=_stand(found, running),
        lagging=[Lagging(units[key], late[key]) for key in named],
        lagging_more=len(late) - len(named),
        due=_due(actor, unit, today),
        lots=lots(actor),
    )


def _stand(figures: Sequence[Figure], period: Period) -> Stand:
    return Stand(period, total(each.tally for each in figures if each.key[0] == period.name))


def _late(figures: Sequence[Figure], period: Period) -> dict[int, Tally]:
    """What must be done in the area of each unit right below, where something of it is overdue."""
    parts = {each.key[1]: each.tally for each in figures if each.key[0] == period.name}
    return {part: tally for part, tally in parts.items() if part is not None and tally.overdue}


def _due(actor: Actor, unit: Unit, today: dt.date) -> list[Due]:
    """The next days on which something still to be done falls due; one query."""
    span = Period("month", f"{today:%Y-%m}", today, today + AHEAD + ONE_DAY)
    found = due_counts(actor, Wanted(unit, span))
    left = [
        Due(day, sum(number for status, number in counts.items() if status not in DONE))
        for day, counts in sorted(found.items())
    ]
    return [each for each in left if each.left][:DUE_DAYS]
