"""Writing records: entered once, confirmed or returned, withdrawn, corrected by another; the ledger follows each write.

Who may do it is asked by the doors (`portal.access`); here a record is held to rules.md.
"""

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from duties.ledger.incremental import records_changed
from duties.ledger.locks import lock_units
from duties.models import HouseholdContact, Record, RecordState, RecordStateChange
from duties.periods import first_day, kind_of
from duties.record_checks import check_others
from duties.services.period_locks import require_unlocked
from duties.services.record_content import Content as Content
from duties.services.record_content import check_content as check_content
from portal import clock
from portal.access import Actor
from portal.services.changes import log_change, state_of
from portal.services.facts import instant_after


@transaction.atomic
def record_add(
    *,
    actor: Actor,
    content: Content,
    replaces: Record | None = None,
    ref: str = "",
) -> Record:
    """Register a record from this instant on and count it.

    Raises ValidationError, by the names of Content's fields, for what rules.md does not allow, and for what an app counts
    in a way of its own (`duties.record_checks`).
    """
    check_content(content)
    lock_units([content.unit.pk], beside=[content.target.pk if content.target else None])
    check_others(content)
    now = clock.now()
    record = Record(
        ref=ref or uuid.uuid4().hex,
        kind=content.kind,
        forms=list(content.forms),
        unit=content.unit,
        leader=content.leader,
        target=content.target,
        occurred_on=content.occurred_on,
        for_period=content.for_period,
        for_kind=kind_of(content.for_period) if content.for_period else "",
        for_start=first_day(content.for_period) if content.for_period else None,
        on_topic=content.on_topic,
        title=content.title,
        state=RecordState.SUBMITTED,
        registered_at=now,
        replaces=replaces,
    )
    _require_unlocked(record)
    # The constraint on `for_period` cannot fail here, and a made reference is new.
    record.full_clean(
        exclude=["unit", "leader", "target", "replaces"],
        validate_unique=bool(ref),
        validate_constraints=False,
    )
    record.save(force_insert=True)
    RecordStateChange.objects.create(
        record=record, state=record.state, known=DateTimeTZRange(now, None), account=actor.account
    )
    HouseholdContact.objects.bulk_create(
        HouseholdContact(record=record, household=household) for household in content.households
    )
    records_changed([record])
    after = state_of(record) | {"households": [household.number for household in content.households]}
    log_change(actor=actor, action="record_add", target=record, unit=record.unit, after=after)
    return record


@transaction.atomic
def record_confirm(*, actor: Actor, record: Record) -> Record:
    """Confirm a submitted record. Raises ValidationError where it is in another state or withdrawn."""
    return _move(actor, record, "record_confirm", RecordState.CONFIRMED, {RecordState.SUBMITTED}, "")


@transaction.atomic
def record_return(*, actor: Actor, record: Record, reason: str) -> Record:
    """Return a record with a reason: it counts no more. Raises ValidationError without one, or in another state."""
    _require(reason, "请写明退回原因。")
    allowed = {RecordState.SUBMITTED, RecordState.CONFIRMED}
    return _move(actor, record, "record_return", RecordState.RETURNED, allowed, reason)


@transaction.atomic
def record_withdraw(*, actor: Actor, record: Record, reason: str) -> Record:
    """Withdraw a record with a reason: it stays to be seen and counts no more.

    Raises ValidationError without a reason, or where it is withdrawn already.
    """
    _require(reason, "请写明撤回原因。")
    fresh = _locked(record)
    before = state_of(fresh)
    fresh.withdrawn_at = clock.now()
    fresh.save(update_fields=["withdrawn_at"])
    _follow(actor, fresh, "record_withdraw", before, reason)
    return fresh


@transaction.atomic
def record_replace(*, actor: Actor, record: Record, content: Content, reason: str) -> Record:
    """Correct a record: it is withdrawn, and one with `content` is registered that names it in `replaces`."""
    lock_units([record.unit_id, content.unit.pk], beside=[content.target.pk if content.target else None])
    withdrawn = record_withdraw(actor=actor, record=record, reason=reason)
    return record_add(actor=actor, content=content, replaces=withdrawn)


def _require(reason: str, message: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": message})


def _locked(record: Record) -> Record:
    """The record as it now is, under its unit's ledger lock; raises ValidationError where it was withdrawn."""
    lock_units([record.unit_id])
    fresh = Record.objects.select_for_update().get(pk=record.pk)
    if fresh.withdrawn_at:
        raise ValidationError("该记录已撤回,不能再变更;请刷新页面。")
    _require_unlocked(fresh)
    return fresh


def _require_unlocked(record: Record) -> None:
    """Hold a record to the locks of the periods in which it can count; a term is no calendar period."""
    made_up = None if record.for_kind == "term" else record.for_start
    require_unlocked(record.unit_id, record.occurred_on, made_up)


def _move(
    actor: Actor, record: Record, action: str, state: RecordState, allowed: set[RecordState], reason: str
) -> Record:
    fresh = _locked(record)
    if fresh.state not in allowed:
        raise ValidationError(f"该记录{RecordState(fresh.state).label},不能{ACTIONS[action]};请刷新页面。")
    before, now = state_of(fresh), _keep_history(fresh)
    RecordStateChange.objects.create(
        record=fresh, state=state, known=DateTimeTZRange(now, None), account=actor.account, reason=reason
    )
    fresh.state = state
    fresh.save(update_fields=["state"])
    _follow(actor, fresh, action, before, reason)
    return fresh


ACTIONS = {"record_confirm": "确认", "record_return": "退回"}


def _keep_history(record: Record) -> dt.datetime:
    """Close the present state's row and give the instant; an imported record has none yet, its state is known from ever.

    Two changes of one record never fall on the same instant, so that each state was known for a while.
    """
    present = RecordStateChange.objects.filter(record=record, known__endswith__isnull=True).first()
    now = instant_after(present.known.lower if present else None)
    if present is None:
        RecordStateChange.objects.create(record=record, state=record.state, known=DateTimeTZRange(None, now))
        return now
    present.known = DateTimeTZRange(present.known.lower, now)
    present.save(update_fields=["known"])
    return now


def _follow(actor: Actor, record: Record, action: str, before: dict[str, Any], reason: str) -> None:
    records_changed([record])
    log_change(
        actor=actor,
        action=action,
        target=record,
        unit=record.unit,
        before=before,
        after=state_of(record),
        reason=reason,
    )
