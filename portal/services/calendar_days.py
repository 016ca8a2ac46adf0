"""Keeping the calendar of working days: by the office at the top or the system administrator, for the whole portal."""

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from portal import clock
from portal.access import Actor
from portal.models import CalendarDay, CalendarYear, Role
from portal.selectors.channels import is_top_office
from portal.services.changes import log_change

MOST_DAYS = 31
"""Days that are entered at once."""

FIRST, LAST = 2000, 2100


def may_keep_calendar(actor: Actor) -> bool:
    """Whether the actor keeps the calendar of working days."""
    return actor.role == Role.SYSTEM_ADMIN or is_top_office(actor)


@transaction.atomic
def calendar_days_set(*, actor: Actor, first: dt.date, last: dt.date, works: bool, note: str) -> int:
    """Say for the days from `first` to `last` (both included) whether people work; gives how many days that are.

    Raises PermissionDenied for whoever does not keep the calendar, ValidationError by field.
    """
    _require(actor)
    if not FIRST <= first.year <= last.year <= LAST or first > last:
        raise ValidationError(
            {"last": "结束日期不能早于开始日期。"} if first > last else {"first": "请核对年份。"}
        )
    if (last - first).days >= MOST_DAYS:
        raise ValidationError({"last": f"一次最多登记{MOST_DAYS}天。"})
    days = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    rows = [CalendarDay(day=day, works=works, note=note.strip()) for day in days]
    for row in rows:
        row.full_clean(validate_unique=False)
    CalendarDay.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["day"], update_fields=["works", "note"]
    )
    after = {"from": first.isoformat(), "to": last.isoformat(), "works": works, "note": note.strip()}
    log_change(actor=actor, action="calendar_days_set", target_ref=first.isoformat(), after=after)
    return len(days)


@transaction.atomic
def calendar_day_drop(*, actor: Actor, day: dt.date) -> bool:
    """Take a day out of the table: the packaged calendar holds again; False where it was not in it.

    Raises PermissionDenied for whoever does not keep the calendar.
    """
    _require(actor)
    row = CalendarDay.objects.select_for_update().filter(day=day).first()
    if row is None:
        return False
    row.delete()
    before = {"works": row.works, "note": row.note}
    log_change(actor=actor, action="calendar_day_drop", target_ref=day.isoformat(), before=before)
    return True


@transaction.atomic
def calendar_year_settle(*, actor: Actor, year: int) -> CalendarYear:
    """Say that all days off and swapped days of `year` are in the table.

    Raises PermissionDenied for whoever does not keep the calendar, ValidationError where the table has no day of it.
    """
    _require(actor)
    assert actor.account is not None
    if not CalendarDay.objects.filter(day__year=year).exists():
        raise ValidationError(f"{year}年还没有登记任何日期,请先登记放假和调休安排。")
    row, made = CalendarYear.objects.get_or_create(
        year=year, defaults={"settled_at": clock.now(), "settled_by": actor.account}
    )
    if made:
        log_change(actor=actor, action="calendar_year_settle", target_ref=str(year))
    return row


def _require(actor: Actor) -> None:
    if not may_keep_calendar(actor):
        raise PermissionDenied
