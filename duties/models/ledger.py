"""The ledger: obligations derived from rules and facts. Dropped and rebuilt, it comes out identical."""

import datetime as dt
from typing import Self

from django.db import models

from duties.models.regulation import Reading, Rule
from portal.models import Person, Unit


class ObligationQuerySet(models.QuerySet["Obligation"]):
    """Reading the ledger by day."""

    def listed(self, day: dt.date) -> Self:
        """What is listed on `day`: from the bearer's first active day on, and only where there is something to do."""
        return self.filter(first_on__lte=day, required__gt=0)

    def containing(self, day: dt.date) -> Self:
        """Obligations whose period contains `day` (rules.md, "A view of a chosen period")."""
        return self.filter(period_start__lte=day, period_end__gt=day)


class Obligation(models.Model):
    """A row of the ledger: rule × bearer × period, as read on the day it was made.

    The status is never stored: it is derived from the row, the day and the waivers (`duties.ledger.status`).
    `period_end` is exclusive. `required` is 0 while a coverage rule has no target: such a row is kept, as what is
    known may bring one, but never listed. `holds_until` is the next day on which a date already known changes the row.
    """

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="obligations", verbose_name="口径")
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="+", verbose_name="口径解释")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="obligations", verbose_name="单位")
    role = models.CharField("职务", max_length=40, blank=True)
    period = models.CharField("周期", max_length=12)
    period_start = models.DateField("周期首日")
    period_end = models.DateField("周期末日(不含)")
    first_on = models.DateField("列示日")
    active_days = models.PositiveIntegerField("有效天数")
    days = models.PositiveIntegerField("周期天数")
    # Terms belong to the person of one tenure.
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+", verbose_name="任期人")
    required = models.PositiveIntegerField("应完成")
    counted = models.PositiveIntegerField("已计入", default=0)
    made_up = models.PositiveIntegerField("补办", default=0)
    due_on = models.DateField("到期日")
    met_on = models.DateField("完成日", null=True)
    holds_until = models.DateField("重读日", null=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "应履职事项"
        constraints = [
            models.UniqueConstraint(fields=["rule", "unit", "role", "period_start"], name="obligation_once")
        ]
        indexes = [
            models.Index(fields=["unit", "period_start"], name="obligation_unit_start"),
            models.Index(fields=["period_start", "period_end"], name="obligation_period"),
            models.Index(fields=["due_on"], name="obligation_due"),
            models.Index(fields=["holds_until"], name="obligation_holds_until"),
        ]


class LedgerDay(models.Model):
    """The one row that says as of which day the stored ledger was last read."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    read_on = models.DateField("台账所至日")

    class Meta:
        verbose_name = verbose_name_plural = "台账所至日"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_ledger_day")]
