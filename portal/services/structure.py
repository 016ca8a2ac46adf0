"""Founding a unit and changing a dated fact of the tree by hand; the closure of the tree follows each write."""

import copy
import datetime as dt
from typing import Any, TypeVar

from django.db import transaction

from portal import clock
from portal.access import Actor
from portal.models import Existence, Fact, Name, Placement, Unit
from portal.services.areas import rebuild_areas
from portal.services.changes import log_change, state_of
from portal.services.consistency import fact_check
from portal.services.facts import fact_add, fact_change

AnyFact = TypeVar("AnyFact", bound=Fact)


@transaction.atomic
def unit_found(
    *,
    actor: Actor,
    code: str,
    kind: str,
    name: str,
    started_on: dt.date,
    parent: Unit | None,
    reason: str = "",
) -> Unit:
    """Add a unit with its existence, name and placement from `started_on` on.

    Raises ValidationError where the code is taken or the parent does not take it.
    """
    unit = Unit(code=code, kind=kind, name=name)
    unit.full_clean()
    unit.save(force_insert=True)
    log_change(actor=actor, action="unit_found", target=unit, unit=unit, after=state_of(unit), reason=reason)
    facts: list[Fact] = [
        Existence(unit=unit, started_on=started_on),
        Name(unit=unit, name=name, started_on=started_on),
    ]
    if parent is not None:
        facts.append(Placement(unit=unit, parent=parent, started_on=started_on))
    for fact in facts:
        fact_check(fact)
        fact_add(actor=actor, fact=fact, unit=unit, reason=reason)
    rebuild_areas()
    return unit


@transaction.atomic
def tree_fact_add(*, actor: Actor, fact: AnyFact, unit: Unit) -> AnyFact:
    """Add a fact of the tree or of a seat; see `fact_add` and `fact_check`."""
    fact_check(fact)
    added = fact_add(actor=actor, fact=fact, unit=unit)
    _follow(added, unit)
    return added


@transaction.atomic
def tree_fact_change(*, actor: Actor, fact: AnyFact, unit: Unit, **values: Any) -> AnyFact:
    """Replace a fact of the tree or of a seat, both versions kept; see `fact_change`."""
    changed = copy.copy(fact)
    for name, value in values.items():
        setattr(changed, name, value)
    fact_check(changed)
    changed = fact_change(actor=actor, fact=fact, unit=unit, **values)
    _follow(changed, unit)
    return changed


def _follow(fact: Fact, unit: Unit) -> None:
    """Bring what is derived from the fact up to it: the closure of the tree, the present name."""
    if isinstance(fact, Existence | Placement):
        rebuild_areas()
    if isinstance(fact, Name):
        present = Name.objects.present(clock.today()).filter(unit=unit).first()
        if present is not None:
            Unit.objects.filter(pk=unit.pk).update(name=present.name)
