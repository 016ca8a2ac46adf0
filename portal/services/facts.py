"""Changing dated facts: a change closes the old row's `known` and adds a row, so that any past view stays as it was."""

import datetime as dt
from typing import Any, TypeVar

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from portal import clock
from portal.access import Actor
from portal.models import Fact, Unit
from portal.services.changes import log_change, state_of, values_of

AnyFact = TypeVar("AnyFact", bound=Fact)


@transaction.atomic
def fact_add(*, actor: Actor, fact: AnyFact, unit: Unit, reason: str = "") -> AnyFact:
    """Add a fact, known from now on. Raises ValidationError where it contradicts another."""
    fact.known = DateTimeTZRange(clock.now(), None)
    fact.full_clean()
    fact.save(force_insert=True)
    log_change(
        actor=actor,
        action=f"{fact._meta.model_name}_add",
        target=fact,
        unit=unit,
        after=state_of(fact),
        reason=reason,
    )
    return fact


def instant_after(since: dt.datetime | None) -> dt.datetime:
    """The present instant, or the first one after `since` where that is later: what was known was known for a while."""
    now = clock.now()
    return max(now, since + dt.timedelta(microseconds=1)) if since else now


@transaction.atomic
def fact_change(*, actor: Actor, fact: AnyFact, unit: Unit, reason: str = "", **values: Any) -> AnyFact:
    """Replace a fact by one with `values`, both kept: the old one known until now, the new one from now on.

    Raises ValidationError where the new one contradicts another, or where the old one was changed meanwhile.
    """
    model = type(fact)
    old = model._default_manager.select_for_update().known().get(pk=fact.pk)
    before, now = state_of(old), instant_after(old.known.lower)
    model._default_manager.filter(pk=old.pk).update(known=DateTimeTZRange(old.known.lower, now))
    new = model(
        **{name: value for name, value in values_of(old).items() if name not in {"id", "public_id", "known"}}
    )
    for name, value in values.items():
        setattr(new, name, value)
    new.known = DateTimeTZRange(now, None)
    new.full_clean()
    new.save(force_insert=True)
    log_change(
        actor=actor,
        action=f"{model._meta.model_name}_change",
        target=new,
        unit=unit,
        before=before,
        after=state_of(new),
        reason=reason,
    )
    return new


@transaction.atomic
def fact_drop(*, actor: Actor, fact: AnyFact, unit: Unit, reason: str = "") -> None:
    """Take back a fact that will not come to hold: known until now, no more from now on.

    Raises DoesNotExist where it was changed meanwhile.
    """
    old = type(fact)._default_manager.select_for_update().known().get(pk=fact.pk)
    before = state_of(old)
    old.known = DateTimeTZRange(old.known.lower, instant_after(old.known.lower))
    old.save(update_fields=["known"])
    log_change(
        actor=actor,
        action=f"{fact._meta.model_name}_drop",
        target=old,
        unit=unit,
        before=before,
        reason=reason,
    )
