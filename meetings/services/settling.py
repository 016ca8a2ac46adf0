"""What is done with an entry that was sent or planned: confirmed, returned, withdrawn, cancelled."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from duties.services.records import record_confirm, record_return
from meetings.access import require_returning, require_settling, require_writing
from meetings.models import Entry, EntryState
from meetings.services.notices import take_as_read, tell_of_return
from meetings.services.states import locked, require_reason, settle, withdraw
from meetings.services.stored import snapshot
from portal import clock
from portal.access import Actor

MEND_DAYS = 7
"""How long a clerk has to mend what was returned, where no other day is named."""


@transaction.atomic
def entry_confirm(*, actor: Actor, entry: Entry) -> Entry:
    """Confirm what was logged for oneself. Raises PermissionDenied, or ValidationError in another state."""
    fresh = locked(entry, "confirm")
    require_settling(actor, fresh)
    before = snapshot(fresh)
    for record in fresh.records.order_by("pk"):
        record_confirm(actor=actor, record=record)
    fresh.settled_by, fresh.settled_at = actor.account, clock.now()
    settle(actor, fresh, "confirm", EntryState.CONFIRMED, before, "")
    take_as_read(fresh, actor)
    return fresh


@transaction.atomic
def entry_return(*, actor: Actor, entry: Entry, reason: str, mend_by: dt.date | None = None) -> Entry:
    """Return an entry with a reason: it counts no more, its clerk is told why and to mend it by `mend_by`.

    Without a day it is `mend_day()`. Raises PermissionDenied, or ValidationError without a reason, for a day that is
    over, or in another state.
    """
    require_reason(reason, "请写明退回原因。")
    mend_by = mend_by or mend_day()
    if mend_by < clock.today():
        raise ValidationError({"mend_by": "补正期限不能早于今天。"})
    fresh = locked(entry, "return")
    require_returning(actor, fresh)
    before = snapshot(fresh)
    for record in fresh.records.order_by("pk"):
        record_return(actor=actor, record=record, reason=reason)
    fresh.settled_by, fresh.settled_at, fresh.reason = actor.account, clock.now(), reason
    fresh.mend_by = mend_by
    settle(actor, fresh, "return", EntryState.RETURNED, before, reason)
    take_as_read(fresh, actor)
    tell_of_return(fresh, actor)
    return fresh


def mend_day() -> dt.date:
    """The day by which an entry returned today is to be mended, unless another is named."""
    return clock.today() + dt.timedelta(days=MEND_DAYS)


@transaction.atomic
def entry_withdraw(*, actor: Actor, entry: Entry, reason: str) -> Entry:
    """Withdraw an entry with a reason: it stays to be seen, crossed out, and counts no more.

    Raises PermissionDenied for anyone but its clerks, ValidationError without a reason or where it is withdrawn.
    """
    require_reason(reason, "请写明撤回原因。")
    fresh = locked(entry, "withdraw")
    require_writing(actor, fresh)
    withdraw(actor, fresh, "withdraw", reason)
    return fresh


@transaction.atomic
def entry_cancel(*, actor: Actor, entry: Entry, reason: str) -> Entry:
    """Cancel what was planned, with a reason: it stays to be seen and never counted.

    Raises PermissionDenied for anyone but its clerks, ValidationError without a reason or in another state.
    """
    require_reason(reason, "请写明取消原因。")
    fresh = locked(entry, "cancel")
    require_writing(actor, fresh)
    before = snapshot(fresh)
    fresh.reason = reason
    settle(actor, fresh, "cancel", EntryState.CANCELLED, before, reason)
    return fresh
