"""Supervision items (督办件): what a unit is told, in a numbered notice, to make good."""

import uuid

from django.db import models

from duties.models.regulation import Rule
from portal.models import Account, Document, Unit


class SupervisionItem(models.Model):
    """A demand on a unit to make good one or more obligations by a day; its notice is a Document."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="督办单位")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="supervision_items", verbose_name="承办单位")
    deadline = models.DateField("办结期限")
    demands = models.TextField("要求")
    notice = models.OneToOneField(
        Document, models.PROTECT, related_name="supervision_item", verbose_name="督办通知单"
    )
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="经办")
    made_at = models.DateTimeField("建立时间")

    class Meta:
        verbose_name = verbose_name_plural = "督办件"
        ordering = ["-made_at"]


class SupervisedObligation(models.Model):
    """One obligation that a supervision item is about, by its natural key."""

    item = models.ForeignKey(SupervisionItem, models.CASCADE, related_name="obligations")
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="+")
    role = models.CharField(max_length=40, blank=True)
    period = models.CharField(max_length=12)

    class Meta:
        verbose_name = verbose_name_plural = "督办事项"
        constraints = [
            models.UniqueConstraint(fields=["item", "rule", "role", "period"], name="supervised_once")
        ]
