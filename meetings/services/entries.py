"""How an entry comes to be: a draft or plan, submitted, corrected by another.

Content is fixed once submitted; a correction is another entry, that withdraws the first when it is submitted itself.
"""

import dataclasses
import uuid
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from duties.models import Record
from duties.services.records import record_add
from meetings.access import require_entering, require_writing
from meetings.models import Entry, EntryState
from meetings.services.checks import content_faults
from meetings.services.contents import EntryContent
from meetings.services.decisions import carry_over, tell_owners
from meetings.services.filling import Told, filling_write
from meetings.services.making import derived_title, records_content
from meetings.services.notices import tell_of_submission
from meetings.services.problems import problems_carry_over
from meetings.services.states import (
    EDITABLE,
    RepeatedEntryError,
    StaleEntryError,
    lock,
    locked,
    settle,
    withdraw,
)
from meetings.services.stored import content_of, content_write, repeats, snapshot
from portal import clock
from portal.access import Actor
from portal.models import Unit
from portal.services.changes import log_change


@transaction.atomic
def entry_save(
    *,
    actor: Actor,
    unit: Unit,
    content: EntryContent,
    token: uuid.UUID,
    entry: Entry | None = None,
    version: int | None = None,
    told: Told | None = None,
) -> Entry:
    """Keep a draft of `unit`: a new one, or `entry` (a draft or plan) changed where it still is at `version`.

    `told` says how long the form was worked on; without it nothing is measured.

    Raises PermissionDenied for anyone but those who may log for the unit, RepeatedEntryError for a form sent twice,
    StaleEntryError where the draft was changed meanwhile, ValidationError by field for what no draft can hold.
    """
    return _save(actor, unit, content, token, entry, version, told)[0]


def _save(
    actor: Actor,
    unit: Unit,
    content: EntryContent,
    token: uuid.UUID,
    entry: Entry | None,
    version: int | None,
    told: Told | None,
) -> tuple[Entry, dict[str, Any]]:
    """The draft, and as what the change log keeps it."""
    if entry is None:
        require_entering(actor, unit)
    else:
        require_writing(actor, entry)
    lock(unit, content.targets)
    before = None
    if entry is None:
        fresh = _new(actor, unit, token)
    else:
        fresh = _editable(entry, content, version)
        content = dataclasses.replace(content, kind=fresh.kind)
        before = snapshot(fresh)
    content_write(fresh, content)
    after = snapshot(fresh)
    log_change(actor=actor, action="entry_save", target=fresh, unit=unit, before=before, after=after)
    if told is not None:
        filling_write(actor=actor, entry=fresh, told=told)
    return fresh, after


def _new(actor: Actor, unit: Unit, token: uuid.UUID) -> Entry:
    """An entry not yet stored; raises RepeatedEntryError where the form was sent before."""
    assert actor.account is not None
    assert actor.post is not None
    if made := Entry.objects.filter(token=token).select_related("unit").first():
        require_writing(actor, made)
        raise RepeatedEntryError(made)
    proxy = actor.post.unit if actor.post.unit.pk != unit.pk else None
    return Entry(unit=unit, token=token, entered_by=actor.account, entered_from=proxy, made_at=clock.now())


def _editable(entry: Entry, content: EntryContent, version: int | None) -> Entry:
    """The draft or plan as it now is, locked, at its next version."""
    fresh = Entry.objects.select_for_update(of=("self",)).select_related("unit").get(pk=entry.pk)
    if fresh.state not in EDITABLE or fresh.version != version:
        if repeats(fresh, content):
            raise RepeatedEntryError(fresh)
        raise StaleEntryError(fresh)
    fresh.version += 1
    return fresh


@transaction.atomic
def entry_plan(
    *,
    actor: Actor,
    unit: Unit,
    content: EntryContent,
    token: uuid.UUID,
    entry: Entry | None = None,
    version: int | None = None,
    told: Told | None = None,
) -> Entry:
    """Announce what is to take place: it is shown as planned and counts nowhere until it was held and submitted.

    A plan that is changed stays one. Raises what `entry_save` raises, and ValidationError by field where the plan is
    not whole, its day is over, or the entry is a correction.
    """
    faults = content_faults(unit, content, planned=True)
    if entry is not None and entry.replaces_id is not None:
        faults["__all__"] = ["更正已提交的登记不能列入计划;请直接提交。"]
    if faults:
        raise ValidationError(faults)
    saved, _ = _save(actor, unit, content, token, entry, version, told)
    if saved.state == EntryState.PLANNED:
        return saved
    fresh = locked(saved, "plan")
    before = snapshot(fresh)
    fresh.title = content.title or derived_title(content)
    fresh.planned_at = clock.now()
    settle(actor, fresh, "plan", EntryState.PLANNED, before, "")
    return fresh


@transaction.atomic
def entry_submit(*, actor: Actor, entry: Entry) -> Entry:
    """Submit a draft or what was planned: its records count from now on; what it corrects is withdrawn with it.

    Raises ValidationError by the names of the form's fields where something is missing or not allowed.
    """
    fresh = locked(entry, "submit")
    require_writing(actor, fresh)
    return _submit(actor, fresh, content_of(fresh), snapshot(fresh))


def _submit(actor: Actor, fresh: Entry, content: EntryContent, before: dict[str, Any]) -> Entry:
    """Submit the locked draft or plan with the content that it has, which the change log keeps as `before`."""
    content = _whole(fresh, content)
    fresh.title = content.title
    replaced = _replace(actor, fresh.replaces, fresh.reason) if fresh.replaces else []
    records = _add_records(actor, records_content(fresh.unit, content), replaced)
    fresh.submitted_at = clock.now()
    settle(actor, fresh, "submit", EntryState.SUBMITTED, before, fresh.reason)
    fresh.records.add(*records)
    if fresh.replaces:
        carry_over(actor, fresh.replaces, fresh)
        problems_carry_over(actor, fresh.replaces, fresh)
    tell_of_submission(fresh)
    tell_owners(fresh)
    return fresh


def _add_records(actor: Actor, made: Sequence[Any], replaced: Sequence[Record]) -> list[Record]:
    """Register the records; each names the one of the same target that it replaces, or one that is left over."""
    left = list(replaced)
    added = []
    for content in made:
        target = content.target.pk if content.target else None
        old = next((record for record in left if record.target_id == target), left[0] if left else None)
        if old is not None:
            left.remove(old)
        added.append(record_add(actor=actor, content=content, replaces=old))
    return added


@transaction.atomic
def entry_enter(
    *,
    actor: Actor,
    unit: Unit,
    content: EntryContent,
    token: uuid.UUID,
    entry: Entry | None = None,
    version: int | None = None,
    told: Told | None = None,
) -> Entry:
    """Fill in and submit in one stroke; nothing is kept where either fails. Raises what the two raise."""
    saved, before = _save(actor, unit, content, token, entry, version, told)
    return _submit(actor, saved, dataclasses.replace(content, kind=saved.kind), before)


@transaction.atomic
def entry_correct(*, actor: Actor, entry: Entry) -> Entry:
    """Open the correction of a submitted entry: a draft with its content, that withdraws it when submitted.

    A second call gives the draft that is there already. Raises PermissionDenied, or ValidationError in another state.
    """
    fresh = locked(entry, "correct")
    require_writing(actor, fresh)
    assert actor.account is not None
    open_one = fresh.replaced_by.exclude(state=EntryState.WITHDRAWN).first()
    if open_one is not None:
        return open_one
    draft = Entry(
        unit=fresh.unit,
        entered_by=actor.account,
        entered_from=fresh.entered_from,
        made_at=clock.now(),
        replaces=fresh,
    )
    reason = "按退回意见更正。" if fresh.state == EntryState.RETURNED else ""
    content_write(draft, dataclasses.replace(content_of(fresh), reason=reason))
    log_change(actor=actor, action="entry_correct", target=draft, unit=draft.unit, after=snapshot(draft))
    return draft


def _whole(entry: Entry, content: EntryContent) -> EntryContent:
    """The content of a draft that may be submitted, with its title; raises ValidationError by field."""
    faults = content_faults(entry.unit, content)
    if entry.replaces_id is not None and not entry.reason.strip():
        faults["reason"] = ["请写明更正原因。"]
    if faults or content.occurred_on is None:
        raise ValidationError(faults)
    return dataclasses.replace(content, title=content.title or derived_title(content))


def _replace(actor: Actor, entry: Entry, reason: str) -> list[Record]:
    """Withdraw the entry that is being corrected, unless it is withdrawn already; gives its records."""
    fresh = Entry.objects.select_for_update(of=("self",)).select_related("unit", "leader").get(pk=entry.pk)
    if fresh.state != EntryState.WITHDRAWN:
        withdraw(actor, fresh, "replace", reason)
    return list(fresh.records.order_by("pk"))
