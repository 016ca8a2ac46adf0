"""The register of a company's households: opaque numbers that come and go; the ledger follows."""

import copy
import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import transaction

from duties.following import gathered
from duties.household_numbers import number_fault, plain_number
from duties.ledger.incremental import units_changed
from duties.models import Household, HouseholdContact, HouseholdRegistration
from duties.services.lives import check_reason, check_span
from portal.access import Actor
from portal.models import Unit
from portal.services.facts import fact_add, fact_change, fact_drop
from portal.wording import date_cn

MOST_AT_ONCE = 1000
FAULTS_TOLD = 20


@dataclasses.dataclass(frozen=True)
class Registered:
    """What came of a list of numbers: those put on the register, and those that were on it already."""

    added: Sequence[str]
    there: Sequence[str]


@transaction.atomic
def household_register(
    *, actor: Actor, unit: Unit, number: str, registered_on: dt.date | None = None, reason: str = ""
) -> HouseholdRegistration:
    """Put a household number on the register of `unit` from `registered_on` on (empty: since ever).

    Raises ValidationError for what is no opaque number, for one that is on the register, or was, and for a day outside
    the unit's life.
    """
    if fault := number_fault(number):
        raise ValidationError({"number": f"户编号{fault}"})
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
def households_register(
    *,
    actor: Actor,
    unit: Unit,
    numbers: Sequence[str],
    registered_on: dt.date | None = None,
    reason: str = "",
) -> Registered:
    """Put a list of numbers on the register, all or nothing; those that are on it already stay as they are.

    Raises ValidationError with `numbers` for all faulty lines at once, named by their place in the list.
    """
    asked = [(line, number) for line, text in enumerate(numbers, start=1) if (number := plain_number(text))]
    with _changing(unit):
        standing = dict(
            HouseholdRegistration.objects.known()
            .filter(household__unit=unit)
            .values_list("household__number", "ended_on")
        )
        faults = list(_faults(asked, standing))
        if faults:
            more = [f"另有 {len(faults) - FAULTS_TOLD} 行有误。"] if len(faults) > FAULTS_TOLD else []
            raise ValidationError({"numbers": faults[:FAULTS_TOLD] + more})
        wanted = list(dict.fromkeys(number for _, number in asked))
        added = [number for number in wanted if number not in standing]
        for number in added:
            household_register(
                actor=actor, unit=unit, number=number, registered_on=registered_on, reason=reason
            )
    return Registered(added, [number for number in wanted if number in standing])


def _faults(asked: Sequence[tuple[int, str]], standing: dict[str, dt.date | None]) -> Iterator[str]:
    if not asked:
        yield "没有户编号;请一行填一个。"
    if len(asked) > MOST_AT_ONCE:
        yield f"一次最多 {MOST_AT_ONCE} 个,现有 {len(asked)} 个;请分次登记。"
    for line, number in asked:
        if fault := number_fault(number):
            # What looks like a person's own data is not repeated, in logs neither.
            yield f"第 {line} 行{fault}"
        elif (removed := standing.get(number)) is not None:
            yield (
                f"第 {line} 行 {number} 已登记自{date_cn(removed)}起不在册;"
                "确是同一户的,请在名单中恢复在册,否则请换一个编号。"
            )


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


@transaction.atomic
def households_remove(
    *, actor: Actor, unit: Unit, numbers: Iterable[str], removed_on: dt.date, reason: str
) -> int:
    """Take numbers off the register from `removed_on` on, all or nothing; gives how many.

    Raises ValidationError without a reason, for a number that is not on the register, and for a day before it was.
    """
    check_reason(reason)
    with _changing(unit):
        rows = _standing(unit, numbers)
        for row in rows:
            try:
                household_change(
                    actor=actor, registration=row, registered_on=row.started_on, removed_on=removed_on,
                    reason=reason,
                )  # fmt: skip
            except ValidationError as error:
                told = "".join(error.messages)
                raise ValidationError({"removed_on": f"{row.household.number}:{told}"}) from error
    return len(rows)


@transaction.atomic
def household_restore(*, actor: Actor, unit: Unit, number: str, reason: str) -> HouseholdRegistration:
    """Undo a removal: the number is on the register again, as if it had never been taken off."""
    with _changing(unit):
        row = _standing(unit, [number])[0]
        return household_change(
            actor=actor, registration=row, registered_on=row.started_on, removed_on=None, reason=reason
        )


@transaction.atomic
def household_drop(*, actor: Actor, unit: Unit, number: str, reason: str) -> None:
    """Undo a registration that was a mistake; how it was known before stays.

    Raises ValidationError where a record reached the household: then it was there.
    """
    check_reason(reason)
    with _changing(unit):
        row = _standing(unit, [number])[0]
        if HouseholdContact.objects.filter(household=row.household).exists():
            raise ValidationError(
                {"number": f"{number}已有入户走访联系记录,不能撤销登记;不再在册的,请填写移出日期。"}
            )
        fact_drop(actor=actor, fact=row, unit=unit, reason=reason)


def _standing(unit: Unit, numbers: Iterable[str]) -> list[HouseholdRegistration]:
    """The registrations of `numbers` as known now; raises ValidationError where one has none."""
    wanted = set(numbers)
    rows = HouseholdRegistration.objects.known().filter(household__unit=unit, household__number__in=wanted)
    found = list(rows.select_related("household__unit").order_by("household__number"))
    if not found or len(found) != len(wanted):
        raise ValidationError({"number": "所选户编号已有变动;请刷新名单后重新选择。"})
    return found


@contextmanager
def _changing(unit: Unit) -> Iterator[None]:
    """One writer of the register at a time; the ledger is read once, after all that is written within."""
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    with gathered() as units:
        yield
    if units:
        units_changed(units)
