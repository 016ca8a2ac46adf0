"""Reading what a digest has to tell: what presses on a person, on whose units an office must look, new messages."""

import dataclasses
import datetime as dt
import itertools
from collections.abc import Collection, Sequence

from django.db.models import Count, Exists, F, Q, QuerySet

from duties.ledger.status import Status
from duties.models import PERSONAL, Alert
from duties.models.ledger import ObligationQuerySet
from duties.models.policies import Channel as StepChannel
from duties.selectors.alerts import (
    PRESSING,
    AlertLine,
    Lateness,
    alert_lines,
    in_order,
    of_row,
    office_alerts,
    open_alerts,
)
from duties.selectors.ledger import ledger
from portal.clock import SHANGHAI
from portal.models import Account, Message, Unit

LINES = 8
"""So many lines of a group stand in a mail; how many more there are is said, and the inbox has them all."""

UNITS = 15
"""So many units are named to an office, those with most that is overdue."""

AGAIN_AFTER = dt.timedelta(days=7)
"""A step is told at most once in so many days, and as often as its policy says."""

NEWS = dt.timedelta(days=14)
"""Messages older than this are no news for somebody who gets an address only now."""

Key = tuple[int, int, str, str]


@dataclasses.dataclass(frozen=True)
class Group:
    """The lines of one lateness that a mail shows, and how many more there are."""

    lateness: Lateness
    lines: Sequence[AlertLine]
    more: int

    @property
    def total(self) -> int:
        """All that belong to the group."""
        return len(self.lines) + self.more


@dataclasses.dataclass(frozen=True)
class UnitCount:
    """What presses on one unit, for its office: counts, no lines."""

    unit: Unit
    overdue: int
    due_soon: int


@dataclasses.dataclass(frozen=True)
class UnitCounts:
    """The units of an office with most that is overdue, and how many more units there are; sums over all of them."""

    units: Sequence[UnitCount] = ()
    more: int = 0
    overdue: int = 0
    due_soon: int = 0


@dataclasses.dataclass(frozen=True)
class Telling:
    """An open alert that may be told today, by the channels of its step."""

    pk: int
    account: int
    key: Key
    personal: bool
    channels: frozenset[str]


def to_tell(today: dt.date) -> QuerySet[Alert]:
    """The open alerts that may be told today: never told, or told a week ago and less often than the policy's cap."""
    before = dt.datetime.combine(today - AGAIN_AFTER + dt.timedelta(days=1), dt.time.min, tzinfo=SHANGHAI)
    below_cap = Q(policy_step=None) | Q(digests__lt=F("policy_step__cap"))
    return open_alerts().filter(below_cap, Q(digested_at=None) | Q(digested_at__lt=before))


def news(today: dt.date) -> QuerySet[Message]:
    """Unread messages that no digest and no mail of their own has told yet."""
    since = dt.datetime.combine(today - NEWS, dt.time.min, tzinfo=SHANGHAI)
    return Message.objects.filter(read_at=None, digested_at=None, sent_at__gte=since)


def tellings(accounts: Collection[Account], today: dt.date) -> list[Telling]:
    """What may be told to `accounts` today; one query."""
    rows = (
        to_tell(today)
        .filter(account__in=accounts)
        .values_list(
            "pk", "account", "rule", "unit", "role", "period", "addressed_as", "policy_step__channels"
        )
    )
    return [
        Telling(
            pk, account, (rule, unit, role, period), addressed in PERSONAL,
            frozenset(StepChannel.values if channels is None else channels),
        )
        for pk, account, rule, unit, role, period, addressed, channels in rows
    ]  # fmt: skip


def lines_of(told: Sequence[Telling]) -> dict[Key, AlertLine]:
    """The obligations of personal tellings that press now, by key, in the order of the inbox; two queries."""
    alerts = Alert.objects.filter(pk__in=[each.pk for each in told if each.personal])
    rows = in_order(ledger().filter(PRESSING, Exists(of_row(alerts)), unit__in=alerts.values("unit")))
    return {_key(line): line for line in alert_lines(rows)}


def _key(line: AlertLine) -> Key:
    row = line.obligation
    return (row.rule_id, row.unit_id, row.role, row.period)


def open_counts(accounts: Collection[Account]) -> dict[int, int]:
    """How many obligations press on each account itself, told today or not, by its id; one query."""
    alerts = open_alerts().filter(account__in=accounts, addressed_as__in=PERSONAL)
    return dict(alerts.order_by().values_list("account").annotate(number=Count("pk")))


def unit_counts_of(told: Sequence[Telling]) -> UnitCounts:
    """The units of an office's tellings with what presses on them now; two queries."""
    alerts = Alert.objects.filter(pk__in=[each.pk for each in told if not each.personal])
    return unit_counts(ledger().filter(PRESSING, Exists(of_row(alerts)), unit__in=alerts.values("unit")))


def office_counts(account: Account, rows: ObligationQuerySet) -> UnitCounts:
    """The units that `account` is told of as an office, with what of `ledger()` presses on them; two queries."""
    alerts = office_alerts(account)
    return unit_counts(rows.filter(PRESSING, Exists(of_row(alerts)), unit__in=alerts.values("unit")))


def unit_counts(rows: ObligationQuerySet) -> UnitCounts:
    """Rows of `ledger()` that press, counted by unit; two queries."""
    counted = (
        rows.order_by()
        .values("unit")
        .annotate(
            overdue=Count("pk", filter=Q(status=Status.OVERDUE)),
            due_soon=Count("pk", filter=Q(status=Status.DUE_SOON)),
        )
        .order_by("-overdue", "-due_soon", "unit__code")
    )
    found = list(counted)
    units = Unit.objects.in_bulk([row["unit"] for row in found[:UNITS]])
    return UnitCounts(
        units=[UnitCount(units[row["unit"]], row["overdue"], row["due_soon"]) for row in found[:UNITS]],
        more=max(0, len(found) - UNITS),
        overdue=sum(row["overdue"] for row in found),
        due_soon=sum(row["due_soon"] for row in found),
    )


def groups(lines: Sequence[AlertLine]) -> list[Group]:
    """Lines in the order of the inbox as groups of at most `LINES` lines."""
    found = []
    for lateness, together in itertools.groupby(lines, key=lambda line: line.lateness):
        of_group = list(together)
        found.append(Group(lateness, of_group[:LINES], max(0, len(of_group) - LINES)))
    return found
