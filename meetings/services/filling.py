"""How long a form was worked on: what the browser says, held within bounds, and kept with the entry (docs/burden.md)."""

import dataclasses
import datetime as dt

from meetings.models import Entry, Filling
from portal import clock
from portal.access import Actor

LONGEST = dt.timedelta(hours=4)
"""No single filling in counts for longer, whatever the browser says."""
UNMEASURED = dt.timedelta(minutes=10)
"""So long at most counts where the browser ran no scripts, and only opening and sending are known."""
WAITED = dt.timedelta(days=60)
"""An entry that waited longer on a device is dated by its arrival."""
AHEAD = dt.timedelta(minutes=5)
"""So far a device's clock may be ahead."""


@dataclasses.dataclass(frozen=True)
class Told:
    """What was sent with a form about its filling in: instants, seconds of work, `closed_at` from a device's outbox.

    All of it is the sender's word: `filling_write` believes it within bounds, and no figure depends on one form.
    """

    opened_at: dt.datetime | None = None
    closed_at: dt.datetime | None = None
    seconds: int | None = None
    way: str = Filling.Way.FORM
    among: int = 1
    """Of so many entries that one form made; each takes its share of the time."""


def filling_write(*, actor: Actor, entry: Entry, told: Told) -> Filling:
    """Keep with `entry` how long the form took that the actor's unit has just sent; within the writing of the entry."""
    assert actor.post is not None
    first = entry.fillings.order_by("pk").first()
    now = clock.now()
    finished = _finished(told, now)
    opened = told.opened_at if told.opened_at and told.opened_at <= finished else finished
    filling = Filling(
        entry=entry,
        unit=actor.post.unit,
        way=first.way if first else told.way,
        opened_at=opened,
        finished_at=finished,
        seconds=_seconds(told, finished),
        offline=told.closed_at is not None,
    )
    filling.full_clean(exclude=["entry", "unit"], validate_constraints=False)
    filling.save()
    return filling


def _finished(told: Told, now: dt.datetime) -> dt.datetime:
    """When it was finished: as the device says where that can be, else now."""
    if told.closed_at is not None and now - WAITED <= told.closed_at <= now + AHEAD:
        return min(told.closed_at, now)
    return now


def _seconds(told: Told, finished: dt.datetime) -> int | None:
    """Seconds of work: no more than passed between opening and sending; None where neither is known."""
    closed = told.closed_at or finished
    if told.opened_at is None or told.opened_at > closed:
        return None
    passed = closed - told.opened_at
    if told.seconds is None:
        seconds = int(min(passed, UNMEASURED).total_seconds())
    else:
        seconds = min(told.seconds, int(min(passed, LONGEST).total_seconds()))
    return seconds // told.among
