"""The states of an entry and how it passes from one to another: locked, allowed, kept in the change log.

An entry and its records are written in one transaction with the ledger rows that they touch, under the unit's ledger
lock, so that no two writers of a unit see half of each other.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from duties.ledger.locks import lock_units
from duties.services.records import record_withdraw
from meetings.models import Entry, EntryState
from meetings.services.stored import own_values, snapshot
from portal.access import Actor
from portal.models import Unit
from portal.services.changes import log_change

ALLOWED = {
    "plan": frozenset({EntryState.DRAFT}),
    "submit": frozenset({EntryState.DRAFT, EntryState.PLANNED}),
    "confirm": frozenset({EntryState.SUBMITTED}),
    "return": frozenset({EntryState.SUBMITTED, EntryState.CONFIRMED}),
    "withdraw": frozenset(EntryState) - {EntryState.WITHDRAWN, EntryState.PLANNED, EntryState.CANCELLED},
    "cancel": frozenset({EntryState.PLANNED}),
    "correct": frozenset({EntryState.SUBMITTED, EntryState.CONFIRMED, EntryState.RETURNED}),
}
"""From which states each deed may start."""

NAMES = {
    "plan": "列入计划",
    "submit": "提交",
    "confirm": "确认",
    "return": "退回",
    "withdraw": "撤回",
    "cancel": "取消",
    "correct": "更正",
}
EDITABLE = frozenset({EntryState.DRAFT, EntryState.PLANNED})
"""States in which the content may still be changed."""


class StaleEntryError(ValidationError):
    """The draft was changed since the form was opened; `entry` is as it is now."""

    def __init__(self, entry: Entry) -> None:
        super().__init__("这份登记单在您填写期间已被他人修改。")
        self.entry = entry


class RepeatedEntryError(Exception):
    """The very same form was sent before; `entry` is what it made."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(str(entry.public_id))
        self.entry = entry


def lock(unit: Unit, targets: Iterable[Unit]) -> None:
    """Take the ledger locks for writing records of `unit` about `targets`, all at once and so in a fixed order."""
    lock_units([unit.pk], beside=[target.pk for target in targets])


def locked(entry: Entry, deed: str) -> Entry:
    """The entry as it now is, under its unit's ledger lock; raises ValidationError where `deed` cannot start."""
    lock_units([entry.unit_id], beside=entry.destinations.values_list("unit", flat=True))
    rows = Entry.objects.select_for_update(of=("self",))
    fresh = rows.select_related("unit", "leader", "replaces", "entered_from").get(pk=entry.pk)
    if fresh.state not in ALLOWED[deed]:
        label = EntryState(fresh.state).label
        raise ValidationError(f"该登记单{label},不能{NAMES[deed]};现显示最新情况。")
    return fresh


def settle(
    actor: Actor, entry: Entry, deed: str, state: EntryState, before: dict[str, Any], reason: str
) -> None:
    """Move the locked entry into `state` and keep who did it and why; its parts are as they were `before`."""
    entry.state = state
    if state != EntryState.RETURNED:
        entry.mend_by = None
    entry.version += 1
    entry.save()
    log_change(
        actor=actor,
        action=f"entry_{deed}",
        target=entry,
        unit=entry.unit,
        before=before,
        after=before | own_values(entry),
        reason=reason,
    )


def withdraw(actor: Actor, entry: Entry, deed: str, reason: str) -> None:
    """Withdraw the locked entry and its records."""
    before = snapshot(entry)
    for record in entry.records.filter(withdrawn_at__isnull=True).order_by("pk"):
        record_withdraw(actor=actor, record=record, reason=reason)
    entry.reason = reason
    settle(actor, entry, deed, EntryState.WITHDRAWN, before, reason)


def require_reason(reason: str, message: str) -> None:
    """Raise ValidationError with `message` where no reason is given."""
    if not reason.strip():
        raise ValidationError({"reason": message})


def hold(entry: Entry) -> Entry:
    """The entry as it now is, its unit's ledger and its row locked to the end of the transaction, whatever its state."""
    lock_units([entry.unit_id], beside=entry.destinations.values_list("unit", flat=True))
    return Entry.objects.select_for_update(of=("self",)).select_related("unit").get(pk=entry.pk)
