"""The daily digest: at most one to a person and working day, with what is to be told, grouped by lateness and capped.

It goes out at the hour that the person has chosen, later on the same day where no worker ran then, and only where there
is something to tell: alerts that are new or due to be told again, and unread messages. An office is told counts by
unit. The robot of a group is told the counts of its unit at the hour of its endpoint.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.urls import reverse

from duties.ledger.status import Status
from duties.models import Alert
from duties.models.policies import Channel as StepChannel
from duties.selectors.alerts import PRESSING, AlertLine
from duties.selectors.digests import (
    Key,
    Telling,
    UnitCounts,
    groups,
    lines_of,
    news,
    open_counts,
    tellings,
    to_tell,
    unit_counts,
    unit_counts_of,
)
from duties.selectors.ledger import in_area, ledger
from duties.services.alerts import lock_alerts
from portal import clock
from portal.models import Account, Adapter, Delivery, Endpoint, Message
from portal.models.channels import DIGEST_HOUR, QUIET_FROM
from portal.selectors.channels import Ways, robots, ways_of
from portal.selectors.installation import installation
from portal.selectors.vocabulary import vocabulary
from portal.services.deliveries import Parcel, deliveries_add
from portal.working_days import is_working_day

TOGETHER = 200
"""Accounts of one transaction."""

NEWS_SHOWN = 8


@dataclasses.dataclass(frozen=True)
class Content:
    """What one digest tells by one channel."""

    lines: Sequence[AlertLine]
    units: UnitCounts
    messages: Sequence[Message]
    shown: Sequence[int]
    """The alerts that it tells."""


def send_digests() -> int:
    """Store the digests that are due and missing; gives how many. A second or concurrent run stores none."""
    now = clock.now()
    today = now.date()
    if not is_working_day(today):
        return 0
    frame = {
        "today": today,
        "site": settings.SITE_URL,
        "path": reverse("messages"),
        "preferences": settings.SITE_URL + reverse("preferences"),
        "demo": installation().demo,
        "vocabulary": vocabulary(),
    }
    due = list(_due(now).order_by("pk").values_list("pk", flat=True))
    chunks = (due[start : start + TOGETHER] for start in range(0, len(due), TOGETHER))
    return sum(_digest(chunk, now, frame) for chunk in chunks) + _tell_robots(now, frame)


def _due(now: dt.datetime) -> QuerySet[Account]:
    """Who gets a digest by now and has none yet today."""
    today = now.date()
    alerts = to_tell(today).filter(account=OuterRef("pk"))
    messages = news(today).filter(account=OuterRef("pk"))
    stored = Delivery.objects.filter(account=OuterRef("pk"), key=_key(today))
    quiet = Q(Q(preference=None) | Q(preference__is_quiet=True), quiet_from__lte=now.hour)
    accounts = Account.objects.annotate(
        hour=Coalesce("preference__digest_hour", DIGEST_HOUR),
        quiet_from=Coalesce("preference__quiet_from", QUIET_FROM),
    ).filter(Exists(alerts) | Exists(messages), ~Exists(stored), is_active=True, hour__lte=now.hour)
    if not Endpoint.objects.filter(adapter=Adapter.JSON, is_active=True).exists():
        accounts = accounts.exclude(Q(email="") | Q(preference__by_email=False))
    return accounts.exclude(quiet)


def _key(day: dt.date) -> str:
    return f"digest:{day.isoformat()}"


@transaction.atomic
def _digest(chunk: Sequence[int], now: dt.datetime, frame: dict[str, Any]) -> int:
    lock_alerts()
    accounts, today = list(_due(now).filter(pk__in=chunk)), now.date()
    ways = {pk: found for pk, found in ways_of(accounts).items() if found.any}
    reached = [account for account in accounts if account.pk in ways]
    told = tellings(reached, today)
    lines, pressing = lines_of(told), open_counts(reached)
    own: dict[int, list[Telling]] = {}
    for each in told:
        own.setdefault(each.account, []).append(each)
    fresh: dict[int, list[Message]] = {}
    for message in news(today).filter(account__in=reached).order_by("-sent_at", "-pk"):
        fresh.setdefault(message.account_id, []).append(message)
    parcels: list[Parcel] = []
    shown: set[int] = set()
    tidings: set[int] = set()
    for account in reached:
        for channel, endpoint in _channels(ways[account.pk]):
            mine = [each for each in own.get(account.pk, []) if channel in each.channels]
            content = _content(mine, lines, fresh.get(account.pk, []))
            if content.shown or content.messages:
                before = max(0, pressing.get(account.pk, 0) - len(content.lines))
                parcels.append(_parcel(account, content, endpoint, today, frame | {"before": before}))
                shown.update(content.shown)
                tidings.update(message.pk for message in content.messages)
    Alert.objects.filter(pk__in=shown).update(digested_at=now, digests=F("digests") + 1)
    Message.objects.filter(pk__in=tidings).update(digested_at=now)
    return deliveries_add(parcels=parcels)


def _channels(ways: Ways) -> list[tuple[StepChannel, int | None]]:
    """The channels to a person, each with the endpoint that it goes by."""
    found: list[tuple[StepChannel, int | None]] = [(StepChannel.MAIL, None)] if ways.by_email else []
    return found if ways.gateway is None else [*found, (StepChannel.WEBHOOK, ways.gateway)]


def _content(told: Sequence[Telling], lines: dict[Key, AlertLine], messages: Sequence[Message]) -> Content:
    """What presses of `told`, in the order of the inbox; what was met meanwhile is left out."""
    keys = {each.key for each in told if each.personal}
    office = [each for each in told if not each.personal]
    units = unit_counts_of(office) if office else UnitCounts()
    shown = [each.pk for each in told if each.personal and each.key in lines]
    if units.units:
        shown += [each.pk for each in office]
    return Content([line for key, line in lines.items() if key in keys], units, messages, shown)


def _parcel(
    account: Account, content: Content, endpoint: int | None, today: dt.date, frame: dict[str, Any]
) -> Parcel:
    public_id = uuid.uuid4()
    overdue = sum(line.status == Status.OVERDUE for line in content.lines)
    context = frame | {
        "account": account,
        "groups": groups(content.lines),
        "overdue": overdue,
        "due_soon": len(content.lines) - overdue,
        "units": content.units,
        "news": content.messages[:NEWS_SHOWN],
        "news_more": max(0, len(content.messages) - NEWS_SHOWN),
        "news_total": len(content.messages),
        "number": public_id.hex[:8].upper(),
    }
    return Parcel(
        account.pk,
        _key(today),
        render_to_string("duties/digest/subject.txt", context).strip(),
        render_to_string("duties/digest/body.txt", context),
        render_to_string("duties/digest/body.html", context) if endpoint is None else "",
        frame["path"],
        endpoint,
        public_id,
    )


@transaction.atomic
def _tell_robots(now: dt.datetime, frame: dict[str, Any]) -> int:
    """Store today's counts for the groups whose hour has come; none where nothing presses."""
    stored = Delivery.objects.filter(endpoint=OuterRef("pk"), key=_key(now.date()))
    due = robots().filter(~Exists(stored), hour__lte=now.hour) if now.hour < QUIET_FROM else robots().none()
    parcels = []
    for endpoint in due:
        counts = unit_counts(ledger().filter(PRESSING, in_area(endpoint.unit)))
        if counts.overdue or counts.due_soon:
            context = frame | {"unit": endpoint.unit, "units": counts}
            parcels.append(
                Parcel(
                    None,
                    _key(now.date()),
                    render_to_string("duties/digest/group_subject.txt", context).strip(),
                    render_to_string("duties/digest/group.txt", context).strip(),
                    url=reverse("board"),
                    endpoint_id=endpoint.pk,
                )
            )
    return deliveries_add(parcels=parcels)
