"""The shape of every dated fact: the days on which it holds and the instants in which it was known."""

import datetime as dt
from typing import Any, Self

from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Func, Q

from portal import clock


def known_from_now() -> DateTimeTZRange:
    """The instants from now on: what is entered in the portal is known from that moment."""
    return DateTimeTZRange(clock.now(), None)


KNOWN_EVER = DateTimeTZRange(None, None)
"""The instants of an imported fact: known from ever (rules.md, "Time, versions, rebuilding")."""


class FactQuerySet(models.QuerySet[Any]):
    """Reading facts by day and by instant."""

    def known(self, at: dt.datetime | None = None) -> Self:
        """Facts as known at the instant `at`; without it, as known now."""
        if at is None:
            return self.filter(known__endswith__isnull=True)
        return self.filter(known__contains=at)

    def on(self, day: dt.date) -> Self:
        """Facts that hold on `day` (Asia/Shanghai)."""
        return self.filter(during__contains=day)

    def present(self, day: dt.date | None = None) -> Self:
        """Facts that hold on `day` (default today) as known now."""
        return self.known().on(day or clock.today())


class Fact(models.Model):
    """A dated fact with two times.

    `started_on` is the first day, `ended_on` the first day on which it no longer holds; empty means open.
    A row is never rewritten: a change closes its `known` and adds a row.
    """

    started_on = models.DateField("起始日", null=True, blank=True)
    ended_on = models.DateField("终止日(不含)", null=True, blank=True)
    during = models.GeneratedField(
        expression=Func(F("started_on"), F("ended_on"), function="daterange"),
        output_field=DateRangeField(),
        db_persist=True,
    )
    known = DateTimeRangeField("掌握时段", default=known_from_now, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(started_on__isnull=True)
                | Q(ended_on__isnull=True)
                | Q(started_on__lt=F("ended_on")),
                name="%(app_label)s_%(class)s_ends_after_start",
                violation_error_message="终止日必须晚于起始日。",
            )
        ]
