"""What logging costs: how long each filling in of a form took, kept by unit and never by person."""

from django.db import models
from django.db.models import Q

from meetings.models.entries import Entry
from portal.models import Unit


class Filling(models.Model):
    """One filling in of an entry's form, from its opening to the moment it was sent (docs/burden.md).

    `unit` is the one whose clerk filled it in, which is another than the entry's where it was logged for a unit below.
    `seconds` are those of work, without pauses; empty where nothing was measured. Who it was is not kept here.
    """

    class Way(models.TextChoices):
        """How the form was begun; further fillings of the same entry keep the way of the first."""

        FORM = "form", "逐份填写"
        COPY = "copy", "沿用上次"
        PREFILL = "prefill", "材料预填"
        TABLE = "table", "批量登记"

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="fillings", verbose_name="登记单")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="填写单位")
    way = models.CharField("填写方式", max_length=10, choices=Way, default=Way.FORM)
    opened_at = models.DateTimeField("打开时间")
    finished_at = models.DateTimeField("完成时间")
    seconds = models.PositiveIntegerField("用时(秒)", null=True, blank=True)
    offline = models.BooleanField("离线填写", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "填写用时"
        indexes = [models.Index(fields=["unit", "finished_at"], name="filling_unit_finished")]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__gte=models.F("opened_at")), name="filling_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.finished_at:%Y-%m-%d}"
