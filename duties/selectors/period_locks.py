"""Locks of periods: those that concern an actor, and what its office may lock."""

import dataclasses
import uuid

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.http import Http404

from duties.models import PeriodLock, Record
from duties.periods import ONE_DAY, Kind, Period, display_name, parse, period_of
from portal import clock
from portal.access import Actor, readable_units
from portal.models import Area, Unit

OFFERED: tuple[tuple[Kind, int], ...] = (("year", 3), ("half", 4), ("quarter", 8))
"""How many periods of each kind back from today can be chosen."""


def readable_locks(actor: Actor) -> QuerySet[PeriodLock]:
    """Locks of units that the actor reads, and of those above its own unit, standing ones first; `is_own` says by whom."""
    assert actor.post is not None
    above = Area.objects.filter(
        ancestor=OuterRef("unit"), unit=actor.post.unit, during__contains=clock.today()
    )
    found = PeriodLock.objects.filter(Q(unit__in=readable_units(actor)) | Q(Exists(above)))
    own = Q(office__in=readable_units(actor))
    related = found.select_related("unit", "office", "locked_by", "unlocked_by").annotate(
        is_own=ExpressionWrapper(own, output_field=BooleanField())
    )
    return related.order_by(F("unlocked_at").desc(nulls_first=True), "-locked_at", "-pk")


def own_lock_or_404(actor: Actor, public_id: uuid.UUID) -> PeriodLock:
    """The lock with this public id, if the actor's office or one below it made it; raises Http404 otherwise."""
    lock = (
        PeriodLock.objects.select_related("unit", "office")
        .filter(public_id=public_id, office__in=readable_units(actor))
        .first()
    )
    if lock is None:
        raise Http404
    return lock


def lockable_units(actor: Actor) -> QuerySet[Unit]:
    """The actor's own unit and those directly below it today, its own first."""
    assert actor.post is not None
    near = Area.objects.filter(ancestor=actor.post.unit, depth__lte=1, during__contains=clock.today())
    return Unit.objects.filter(pk__in=near.values("unit")).order_by("kind", "code")


def lockable_periods() -> list[tuple[str, str]]:
    """Periods that have begun, by name and in words: years, halves and quarters, the latest first."""
    today = clock.today()
    found: list[Period] = []
    for kind, number in OFFERED:
        period = period_of(kind, today)
        for _ in range(number):
            found.append(period)
            period = period_of(kind, period.start - ONE_DAY)
    return [(period.name, display_name(period.name)) for period in found]


@dataclasses.dataclass(frozen=True)
class Extent:
    """What a lock would hold: a unit with those below it, a period, and the records in it."""

    unit: Unit
    period: Period
    units_below: int
    records: int


def extent_of(unit: Unit, period_name: str) -> Extent:
    """What locking this period would hold, by the tree of the period's last day or of today; two queries."""
    period = parse(period_name)
    day = min(clock.today(), period.last_day)
    area = Area.objects.filter(ancestor=unit, during__contains=day)
    records = Record.objects.filter(
        unit__in=area.values("unit"), occurred_on__gte=period.start, occurred_on__lt=period.end
    )
    return Extent(unit, period, area.exclude(unit=unit).count(), records.count())
