"""Reading statistics: indicators in one's area, values of units by period as known at an instant, their history."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from django.db.models import QuerySet
from django.http import Http404

from assessment.models import StatisticImport, StatisticIndicator, StatisticValue
from assessment.statistics.checking import Change, Ground
from duties.periods import Kind, Period, periods_between
from portal import access, clock
from portal.access import Actor
from portal.models import Area, Role, Unit

WRITERS = frozenset({Role.OFFICE})
READERS = access.BUSINESS
OFFERED_YEARS = 3
"""Periods of so many years are offered for filling in."""


def values_of(
    indicators: Iterable[StatisticIndicator],
    units: Iterable[Unit],
    period: str,
    known_at: dt.datetime | None = None,
) -> dict[tuple[int, int], Decimal]:
    """The values of `period` by (indicator pk, unit pk), as known at `known_at` (default now); one query."""
    rows = StatisticValue.objects.known(known_at).filter(
        indicator__in=[each.pk for each in indicators], unit__in=[each.pk for each in units], period=period
    )
    return {
        (indicator, unit): value for indicator, unit, value in rows.values_list("indicator", "unit", "value")
    }


def readable_indicators(actor: Actor) -> QuerySet[StatisticIndicator]:
    """The indicators that concern the actor: those of one's area's owners above, and those of owners below."""
    if actor.post is None:
        return StatisticIndicator.objects.none()
    above = Area.objects.filter(unit=actor.post.unit, during__contains=clock.today()).values("ancestor")
    found = StatisticIndicator.objects.filter(owner__in=above)
    if actor.role in access.READS_BELOW:
        found |= StatisticIndicator.objects.filter(owner__in=access.readable_units(actor).values("pk"))
    return found.select_related("owner")


def own_indicators(actor: Actor, frequency: str = "") -> QuerySet[StatisticIndicator]:
    """The indicators in use whose values the actor's office fills in: its own and those of offices above."""
    assert actor.post is not None
    above = Area.objects.filter(unit=actor.post.unit, during__contains=clock.today()).values("ancestor")
    found = StatisticIndicator.objects.filter(owner__in=above, retired_at__isnull=True)
    return found.filter(frequency=frequency) if frequency else found


def indicator_or_404(actor: Actor, public_id: uuid.UUID) -> StatisticIndicator:
    """The indicator, where it concerns the actor; raises Http404 otherwise."""
    found = readable_indicators(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def own_indicator_or_404(actor: Actor, public_id: uuid.UUID) -> StatisticIndicator:
    """An indicator of the actor's own office; raises Http404 otherwise."""
    found = indicator_or_404(actor, public_id)
    if actor.post is None or found.owner_id != actor.post.unit.pk:
        raise Http404
    return found


def import_or_404(actor: Actor, public_id: uuid.UUID) -> StatisticImport:
    """A sheet that the actor's office has sent in; raises Http404 otherwise."""
    found = StatisticImport.objects.filter(public_id=public_id).select_related("made_by", "unit").first()
    if found is None or actor.post is None or found.unit_id != actor.post.unit.pk:
        raise Http404
    return found


def waiting_imports(actor: Actor) -> QuerySet[StatisticImport]:
    """The sheets of the actor's office that are neither confirmed nor given up, the latest first."""
    assert actor.post is not None
    found = StatisticImport.objects.filter(unit=actor.post.unit, state=StatisticImport.State.READY)
    return found.select_related("made_by")


def readable_values(actor: Actor) -> QuerySet[StatisticValue]:
    """The values as known now of the units that the actor reads."""
    found: QuerySet[StatisticValue] = StatisticValue.objects.known()
    return found.filter(unit__in=access.readable_units(actor).values("pk")).select_related(
        "indicator", "unit", "entered_by", "entered_from"
    )


@dataclasses.dataclass(frozen=True)
class Revision:
    """One value in the history of a figure: since when it was known, and until when (None: it stands)."""

    value: StatisticValue
    since: dt.datetime | None
    until: dt.datetime | None


def history_of(indicator: StatisticIndicator, unit: Unit, period: str) -> list[Revision]:
    """Every value that was ever known of one figure, the latest first; one query."""
    rows = (
        StatisticValue.objects.filter(indicator=indicator, unit=unit, period=period)
        .select_related("entered_by", "entered_from")
        .order_by("-known")
    )
    return [Revision(row, row.known.lower, row.known.upper) for row in rows]


def fillable_units(actor: Actor, period: Period) -> QuerySet[Unit]:
    """The units whose values the office fills in: those of its area on the last day of `period`, or today while it runs."""
    assert actor.post is not None
    day = min(period.last_day, clock.today())
    return Unit.objects.filter(access.within("pk", actor.post.unit, day)).order_by("code")


def ground_of(actor: Actor, period: Period, codes: Collection[str], heads: Collection[str]) -> Ground:
    """What a sheet naming these units and indicators is checked against; constant queries."""
    assert actor.post is not None
    office = actor.post.unit.pk
    # Where an office above uses the same code, one's own indicator is meant.
    asked = sorted(
        own_indicators(actor, period.kind).filter(code__in=heads), key=lambda each: each.owner_id == office
    )
    indicators = {each.code: each for each in asked}
    units = list(fillable_units(actor, period).filter(code__in=codes))
    return Ground(
        indicators,
        {unit.code: unit for unit in units},
        values_of(indicators.values(), units, period.name),
    )


def offered_periods(kind: Kind) -> Sequence[Period]:
    """The periods of a kind that have begun, the latest first, of this year and the two before."""
    today = clock.today()
    first = dt.date(today.year - OFFERED_YEARS + 1, 1, 1)
    return list(periods_between(kind, first, today))[::-1]


def sheet_changes(kept: StatisticImport) -> list[Change]:
    """What a kept sheet changes, revisions of known values first; two queries."""
    indicators = StatisticIndicator.objects.in_bulk({each for each, *_ in kept.cells})
    units = Unit.objects.in_bulk({unit for _, unit, *_ in kept.cells})
    changes = [
        Change(
            indicators[indicator], units[unit], Decimal(value), None if before is None else Decimal(before)
        )
        for indicator, unit, value, before in kept.cells
    ]
    return sorted(changes, key=lambda change: change.before is None)
