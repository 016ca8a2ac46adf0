"""Writing records: entered once, confirmed or returned, withdrawn, corrected by another; the ledger follows each write.

Who may do it is asked by the doors (`portal.access`); here a record is held to rules.md.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from duties.ledger.incremental import records_changed
from duties.ledger.locks import lock_units
from duties.models import (
    Household,
    HouseholdContact,
    Record,
    RecordState,
    RecordStateChange,
)
from duties.periods import first_day, kind_of
from portal import clock
from portal.access import Actor
from portal.models import Existence, Person, Tenure, Unit, Word
from portal.services.changes import log_change, state_of
from portal.services.facts import instant_after


@dataclasses.dataclass(frozen=True)
class Content:
    """What a record says took place; fixed once it is registered."""

    unit: Unit
    kind: str
    occurred_on: dt.date
    forms: Sequence[str] = ()
    leader: Person | None = None
    target: Unit | None = None
    for_period: str = ""
    on_topic: bool = False
    title: str = ""
    households: Sequence[Household] = ()


@transaction.atomic
def record_add(
    *,
    actor: Actor,
    content: Content,
    state: RecordState = RecordState.SUBMITTED,
    replaces: Record | None = None,
    ref: str = "",
) -> Record:
    """Register a record from this instant on and count it.

    Raises ValidationError, by the names of Content's fields, for what rules.md does not allow.
    """
    check_content(content)
    lock_units([content.unit.pk], beside=[content.target.pk if content.target else None])
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
        state=state,
        registered_at=now,
        replaces=replaces,
    )
    record.full_clean(exclude=["unit", "leader", "target", "replaces"])
    record.save(force_insert=True)
    RecordStateChange.objects.create(
        record=record, state=state, known=DateTimeTZRange(now, None), account=actor.account
    )
    HouseholdContact.objects.bulk_create(
        HouseholdContact(record=record, household=household) for household in content.households
    )
    records_changed([record])
    after = state_of(record) | {"households": [household.number for household in content.households]}
    log_change(actor=actor, action="record_add", target=record, unit=record.unit, after=after)
    return record


@transaction.atomic
def record_submit(*, actor: Actor, record: Record) -> Record:
    """Submit a draft: it counts from now on. Raises ValidationError where it is no draft any more."""
    return _move(actor, record, "record_submit", RecordState.SUBMITTED, {RecordState.DRAFT}, "")


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


def check_content(content: Content) -> None:
    """Hold a record to rules.md; raises ValidationError by the names of Content's fields, all faults at once."""
    faults: dict[str, list[str]] = {}
    for check in (_days, _words, _leader, _period, _households):
        for field, message in check(content).items():
            faults.setdefault(field, []).append(message)
    if faults:
        raise ValidationError(faults)


def _days(content: Content) -> Mapping[str, str]:
    if content.occurred_on > clock.today():
        return {"occurred_on": "发生日期不能晚于今天;请在活动开展之后登记。"}
    asked = [unit.pk for unit in (content.unit, content.target) if unit]
    standing = set(
        Existence.objects.known()
        .filter(unit__in=asked, during__contains=content.occurred_on)
        .values_list("unit", flat=True)
    )
    faults = {}
    if content.unit.pk not in standing:
        faults["occurred_on"] = f"{content.unit.name}在{content.occurred_on}尚未成立或已撤销;请核对日期。"
    if content.target and content.target.pk not in standing:
        faults["target"] = f"{content.target.name}在{content.occurred_on}尚未成立或已撤销;请核对对象单位。"
    return faults


def _words(content: Content) -> Mapping[str, str]:
    words = Word.objects.filter(group__in=[Word.Group.KIND, Word.Group.FORM])
    known = {(word.group, word.code): word for word in words.filter(code__in=[content.kind, *content.forms])}
    if (Word.Group.KIND, content.kind) not in known:
        return {"kind": "没有这一类别;请从列表中选择。"}
    forms = {form: known.get((Word.Group.FORM, form)) for form in content.forms}
    strange = [form for form, word in forms.items() if word is None or content.kind not in word.data["kinds"]]
    return {"forms": f"该类别没有这些形式:{'、'.join(strange)};请从列表中选择。"} if strange else {}


def _leader(content: Content) -> Mapping[str, str]:
    if content.leader and not Tenure.objects.known().filter(person=content.leader).exists():
        return {"leader": f"{content.leader.name}没有任何任职;请先登记任职,或改选他人。"}
    return {}


def _period(content: Content) -> Mapping[str, str]:
    if not content.for_period:
        return {}
    try:
        start, kind = first_day(content.for_period), kind_of(content.for_period)
    except ValueError:
        return {"for_period": "没有这一周期;请写成 2025、2025H1、2025Q1、2025-03、2025-03a 或 2025W07。"}
    begun = Tenure.objects.known().filter(unit=content.unit, started_on=start)
    if kind == "term" and not begun.exists():
        return {"for_period": f"{content.unit.name}没有自{start}开始的任期;请核对。"}
    return {}


def _households(content: Content) -> Mapping[str, str]:
    strange = [each.number for each in content.households if each.unit_id != content.unit.pk]
    return {"households": f"这些户不在{content.unit.name}:{'、'.join(strange)};请核对。"} if strange else {}


def _require(reason: str, message: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": message})


def _locked(record: Record) -> Record:
    """The record as it now is, under its unit's ledger lock; raises ValidationError where it was withdrawn."""
    lock_units([record.unit_id])
    fresh = Record.objects.select_for_update().get(pk=record.pk)
    if fresh.withdrawn_at:
        raise ValidationError("该记录已撤回,不能再变更;请刷新页面。")
    return fresh


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


ACTIONS = {"record_submit": "提交", "record_confirm": "确认", "record_return": "退回"}


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
