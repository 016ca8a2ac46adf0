"""Waiving an obligation with a reason, and taking that back; the row keeps its numbers, its status is derived."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from duties.ledger.locks import lock_units
from duties.ledger.owing import is_owed
from duties.models import Rule, Waiver
from duties.periods import first_day, kind_of
from duties.services.lives import check_reason
from duties.services.period_locks import require_unlocked
from portal import clock
from portal.access import Actor
from portal.models import Unit
from portal.services.changes import log_change, state_of
from portal.services.facts import instant_after


@transaction.atomic
def waiver_grant(
    *,
    actor: Actor,
    rule: Rule,
    unit: Unit,
    period: str,
    reason: str,
    role: str = "",
    granted_on: dt.date | None = None,
    granted_by: str = "",
) -> Waiver:
    """Waive what `rule` lays on `unit` (its seat `role`) in `period`, from `granted_on` (default: today) on.

    Raises ValidationError without a reason, for a coming day, for what is waived already and for what is not owed.
    """
    check_reason(reason)
    day = granted_on or clock.today()
    if day > clock.today():
        raise ValidationError({"granted_on": "批准日期不能晚于今天;请填写实际批准的日期。"})
    lock_units([unit.pk])
    known = Waiver.objects.filter(known__endswith__isnull=True)
    if known.filter(rule=rule, unit=unit, role=role, period=period).exists():
        raise ValidationError("该事项已经豁免;请先取消原豁免。")
    if not _is_owed(rule, unit, role, period):
        raise ValidationError(
            {"period": "该单位在此周期没有这一应履职事项,不能豁免;请核对口径、职务和周期。"}
        )
    _require_unlocked(unit, period)
    waiver = Waiver(
        rule=rule, unit=unit, role=role, period=period, reason=reason.strip(), granted_on=day,
        granted_by=granted_by or actor.name,
    )  # fmt: skip
    waiver.full_clean()
    waiver.save(force_insert=True)
    log_change(
        actor=actor, action="waiver_grant", target=waiver, unit=unit, after=state_of(waiver), reason=reason
    )
    return waiver


@transaction.atomic
def waiver_drop(*, actor: Actor, waiver: Waiver, reason: str) -> None:
    """Take a waiver back: known until now. Raises ValidationError without a reason, or where that was done already."""
    check_reason(reason)
    lock_units([waiver.unit_id])
    fresh = Waiver.objects.select_for_update().filter(pk=waiver.pk, known__endswith__isnull=True).first()
    if fresh is None:
        raise ValidationError("该豁免已被取消;请刷新页面。")
    _require_unlocked(fresh.unit, fresh.period)
    before = state_of(fresh)
    fresh.known = DateTimeTZRange(fresh.known.lower, instant_after(fresh.known.lower))
    fresh.save(update_fields=["known"])
    log_change(actor=actor, action="waiver_drop", target=fresh, unit=fresh.unit, before=before, reason=reason)


def _require_unlocked(unit: Unit, period: str) -> None:
    """Hold a waiver to the locks of its period; a term is no calendar period."""
    if kind_of(period) != "term":
        require_unlocked(unit.pk, first_day(period))


def _is_owed(rule: Rule, unit: Unit, role: str, period: str) -> bool:
    try:
        return is_owed(unit=unit, rule=rule, role=role, period=period)
    except ValueError:
        return False
