"""Period locks (周期锁定): what is judged by is not changed behind the judgement."""

import uuid

from django.db import models
from django.db.models import Q

from portal.models import Account, Unit


class PeriodLock(models.Model):
    """The days of one calendar period in the area of one unit, whose records and waivers may not be changed.

    Unlocked, it stays to be seen; locking once more is another row.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    office = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="锁定单位")
    period = models.CharField("周期", max_length=12)
    first_day = models.DateField("首日", editable=False)
    end_day = models.DateField("末日次日", editable=False)
    reason = models.TextField("锁定理由", max_length=500)
    locked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="锁定人")
    locked_at = models.DateTimeField("锁定时间")
    unlock_reason = models.TextField("解除理由", max_length=500, blank=True)
    unlocked_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="解除人"
    )
    unlocked_at = models.DateTimeField("解除时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "周期锁定"
        ordering = ["-locked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "period"],
                condition=Q(unlocked_at__isnull=True),
                name="one_lock_a_period",
                violation_error_message="该单位的这一周期已经锁定。",
            ),
            models.CheckConstraint(
                condition=Q(unlocked_at__isnull=True, unlock_reason="")
                | (Q(unlocked_at__isnull=False, unlocked_by__isnull=False) & ~Q(unlock_reason="")),
                name="unlocked_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit.name} {self.period}"
