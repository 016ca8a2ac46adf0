"""Reading alerts: what presses on a person, in groups of lateness, and what the office must know about the flagging."""

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse

from duties.ledger.status import Status
from duties.models import PERSONAL, Alert, Obligation
from duties.models.ledger import ObligationQuerySet
from duties.next_steps import next_step, when_due
from duties.selectors.ledger import in_area, ledger
from portal import clock
from portal.models import Account, Unit
from portal.selectors.deliveries import Backlog, backlog

PRESSING = Q(status__in=[Status.DUE_SOON, Status.OVERDUE])
"""The condition on `ledger()` of what is told to those who answer for it."""

WORKER_SEEN_WITHIN = dt.timedelta(hours=2)
"""Flagging runs every hour; after so long without, the office is told that no worker has been seen."""


class Lateness(models.TextChoices):
    """The groups of an inbox, in their order: what was missed lately, what can still be done in time, then the older."""

    RECENT = "1", "逾期30天以内"
    DUE_SOON = "2", "临期"
    OLDER = "3", "逾期31至90天"
    OLDEST = "4", "逾期90天以上"


@dataclasses.dataclass(frozen=True)
class AlertLine:
    """One obligation that presses on a person, with what to do next and where to read why."""

    obligation: Obligation
    status: Status
    lateness: Lateness
    unread: bool

    @property
    def url(self) -> str:
        """The path of the cell that says why."""
        return cell_url(self.obligation)

    @property
    def when(self) -> str:
        """How late it is, in words."""
        return when_due(self.obligation.due_on, clock.today())

    @property
    def next_step(self) -> str:
        """What to do next, in words."""
        return next_step(self.obligation.reading.measure, overdue=self.status == Status.OVERDUE)


@dataclasses.dataclass(frozen=True)
class Pressing:
    """How many obligations are overdue and due soon; `untold` of them have nobody with an account to be told."""

    overdue: int = 0
    due_soon: int = 0
    untold: int = 0


@dataclasses.dataclass(frozen=True)
class Waiting:
    """What of the alerts is held up: the last check of the ledger, and mails that no server has taken yet."""

    last_flagged_at: dt.datetime | None
    worker_missing: bool
    mails: Backlog


def cell_url(obligation: Obligation) -> str:
    """The path of the page that says why an obligation stands as it does."""
    rule = obligation.rule
    path = reverse(
        "cell", args=[obligation.unit.public_id, rule.regulation.code, rule.code, obligation.period]
    )
    return f"{path}?role={obligation.role}" if obligation.role else path


def pressing_on(account: Account) -> ObligationQuerySet:
    """The obligations of the open alerts of `account`, each once and as it stands now, in the order of the inbox.

    What was met since the last flagging is left out at once; the alert itself is settled by the next run.
    """
    own = personal_alerts().filter(account=account)
    rows = ledger().filter(PRESSING, Exists(of_row(own)), unit__in=own.values("unit"))
    return in_order(rows.annotate(unread=Exists(of_row(unread_alerts(account)))))


def in_order(rows: ObligationQuerySet) -> ObligationQuerySet:
    """Rows of `ledger()` with their group of lateness, soonest due and least late first within it (`soonest`)."""
    day = clock.today()
    soon = Q(status=Status.DUE_SOON)
    lateness = Case(
        When(soon, then=Value(Lateness.DUE_SOON)),
        When(due_on__gte=day - dt.timedelta(days=30), then=Value(Lateness.RECENT)),
        When(due_on__gte=day - dt.timedelta(days=90), then=Value(Lateness.OLDER)),
        default=Value(Lateness.OLDEST),
        output_field=models.CharField(),
    )
    soonest = Case(When(soon, then=F("due_on")), output_field=models.DateField())
    return rows.annotate(lateness=lateness, soonest=soonest).order_by(
        "lateness",
        F("soonest").asc(nulls_last=True),
        "-due_on",
        "unit__code",
        "rule__position",
        "role",
        "period",
    )


def alert_lines(rows: Iterable[Obligation]) -> list[AlertLine]:
    """Rows of `pressing_on` or `in_order` as lines."""
    return [
        AlertLine(row, Status(row.status), Lateness(row.lateness), getattr(row, "unread", False))  # type: ignore[attr-defined]
        for row in rows
    ]


def lateness_counts(rows: ObligationQuerySet) -> dict[Lateness, int]:
    """How many rows of `pressing_on` are in each group that has any, in their order; one query."""
    counted = rows.order_by("lateness").values("lateness").annotate(number=Count("pk"))  # type: ignore[misc]
    return {Lateness(row["lateness"]): row["number"] for row in counted}


def unread_alerts(account: Account) -> QuerySet[Alert]:
    """The open alerts for what `account` has to do itself that it has not marked as read, one an obligation."""
    return personal_alerts().filter(account=account, read_at__isnull=True)


def pressing_in(unit: Unit, rows: ObligationQuerySet) -> Pressing:
    """What of `ledger()` presses in the area of `unit`, whoever has been told; one query."""
    told = Exists(of_row(personal_alerts()))
    counts = (
        rows.filter(PRESSING, in_area(unit))
        .annotate(told=told)
        .order_by()
        .aggregate(
            overdue=Count("pk", filter=Q(status=Status.OVERDUE)),
            due_soon=Count("pk", filter=Q(status=Status.DUE_SOON)),
            untold=Count("pk", filter=Q(told=False)),
        )
    )
    return Pressing(**counts)


def open_alerts() -> QuerySet[Alert]:
    """The open alerts that press: of each obligation the furthest step of each addressee."""
    return Alert.objects.filter(settled_at__isnull=True, superseded=False)


def personal_alerts() -> QuerySet[Alert]:
    """The open alerts of those who have to do it themselves: who answers, and the clerks."""
    return open_alerts().filter(addressed_as__in=PERSONAL)


def office_alerts(account: Account) -> QuerySet[Alert]:
    """The open alerts that tell `account`, as an office, of obligations in its area."""
    return open_alerts().filter(account=account).exclude(addressed_as__in=PERSONAL)


def waiting(checked: dt.datetime | None) -> Waiting:
    """What is held up in an installation whose ledger was last `checked` then; one query."""
    missing = checked is None or clock.now() - checked > WORKER_SEEN_WITHIN
    return Waiting(checked, missing, backlog())


def of_row(alerts: QuerySet[Alert]) -> QuerySet[Alert]:
    """Those of `alerts` that belong to the Obligation of the outer queryset."""
    return alerts.filter(
        rule=OuterRef("rule"), unit=OuterRef("unit"), role=OuterRef("role"), period=OuterRef("period")
    )
