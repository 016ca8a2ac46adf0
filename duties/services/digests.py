"""The daily digest: at most one mail to a person and day, with what presses on them, grouped by lateness and capped.

It goes out on a day on which something is new since the last one, and on Mondays while anything is open, so that
nobody is told the same every day. Who has no address reads it in the inbox only.
"""

import dataclasses
import datetime as dt
import itertools
import uuid
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from duties.ledger.status import Status
from duties.models import Alert
from duties.selectors.alerts import PRESSING, AlertLine, Lateness, alert_lines, in_order, of_row
from duties.selectors.ledger import ledger
from duties.services.alerts import lock_alerts
from portal import clock
from portal.models import Account, Delivery
from portal.selectors.installation import installation
from portal.selectors.vocabulary import vocabulary
from portal.services.deliveries import Parcel, deliveries_add

LINES = 8
"""So many lines of a group stand in the mail; how many more there are is said, and the inbox has them all."""

TOGETHER = 200
"""Accounts of one transaction."""

MONDAY = 0

Key = tuple[int, int, str, str]


@dataclasses.dataclass(frozen=True)
class Group:
    """The lines of one lateness that the mail shows, and how many more there are."""

    lateness: Lateness
    lines: Sequence[AlertLine]
    more: int

    @property
    def total(self) -> int:
        """All that belong to the group."""
        return len(self.lines) + self.more


def send_digests() -> int:
    """Store today's digests that are still missing; gives how many. A second or concurrent run stores none."""
    today = clock.today()
    frame = {
        "today": today,
        "site": settings.SITE_URL,
        "inbox": settings.SITE_URL + reverse("messages"),
        "demo": installation().demo,
        "vocabulary": vocabulary(),
    }
    due = list(_due(today).order_by("pk").values_list("pk", flat=True))
    chunks = (due[start : start + TOGETHER] for start in range(0, len(due), TOGETHER))
    return sum(_digest(chunk, today, frame) for chunk in chunks)


def _due(today: dt.date) -> QuerySet[Account]:
    """Who gets a digest today and has none yet."""
    alerts = Alert.objects.filter(account=OuterRef("pk"), settled_at__isnull=True)
    if today.weekday() != MONDAY:
        alerts = alerts.filter(digested_at__isnull=True)
    stored = Delivery.objects.filter(account=OuterRef("pk"), key=_key(today))
    return Account.objects.filter(Exists(alerts), ~Exists(stored), is_active=True).exclude(email="")


def _key(day: dt.date) -> str:
    return f"digest:{day.isoformat()}"


@transaction.atomic
def _digest(chunk: Sequence[int], today: dt.date, frame: dict[str, Any]) -> int:
    lock_alerts()
    accounts = list(_due(today).filter(pk__in=chunk))
    lines = _lines(accounts)
    mails = [
        _mail(account, lines[account.pk], _key(today), frame) for account in accounts if lines[account.pk]
    ]
    told = Alert.objects.filter(account__in=[mail.account_id for mail in mails], settled_at__isnull=True)
    told.filter(digested_at__isnull=True).update(digested_at=clock.now())
    return deliveries_add(parcels=mails)


def _lines(accounts: Sequence[Account]) -> dict[int, list[AlertLine]]:
    """What presses on each of `accounts`, in the order of the inbox; two queries."""
    alerts = Alert.objects.filter(account__in=accounts, settled_at__isnull=True)
    rows = in_order(ledger().filter(PRESSING, Exists(of_row(alerts)), unit__in=alerts.values("unit")))
    told: dict[Key, set[int]] = {}
    for account, rule, unit, role, period in alerts.values_list("account", "rule", "unit", "role", "period"):
        told.setdefault((rule, unit, role, period), set()).add(account)
    lines: dict[int, list[AlertLine]] = {account.pk: [] for account in accounts}
    for line in alert_lines(rows):
        row = line.obligation
        for account in told.get((row.rule_id, row.unit_id, row.role, row.period), ()):
            lines[account].append(line)
    return lines


def _mail(account: Account, lines: Sequence[AlertLine], key: str, frame: dict[str, Any]) -> Parcel:
    public_id = uuid.uuid4()
    overdue = sum(line.status == Status.OVERDUE for line in lines)
    context = frame | {
        "account": account,
        "groups": groups(lines),
        "overdue": overdue,
        "due_soon": len(lines) - overdue,
        "number": public_id.hex[:8].upper(),
    }
    return Parcel(
        account.pk,
        key,
        render_to_string("duties/digest/subject.txt", context).strip(),
        render_to_string("duties/digest/body.txt", context),
        render_to_string("duties/digest/body.html", context),
        public_id=public_id,
    )


def groups(lines: Sequence[AlertLine]) -> list[Group]:
    """Lines in the order of the inbox as groups of at most `LINES` lines."""
    found = []
    for lateness, together in itertools.groupby(lines, key=lambda line: line.lateness):
        of_group = list(together)
        found.append(Group(lateness, of_group[:LINES], max(0, len(of_group) - LINES)))
    return found
