"""The life of an entry: draft, submitted, confirmed or returned, withdrawn, corrected by another.

An entry and its record are written in one transaction with the ledger rows that they touch, under the unit's ledger
lock, so that no two writers of a unit see half of each other. Content is fixed once submitted; a correction is another
entry, that withdraws the first when it is submitted itself.
"""

import dataclasses
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from duties.ledger.locks import lock_units
from duties.services.records import record_add, record_confirm, record_return, record_withdraw
from meetings.access import CLERKS, require_returning, require_settling
from meetings.models import Entry, EntryState
from meetings.services.checks import content_faults
from meetings.services.contents import (
    EntryContent,
    content_of,
    content_write,
    derived_title,
    record_content,
    repeats,
    snapshot,
)
from meetings.services.notices import take_as_read, tell_of_return, tell_of_submission
from portal import access, clock
from portal.access import Actor
from portal.models import Unit
from portal.services.changes import log_change

ALLOWED = {
    "submit": frozenset({EntryState.DRAFT}),
    "confirm": frozenset({EntryState.SUBMITTED}),
    "return": frozenset({EntryState.SUBMITTED, EntryState.CONFIRMED}),
    "withdraw": frozenset(EntryState) - {EntryState.WITHDRAWN},
    "correct": frozenset({EntryState.SUBMITTED, EntryState.CONFIRMED, EntryState.RETURNED}),
}
"""From which states each deed may start."""

NAMES = {"submit": "提交", "confirm": "确认", "return": "退回", "withdraw": "撤回", "correct": "更正"}


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


@transaction.atomic
def entry_save(
    *,
    actor: Actor,
    unit: Unit,
    content: EntryContent,
    token: uuid.UUID,
    entry: Entry | None = None,
    version: int | None = None,
) -> Entry:
    """Keep a draft of `unit`: a new one, or `entry` changed where it still is at `version`.

    Raises PermissionDenied for anyone but the unit's clerks, RepeatedEntryError for a form sent twice,
    StaleEntryError where the draft was changed meanwhile, ValidationError by field for what no draft can hold.
    """
    access.require_own_unit(actor, unit, *CLERKS)
    assert actor.account is not None
    lock_units([unit.pk])
    before = None
    if entry is None:
        if made := Entry.objects.filter(token=token).first():
            access.require_own_unit(actor, made.unit, *CLERKS)
            raise RepeatedEntryError(made)
        fresh = Entry(unit=unit, token=token, entered_by=actor.account, made_at=clock.now())
    else:
        fresh = _editable(entry, content, version)
        before = snapshot(fresh)
    content_write(fresh, content)
    log_change(
        actor=actor, action="entry_save", target=fresh, unit=unit, before=before, after=snapshot(fresh)
    )
    return fresh


def _editable(entry: Entry, content: EntryContent, version: int | None) -> Entry:
    """The draft as it now is, locked, at its next version."""
    fresh = Entry.objects.select_for_update(of=("self",)).select_related("unit").get(pk=entry.pk)
    if fresh.state != EntryState.DRAFT or fresh.version != version:
        if repeats(fresh, content):
            raise RepeatedEntryError(fresh)
        raise StaleEntryError(fresh)
    fresh.version += 1
    return fresh


@transaction.atomic
def entry_submit(*, actor: Actor, entry: Entry) -> Entry:
    """Submit a draft: its record counts from now on; the entry that it corrects is withdrawn with the same stroke.

    Raises ValidationError by the names of the form's fields where something is missing or not allowed.
    """
    fresh = _locked(entry, "submit")
    access.require_own_unit(actor, fresh.unit, *CLERKS)
    content, before = _whole(fresh), snapshot(fresh)
    fresh.title = content.title
    replaced = _replace(actor, fresh.replaces, fresh.reason) if fresh.replaces else None
    made = record_content(fresh.unit, fresh.kind, content)
    record = record_add(actor=actor, content=made, replaces=replaced)
    fresh.submitted_at = clock.now()
    _settle(actor, fresh, "submit", EntryState.SUBMITTED, before, fresh.reason)
    fresh.records.add(record)
    tell_of_submission(fresh)
    return fresh


@transaction.atomic
def entry_enter(
    *,
    actor: Actor,
    unit: Unit,
    content: EntryContent,
    token: uuid.UUID,
    entry: Entry | None = None,
    version: int | None = None,
) -> Entry:
    """Fill in and submit in one stroke; nothing is kept where either fails. Raises what the two raise."""
    saved = entry_save(actor=actor, unit=unit, content=content, token=token, entry=entry, version=version)
    return entry_submit(actor=actor, entry=saved)


@transaction.atomic
def entry_confirm(*, actor: Actor, entry: Entry) -> Entry:
    """Confirm what was logged for oneself. Raises PermissionDenied, or ValidationError in another state."""
    fresh = _locked(entry, "confirm")
    require_settling(actor, fresh)
    before = snapshot(fresh)
    for record in fresh.records.all():
        record_confirm(actor=actor, record=record)
    fresh.settled_by, fresh.settled_at = actor.account, clock.now()
    _settle(actor, fresh, "confirm", EntryState.CONFIRMED, before, "")
    take_as_read(fresh, actor)
    return fresh


@transaction.atomic
def entry_return(*, actor: Actor, entry: Entry, reason: str) -> Entry:
    """Return an entry with a reason: it counts no more, its clerk is told. Raises PermissionDenied, ValidationError."""
    _require(reason, "请写明退回原因。")
    fresh = _locked(entry, "return")
    require_returning(actor, fresh)
    before = snapshot(fresh)
    for record in fresh.records.all():
        record_return(actor=actor, record=record, reason=reason)
    fresh.settled_by, fresh.settled_at, fresh.reason = actor.account, clock.now(), reason
    _settle(actor, fresh, "return", EntryState.RETURNED, before, reason)
    take_as_read(fresh, actor)
    tell_of_return(fresh, actor)
    return fresh


@transaction.atomic
def entry_withdraw(*, actor: Actor, entry: Entry, reason: str) -> Entry:
    """Withdraw an entry with a reason: it stays to be seen, crossed out, and counts no more.

    Raises PermissionDenied for anyone but the unit's clerks, ValidationError without a reason or where it is withdrawn.
    """
    _require(reason, "请写明撤回原因。")
    fresh = _locked(entry, "withdraw")
    access.require_own_unit(actor, fresh.unit, *CLERKS)
    _withdraw(actor, fresh, "withdraw", reason)
    return fresh


@transaction.atomic
def entry_correct(*, actor: Actor, entry: Entry) -> Entry:
    """Open the correction of a submitted entry: a draft with its content, that withdraws it when submitted.

    A second call gives the draft that is there already. Raises PermissionDenied, or ValidationError in another state.
    """
    fresh = _locked(entry, "correct")
    access.require_own_unit(actor, fresh.unit, *CLERKS)
    assert actor.account is not None
    open_one = fresh.replaced_by.exclude(state=EntryState.WITHDRAWN).first()
    if open_one is not None:
        return open_one
    draft = Entry(
        unit=fresh.unit, entered_by=actor.account, made_at=clock.now(), replaces=fresh, kind=fresh.kind
    )
    reason = "按退回意见更正。" if fresh.state == EntryState.RETURNED else ""
    content_write(draft, dataclasses.replace(content_of(fresh), reason=reason))
    log_change(actor=actor, action="entry_correct", target=draft, unit=draft.unit, after=snapshot(draft))
    return draft


def _locked(entry: Entry, deed: str) -> Entry:
    """The entry as it now is, under its unit's ledger lock; raises ValidationError where `deed` cannot start."""
    lock_units([entry.unit_id])
    rows = Entry.objects.select_for_update(of=("self",)).select_related("unit", "leader", "replaces")
    fresh = rows.get(pk=entry.pk)
    if fresh.state not in ALLOWED[deed]:
        label = EntryState(fresh.state).label
        raise ValidationError(f"该登记单{label},不能{NAMES[deed]};现显示最新情况。")
    return fresh


def _whole(entry: Entry) -> EntryContent:
    """The content of a draft that may be submitted, with its title; raises ValidationError by field."""
    content = content_of(entry)
    faults = content_faults(entry.unit, entry.kind, content)
    if entry.replaces_id is not None and not entry.reason.strip():
        faults["reason"] = ["请写明更正原因。"]
    if faults or content.occurred_on is None:
        raise ValidationError(faults)
    title = content.title or derived_title(content.forms, content.occurred_on)
    return dataclasses.replace(content, title=title)


def _replace(actor: Actor, entry: Entry, reason: str) -> Any:
    """Withdraw the entry that is being corrected, unless it is withdrawn already; gives its record."""
    fresh = Entry.objects.select_for_update(of=("self",)).select_related("unit", "leader").get(pk=entry.pk)
    if fresh.state != EntryState.WITHDRAWN:
        _withdraw(actor, fresh, "replace", reason)
    return fresh.records.order_by("pk").last()


def _withdraw(actor: Actor, entry: Entry, deed: str, reason: str) -> None:
    before = snapshot(entry)
    for record in entry.records.filter(withdrawn_at__isnull=True):
        record_withdraw(actor=actor, record=record, reason=reason)
    entry.reason = reason
    _settle(actor, entry, deed, EntryState.WITHDRAWN, before, reason)


def _settle(
    actor: Actor, entry: Entry, deed: str, state: EntryState, before: dict[str, Any], reason: str
) -> None:
    """Move the locked entry into `state` and keep who did it and why."""
    entry.state = state
    entry.version += 1
    entry.save()
    log_change(
        actor=actor,
        action=f"entry_{deed}",
        target=entry,
        unit=entry.unit,
        before=before,
        after=snapshot(entry),
        reason=reason,
    )


def _require(reason: str, message: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": message})
