"""Locking a period of an area, unlocking it with a reason, and holding writers to it (docs/logging.md)."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from duties.ledger.locks import lock_ledger
from duties.models import PeriodLock
from duties.periods import Period, display_name, parse
from duties.services.lives import check_reason
from portal import access, clock
from portal.access import Actor
from portal.models import Role, Unit
from portal.prepared import execute_prepared
from portal.services.changes import log_change, state_of
from portal.wording import date_cn

COVERING = """
SELECT u.name, l.period, l.reason
FROM unnest(%(days)s::date[]) AS day
JOIN portal_area a ON a.unit_id = %(unit)s::bigint AND a.during @> day
JOIN duties_periodlock l
  ON l.unit_id = a.ancestor_id AND l.unlocked_at IS NULL AND day >= l.first_day AND day < l.end_day
JOIN portal_unit u ON u.id = l.unit_id
ORDER BY l.locked_at
LIMIT 1
"""


def require_unlocked(unit_id: int, *days: dt.date | None) -> None:
    """Raise ValidationError where one of `days` lies in a locked period of an area in which the unit lay that day.

    For a record: its day, and the first day of the period that it makes up for. The caller holds the unit's ledger
    lock, so that no period is locked between this look and its write.
    """
    with connection.cursor() as cursor:
        execute_prepared(cursor, COVERING, {"days": [day for day in days if day], "unit": unit_id})
        covering = cursor.fetchone()
    if covering:
        name, period, reason = covering
        raise ValidationError(
            f"{name}{display_name(period)}的台账已锁定({reason}),不能变更;确需变更的,请联系领导小组办公室说明理由并解除锁定。"
        )


@transaction.atomic
def period_lock(*, actor: Actor, unit: Unit, period: str, reason: str) -> PeriodLock:
    """Lock a calendar period that has begun for `unit` and all below; writers that are at work finish first.

    Raises PermissionDenied for anyone but the office of an area in which the unit lies; ValidationError, by field,
    without a reason, for a period that is none or has not begun, and for one that is locked.
    """
    post = access.require_area(actor, unit, Role.OFFICE)
    assert actor.account is not None
    check_reason(reason)
    found = _calendar_period(period)
    lock_ledger()
    lock = PeriodLock(
        unit=unit,
        office=post.unit,
        period=found.name,
        first_day=found.start,
        end_day=found.end,
        reason=reason.strip(),
        locked_by=actor.account,
        locked_at=clock.now(),
    )
    lock.full_clean()
    lock.save(force_insert=True)
    log_change(
        actor=actor, action="period_lock", target=lock, unit=unit, after=state_of(lock), reason=lock.reason
    )
    return lock


@transaction.atomic
def period_unlock(*, actor: Actor, lock: PeriodLock, reason: str) -> PeriodLock:
    """Open a locked period again.

    Raises PermissionDenied for anyone but the office that locked it or one above that; ValidationError without a
    reason, or where it is open already.
    """
    access.require_area(actor, lock.office, Role.OFFICE)
    check_reason(reason)
    fresh = PeriodLock.objects.select_for_update(of=("self",)).select_related("unit").get(pk=lock.pk)
    if fresh.unlocked_at:
        raise ValidationError("该周期已解除锁定;请刷新页面。")
    before = state_of(fresh)
    fresh.unlocked_at, fresh.unlocked_by, fresh.unlock_reason = clock.now(), actor.account, reason.strip()
    fresh.save(update_fields=["unlocked_at", "unlocked_by", "unlock_reason"])
    log_change(
        actor=actor, action="period_unlock", target=fresh, unit=fresh.unit, before=before,
        after=state_of(fresh), reason=fresh.unlock_reason,
    )  # fmt: skip
    return fresh


def _calendar_period(name: str) -> Period:
    try:
        found = parse(name.strip())
    except ValueError as error:
        raise ValidationError({"period": "没有这一周期;请写成 2025、2025H1、2025Q1 或 2025-03。"}) from error
    if found.start > clock.today():
        raise ValidationError({"period": f"该周期自{date_cn(found.start)}开始,尚不能锁定。"})
    return found
