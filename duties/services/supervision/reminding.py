"""Reminders of supervision: a deadline that nears or has passed, and a decision that waits. Run daily; a run repeats nothing."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse

from duties.models import SupervisionItem
from duties.selectors.supervision.items import overdue_items
from duties.services.supervision.telling import KIND, holders, is_urgent, units_accounts
from duties.supervision_states import WITH_UNIT, Holder, State
from portal import clock
from portal.models import Account, Role
from portal.selectors.accounts import accounts_at
from portal.services.messages import message_send
from portal.working_days import working_days

NEAR = 3
"""So many working days before its deadline the unit is reminded."""
WAITING = 5
"""After so many working days a decision of the office or the approver is asked for again."""


def supervision_remind() -> int:
    """Remind whoever has the ball; gives how many lines were written.

    Each reminder is written once for its item and deadline (or step), so that a missed run is made up by the next one
    and a second run writes nothing.
    """
    today, calendar = clock.today(), working_days()
    written = 0
    for item in _nearing(today, calendar.add(today, NEAR)):
        left = (item.deadline - today).days
        words = f"还有{left}天到期" if left else "今天到期"
        written += _send(units_accounts(item), item, f"near-{item.deadline}", words)
    for item in overdue_items(today):
        accounts = [*units_accounts(item), *accounts_at(item.office, Role.OFFICE)]
        written += _send(accounts, item, f"over-{item.deadline}", "已过办结期限")
    for item in _waiting(calendar.add(today, -WAITING)):
        words = f"{item.at.label}已满{WAITING}个工作日"
        written += _send(holders(item), item, f"wait-{item.version}", words)
    return written


def _nearing(today: dt.date, last: dt.date) -> QuerySet[SupervisionItem]:
    near = SupervisionItem.objects.filter(state__in=WITH_UNIT, deadline__gte=today, deadline__lte=last)
    return near.select_related("unit", "office", "notice")


def _waiting(since: dt.date) -> QuerySet[SupervisionItem]:
    decided = [state for state in State if state.holder in (Holder.OFFICE, Holder.APPROVER)]
    end = dt.datetime.combine(since + dt.timedelta(days=1), dt.time(), clock.SHANGHAI)
    waiting = SupervisionItem.objects.filter(state__in=decided, state_since__lt=end)
    return waiting.select_related("unit", "office", "notice")


def _send(accounts: Iterable[Account], item: SupervisionItem, key: str, words: str) -> int:
    until = f"办结期限{item.deadline.year}年{item.deadline.month}月{item.deadline.day}日"
    return message_send(
        accounts=accounts,
        key=f"supervision-{item.public_id}-{key}",
        kind=KIND,
        title=f"督办{words}:{item.notice.title}",
        text=f"{item.number} {item.unit.name},{item.at.label},{until}。".strip(),
        url=reverse("supervision-item", args=[item.public_id]),
        urgent=is_urgent(item),
    )
