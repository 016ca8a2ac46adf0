"""Briefs (简报): one page for the leaders of an area, kept as it was printed; and how often each is made by itself."""

import uuid

from django.db import models
from django.db.models import Q

from portal.models import Account, StoredFile, Unit


class Brief(models.Model):
    """One issue about the area of `unit`, numbered within the year; its file and facts never change.

    `period` is what its rates are of, `day` and `read_at` the moment from which the ledger was read, `before` the issue
    that it is compared with. `due_on` is the day of the schedule that it answers; empty where somebody asked for it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="briefs", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveIntegerField("期号")
    period = models.CharField("周期", max_length=12)
    day = models.DateField("数据截至")
    read_at = models.DateTimeField("读取时间")
    before = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上期"
    )
    due_on = models.DateField("应制作日", null=True, blank=True)
    facts = models.JSONField("内容")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    made_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="制作人"
    )
    made_as = models.CharField("制作人和岗位", max_length=320)

    class Meta:
        verbose_name = verbose_name_plural = "简报"
        ordering = ["-read_at", "-pk"]
        indexes = [models.Index(fields=["unit", "-read_at"], name="brief_unit_time")]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "serial"], name="brief_number_once"),
            models.UniqueConstraint(
                fields=["unit", "due_on"], condition=Q(due_on__isnull=False), name="brief_of_a_day_once"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number of the issue, e.g. 2026年第3期."""
        return f"{self.year}年第{self.serial}期"


class BriefSchedule(models.Model):
    """How often a brief of a unit is made by itself; `since` is the day from whose morrow its days count."""

    class Every(models.TextChoices):
        """By which days."""

        NEVER = "", "不自动制作"
        WEEK = "week", "每周一"
        MONTH = "month", "每月1日"

    unit = models.OneToOneField(
        Unit, models.PROTECT, related_name="brief_schedule", verbose_name="单位", primary_key=True
    )
    every = models.CharField("制作周期", max_length=10, choices=Every, blank=True, default=Every.NEVER)
    since = models.DateField("设定日期")
    changed_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="设定人")
    changed_at = models.DateTimeField("设定时间")

    class Meta:
        verbose_name = verbose_name_plural = "简报制作设定"

    def __str__(self) -> str:
        return f"{self.unit} {self.get_every_display()}"
