"""The status of an obligation on a day, and the rates made of statuses: derived whenever read, never stored.

`status_of` is the meaning; `status_on` says the same to the database. A test holds the two together.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import models
from django.db.models import Case, Exists, ExpressionWrapper, F, OuterRef, Q, Value, When
from django.db.models.functions import Cast
from django.db.models.lookups import LessThanOrEqual

from duties.models import Waiver


class Status(models.TextChoices):
    """Where an obligation stands, in the order in which the first that fits is taken."""

    WAIVED = "waived", "豁免"
    MET = "met", "按时完成"
    MET_LATE = "met_late", "逾期完成"
    UPCOMING = "upcoming", "未开始"
    DUE_SOON = "due_soon", "临期"
    PENDING = "pending", "进行中"
    OPEN = "open", "未开展(不计逾期)"
    MADE_UP = "made_up", "逾期补办"
    OVERDUE = "overdue", "逾期未完成"

    @property
    def sign(self) -> str:
        """The sign that stands beside colour and word."""
        return SIGNS[self]


SIGNS: Mapping[Status, str] = {
    Status.WAIVED: "免",
    Status.MET: "✓",
    Status.MET_LATE: "✓",
    Status.UPCOMING: "○",
    Status.DUE_SOON: "◔",
    Status.PENDING: "·",
    Status.OPEN: "○",
    Status.MADE_UP: "↺",
    Status.OVERDUE: "!",
}

FULFILLED = frozenset({Status.MET, Status.MET_LATE})
LATE_ENTRY_DAYS = 7
"""A record registered more than this many days after it took place is marked 补录; that changes no count."""


def status_of(
    *,
    day: dt.date,
    period_start: dt.date,
    due_on: dt.date,
    required: int,
    counted: int,
    made_up: int,
    met_on: dt.date | None,
    force: str,
    remind_days: int,
    waived: bool,
) -> Status:
    """The status on `day` (rules.md, "Status on day D"): the first of the table that fits.

    `waived` says that a waiver for this obligation was granted on or before `day`.
    """
    if waived:
        return Status.WAIVED
    if met_on is not None and counted >= required:
        return Status.MET if met_on <= due_on else Status.MET_LATE
    if day < period_start:
        return Status.UPCOMING
    if day <= due_on:
        return Status.DUE_SOON if day >= due_on - dt.timedelta(days=remind_days) else Status.PENDING
    if force == "unquantified":
        return Status.OPEN
    return Status.MADE_UP if counted + made_up >= required else Status.OVERDUE


def waived_on(day: dt.date) -> Exists:
    """Whether an Obligation of a queryset is waived on `day`, as known now."""
    return Exists(
        Waiver.objects.filter(
            rule=OuterRef("rule"),
            unit=OuterRef("unit"),
            role=OuterRef("role"),
            period=OuterRef("period"),
            granted_on__lte=day,
            known__endswith__isnull=True,
        )
    )


def status_on(day: dt.date) -> Case:
    """`status_of` as an expression over a queryset of Obligation."""
    today = Value(day, output_field=models.DateField())
    remind_from = ExpressionWrapper(
        F("due_on") - Cast("reading__remind_days", models.IntegerField()), output_field=models.DateField()
    )
    return Case(
        When(waived_on(day), then=Value(Status.WAIVED)),
        When(Q(counted__gte=F("required"), met_on__lte=F("due_on")), then=Value(Status.MET)),
        When(Q(counted__gte=F("required"), met_on__gt=F("due_on")), then=Value(Status.MET_LATE)),
        When(period_start__gt=day, then=Value(Status.UPCOMING)),
        When(Q(due_on__gte=day) & Q(LessThanOrEqual(remind_from, today)), then=Value(Status.DUE_SOON)),
        When(due_on__gte=day, then=Value(Status.PENDING)),
        When(reading__force="unquantified", then=Value(Status.OPEN)),
        When(required__lte=F("counted") + F("made_up"), then=Value(Status.MADE_UP)),
        default=Value(Status.OVERDUE),
        output_field=models.CharField(),
    )


@dataclasses.dataclass(frozen=True)
class Rate:
    """Fulfilment over some obligations (rules.md, "Areas and rates"); `base` 0 has no rate, shown as "—"."""

    base: int = 0
    met: int = 0
    met_late: int = 0
    made_up: int = 0

    @property
    def fulfilled(self) -> int:
        """Obligations met, on time or late."""
        return self.met + self.met_late

    @property
    def fulfilment(self) -> float | None:
        """完成率: fulfilled over base, or None for an empty base."""
        return self.fulfilled / self.base if self.base else None

    @property
    def on_time(self) -> float | None:
        """按时率: met over base, or None for an empty base."""
        return self.met / self.base if self.base else None

    def __add__(self, other: "Rate") -> "Rate":
        return Rate(
            self.base + other.base,
            self.met + other.met,
            self.met_late + other.met_late,
            self.made_up + other.made_up,
        )


def in_base(*, day: dt.date, due_on: dt.date, status: Status) -> bool:
    """Whether an obligation belongs to the base of a rate: due or already met, and not waived."""
    return status != Status.WAIVED and (due_on <= day or status in FULFILLED)


def rate_of(rows: Iterable[tuple[dt.date, Status]], *, day: dt.date) -> Rate:
    """The rate over (due_on, status) of obligations of one force; the caller chooses the force."""
    base = [status for due_on, status in rows if in_base(day=day, due_on=due_on, status=status)]
    return Rate(len(base), base.count(Status.MET), base.count(Status.MET_LATE), base.count(Status.MADE_UP))
