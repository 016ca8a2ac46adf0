"""Decisions (议定事项) of a sitting: who is to do what by when, and how it was closed."""

import uuid

from django.db import models
from django.db.models import Q

from meetings.models.entries import Entry
from portal.models import Account, StoredFile, Unit


class Decision(models.Model):
    """One decision, a follow-up item (待落实事项) from the submission of its entry on.

    `key` is the same in a correction of the entry, by which what was done about it goes over.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="decisions", verbose_name="登记单")
    position = models.PositiveSmallIntegerField()
    text = models.CharField("议定事项", max_length=300)
    owner_unit = models.ForeignKey(Unit, models.PROTECT, related_name="decisions", verbose_name="责任单位")
    owner_role = models.CharField("责任职务", max_length=40, blank=True)
    due_on = models.DateField("完成时限", null=True, blank=True)
    closed_on = models.DateField("落实日期", null=True, blank=True)
    closing_note = models.TextField("落实情况", blank=True)
    closed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办结人"
    )
    files = models.ManyToManyField(StoredFile, related_name="+", verbose_name="落实材料")

    class Meta:
        verbose_name = verbose_name_plural = "议定事项"
        ordering = ["position"]
        indexes = [models.Index(fields=["owner_unit", "due_on"], name="decision_owner_due")]
        constraints = [
            models.UniqueConstraint(fields=["entry", "key"], name="decision_once"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_by__isnull=True, closing_note="")
                | (Q(closed_on__isnull=False, closed_by__isnull=False) & ~Q(closing_note="")),
                name="closed_decision_has_a_note",
            ),
        ]

    def __str__(self) -> str:
        return self.text
