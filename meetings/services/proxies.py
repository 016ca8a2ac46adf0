"""代录: the office of an area says for which units the clerk of the unit directly above may log."""

from collections.abc import Collection

from django.db import transaction

from meetings.models import EntryProxy
from portal import access, clock
from portal.access import Actor
from portal.models import Role, Unit
from portal.services.changes import log_change, state_of


@transaction.atomic
def proxies_set(*, actor: Actor, units: Collection[Unit], allowed: Collection[Unit]) -> int:
    """Allow logging for `allowed` and for no other of `units`; gives how many changed.

    Raises PermissionDenied where one of `units` does not lie in the area of the actor's office.
    """
    wanted = {unit.pk for unit in allowed}
    rows = EntryProxy.objects.select_for_update().filter(unit__in=units)
    known = {row.unit_id: row for row in rows}
    changed = 0
    for unit in units:
        access.require_area(actor, unit, Role.OFFICE)
        row = known.get(unit.pk)
        if (row is not None and row.allowed) == (unit.pk in wanted):
            continue
        _set(actor, unit, row, allowed=unit.pk in wanted)
        changed += 1
    return changed


def _set(actor: Actor, unit: Unit, row: EntryProxy | None, *, allowed: bool) -> None:
    assert actor.account is not None
    before = state_of(row) if row else None
    fresh = row or EntryProxy(unit=unit)
    fresh.allowed, fresh.changed_by, fresh.changed_at = allowed, actor.account, clock.now()
    fresh.full_clean(exclude=["unit", "changed_by"])
    fresh.save()
    log_change(
        actor=actor, action="entry_proxy", target=fresh, unit=unit, before=before, after=state_of(fresh)
    )
