"""The register of a company's households: opaque numbers that come and go; the ledger follows."""

import copy
import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from duties.models import Household, HouseholdRegistration
from duties.services.lives import check_reason, check_span
from portal.access import Actor
from portal.models import Unit
from portal.services.facts import fact_add, fact_change


@transaction.atomic
def household_register(
    *, actor: Actor, unit: Unit, number: str, registered_on: dt.date | None = None, reason: str = ""
) -> HouseholdRegistration:
    """Put a household number on the register of `unit` from `registered_on` on (empty: since ever).

    Raises ValidationError for a number that is on the register, or was, and for a day outside the unit's life.
    """
    household = Household.objects.filter(unit=unit, number=number).first()
    if household is None:
        household = Household(unit=unit, number=number)
        household.full_clean()
        household.save(force_insert=True)
    elif household.registrations.filter(known__endswith__isnull=True).exists():
        raise ValidationError({"number": f"{unit.name}已登记过户编号{number};请更正该户的在册起止日期。"})
    registration = HouseholdRegistration(household=household, started_on=registered_on)
    check_span(registration, [unit])
    return fact_add(actor=actor, fact=registration, unit=unit, reason=reason)


@transaction.atomic
def household_change(
    *,
    actor: Actor,
    registration: HouseholdRegistration,
    registered_on: dt.date | None,
    removed_on: dt.date | None,
    reason: str,
) -> HouseholdRegistration:
    """Correct the days on the register, or end them: from `removed_on` on it is no target of coverage."""
    check_reason(reason)
    unit, changed = registration.household.unit, copy.copy(registration)
    changed.started_on, changed.ended_on = registered_on, removed_on
    check_span(changed, [unit])
    return fact_change(
        actor=actor,
        fact=registration,
        unit=unit,
        reason=reason,
        started_on=registered_on,
        ended_on=removed_on,
    )
