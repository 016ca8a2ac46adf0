"""The ledger follows the facts: whoever saves a dated fact, its units are read anew in the same transaction.

The shell knows nothing of the ledger, so it is told by the model's own signal; writes in bulk (import, demo world)
send none and end with a reconcile instead.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models
from django.db.models.signals import post_save

from duties.ledger.incremental import units_changed
from duties.models import HouseholdRegistration, Link, Reading
from portal.models import Existence, Placement, Tag, Tenure

_waiting: ContextVar[set[int] | None] = ContextVar("waiting_units", default=None)


def follow_fact(sender: type[models.Model], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Read the fact's unit and all that look at it anew; before any rulebook is loaded there is nothing to read."""
    if raw or not Reading.objects.exists():
        return
    units = set(_units_of(instance))
    waiting = _waiting.get()
    if waiting is None:
        units_changed(units)
    else:
        waiting |= units


def _units_of(fact: Any) -> Iterator[int]:
    """The unit of a fact; of a link its target too, whose own facts another writer may be changing."""
    yield fact.household.unit_id if isinstance(fact, HouseholdRegistration) else fact.unit_id
    if isinstance(fact, Link):
        yield fact.target_id


@contextmanager
def gathered() -> Iterator[set[int]]:
    """Gather the units (ids) whose facts are saved within, in place of reading each anew: the caller does so after."""
    units: set[int] = set()
    token = _waiting.set(units)
    try:
        yield units
    finally:
        _waiting.reset(token)


def follow_facts() -> None:
    """Listen to every kind of fact that the ledger reads."""
    for model in (Existence, Placement, Tag, Tenure, Link, HouseholdRegistration):
        post_save.connect(follow_fact, sender=model, dispatch_uid=f"ledger-{model.__name__}")
