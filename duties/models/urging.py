"""Urging (催办) by hand: who urged whom about which cell, when and in which words. A row once written stays."""

import uuid

from django.db import models

from duties.models.regulation import Rule
from portal.models import Account, Document, Unit


class UrgingAct(models.Model):
    """One urging by an office, of one cell or of many with the same words."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="催办单位")
    text = models.TextField("催办内容", max_length=1000)
    sent_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="催办人")
    sent_as = models.CharField("催办时的岗位", max_length=200, blank=True)
    sent_at = models.DateTimeField("催办时间")

    class Meta:
        verbose_name = verbose_name_plural = "催办"
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["office", "sent_at"], name="urging_act_office")]

    def __str__(self) -> str:
        return self.text


class Urging(models.Model):
    """One cell that was urged, by its natural key; `sent_at` is that of its act, kept here to be filtered by."""

    act = models.ForeignKey(UrgingAct, models.CASCADE, related_name="urgings")
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="urgings", db_index=False)
    role = models.CharField(max_length=40, blank=True)
    period = models.CharField(max_length=12)
    due_on = models.DateField("到期日")
    sent_at = models.DateTimeField("催办时间")

    class Meta:
        verbose_name = verbose_name_plural = "催办事项"
        constraints = [
            models.UniqueConstraint(
                fields=["act", "rule", "unit", "role", "period"], name="urged_once_an_act"
            )
        ]
        indexes = [models.Index(fields=["unit", "rule", "role", "period"], name="urging_of_cell")]


class UrgedPerson(models.Model):
    """To whom an urging went: who answers, the clerk, or in their stead the office above; without an account, unsent."""

    class Why(models.TextChoices):
        """As what a person was addressed."""

        ANSWERS = "answers", "责任人"
        CLERK = "clerk", "经办人"
        OFFICE = "office", "上级办公室"

    urging = models.ForeignKey(Urging, models.CASCADE, related_name="people")
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="urgings", verbose_name="收件人"
    )
    name = models.CharField("姓名", max_length=60)
    seat = models.CharField("职务", max_length=200)
    why = models.CharField("身份", max_length=10, choices=Why)

    class Meta:
        verbose_name = verbose_name_plural = "催办对象"
        ordering = ["pk"]


class UrgingLetter(models.Model):
    """The official letter (催办函) to one unit about its cells of one act."""

    act = models.ForeignKey(UrgingAct, models.PROTECT, related_name="letters")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    document = models.OneToOneField(Document, models.PROTECT, related_name="urging_letter")

    class Meta:
        verbose_name = verbose_name_plural = "催办函"
