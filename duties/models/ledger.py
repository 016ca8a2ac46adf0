"""The ledger: obligations derived from rules and facts. Dropped and rebuilt, it comes out identical."""

from django.db import models

from duties.models.regulation import Reading, Rule
from portal.models import Person, Unit


class Obligation(models.Model):
    """A row of the ledger: rule × bearer × period, as read on the day it was made.

    The status is never stored: it is derived from the row, the day and the waivers (`duties.ledger.status`).
    `period_end` is exclusive. `holds_until` is the next day on which a date already known changes the row.
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
