"""Freezing (定格): results and the facts behind them are final, and the year is locked for the assessed units."""

from django.db import transaction

from assessment.models import Scheme
from assessment.scheme_states import Action
from assessment.services.schemes.steps import assessed_desks, scheme_locked, scheme_move, tell
from duties.models import PeriodLock
from duties.services.period_locks import period_lock
from portal import clock
from portal.access import Actor


@transaction.atomic
def scheme_freeze(*, actor: Actor, scheme: Scheme, version: int, text: str = "") -> Scheme:
    """Freeze the assessment once the term of objection is over and all are answered; lock the year of every assessed unit.

    A unit whose year is locked already stays locked as it is.
    """
    fresh = scheme_locked(actor, scheme, Action.FREEZE, version, text)
    fresh.frozen_at = clock.now()
    year, units = str(fresh.year), [each.unit for each in fresh.units.select_related("unit")]
    locked = set(
        PeriodLock.objects.filter(unit__in=units, period=year, unlocked_at__isnull=True).values_list(
            "unit_id", flat=True
        )
    )
    for unit in units:
        if unit.pk not in locked:
            period_lock(actor=actor, unit=unit, period=year, reason=f"{fresh.title}已定格")
    scheme_move(actor, fresh, Action.FREEZE, text)
    tell(fresh, assessed_desks(fresh), f"考核结果已定格:{fresh.title}")
    return fresh
