"""Signs of formalism: questions to the office about entries, with the units' answers and what the office made of them.

A sign says what two or more entries have in common, never what somebody did. Prints are what is kept of pictures and
minutes so that a new one meets only those that may resemble it.
"""

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from meetings.models.entries import Entry, Evidence
from portal.models import Account, Unit


class SignKind(models.TextChoices):
    """What entries have in common."""

    PICTURE = "picture", "照片相近"
    MINUTES = "minutes", "纪要雷同"
    PLACES = "places", "同一时间两处"
    BURST = "burst", "季末集中"
    LATE = "late", "补录较晚"


class SignState(models.TextChoices):
    """待核 → 已答复 (every unit concerned has) → 已关闭; the office may close at any time."""

    OPEN = "open", "待核"
    ANSWERED = "answered", "已答复"
    CLOSED = "closed", "已关闭"


class Sign(models.Model):
    """One question about one or more entries. `key` names what it is about, so that nothing is asked twice."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("类别", max_length=10, choices=SignKind)
    key = models.CharField("去重标识", max_length=80, unique=True)
    entries: "models.ManyToManyField[Entry, Any]" = models.ManyToManyField(
        Entry, related_name="signs", verbose_name="登记单"
    )
    detail = models.JSONField("所见", default=dict)
    found_at = models.DateTimeField("发现时间")
    state = models.CharField("状态", max_length=10, choices=SignState, default=SignState.OPEN)
    note = models.CharField("核对结果", max_length=500, blank=True)
    closed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="关闭人"
    )
    closed_at = models.DateTimeField("关闭时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "核对事项"
        ordering = ["-found_at", "-pk"]
        indexes = [models.Index(fields=["state", "kind", "-found_at"], name="sign_state_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(note="")
                | ~Q(state="closed") & Q(closed_at__isnull=True, note=""),
                name="closed_sign_has_a_note",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class SignAnswer(models.Model):
    """What a unit says to a question about its entries; said again, it takes the place of what was said before."""

    sign = models.ForeignKey(Sign, models.CASCADE, related_name="answers")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    text = models.CharField("答复", max_length=500)
    answered_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="答复人")
    answered_at = models.DateTimeField("答复时间")

    class Meta:
        verbose_name = verbose_name_plural = "核对事项答复"
        ordering = ["answered_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["sign", "unit"], name="one_answer_a_unit")]

    def __str__(self) -> str:
        return self.text


class SignThreshold(models.Model):
    """A threshold that the office has set; one without a row is as `meetings.signs.defaults` says."""

    name = models.CharField("名称", max_length=30, unique=True)
    value = models.PositiveIntegerField("数值")
    changed_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="经手人")
    changed_at = models.DateTimeField("变更时间")

    class Meta:
        verbose_name = verbose_name_plural = "核对尺度"

    def __str__(self) -> str:
        return self.name


class PicturePrint(models.Model):
    """What is kept of a picture: the hashes of its windows, and the four parts of the hash of the whole to look up by."""

    evidence = models.OneToOneField(Evidence, models.CASCADE, related_name="picture_print")
    windows = models.BinaryField()
    bands = ArrayField(models.IntegerField())

    class Meta:
        verbose_name = verbose_name_plural = "照片特征"
        indexes = [GinIndex(fields=["bands"], name="picture_bands")]

    def __str__(self) -> str:
        return str(self.evidence_id)


class MinutesPrint(models.Model):
    """What is kept of minutes: numbers of which resembling minutes share one or more; none of short minutes."""

    entry = models.OneToOneField(Entry, models.CASCADE, related_name="minutes_print")
    bands = ArrayField(models.BigIntegerField(), default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "纪要特征"
        indexes = [GinIndex(fields=["bands"], name="minutes_bands")]

    def __str__(self) -> str:
        return str(self.entry_id)
