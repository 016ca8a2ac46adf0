"""Alert policies: which steps an obligation passes through, when, and who is told; dated versions, one regulation each."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from duties.models.regulation import Regulation, Rule
from duties.policy_draft import AT_ONCE, MOST_DAYS, MOST_TOLD, NAMES
from portal.models import Account


class Step(models.TextChoices):
    """The steps that an obligation passes through as its due day nears and passes, in their order."""

    REMIND = "remind", NAMES["remind"]
    NEAR = "near", NAMES["near"]
    DUE = "due", NAMES["due"]
    URGE = "urge", NAMES["urge"]
    SUPERVISE = "supervise", NAMES["supervise"]
    TALK = "talk", NAMES["talk"]


class Addressee(models.TextChoices):
    """Who is told of a step, the nearest to the obligation first; offices by the area in which the row lies."""

    ANSWERING = "answering", "责任人"
    CLERK = "clerk", "经办人"
    OFFICE = "office", "本辖区办公室"
    SUPERIOR_OFFICE = "superior_office", "上级办公室"


PERSONAL = frozenset({Addressee.ANSWERING, Addressee.CLERK})
"""Whoever has to do it; offices have it in their area."""


class Channel(models.TextChoices):
    """By what a step reaches its addressees; the inbox has every step."""

    INBOX = "inbox", "站内消息"
    MAIL = "mail", "电子邮件"
    WEBHOOK = "webhook", "消息接口"


class AlertPolicy(models.Model):
    """One version of a regulation's policy; it decides on the steps of the days from `since` until the next one holds.

    Versions are never changed. The first comes with the portal: nobody adopted it.
    """

    regulation = models.ForeignKey(Regulation, models.PROTECT, related_name="policies", verbose_name="法规")
    number = models.PositiveSmallIntegerField("版次")
    since = models.DateField("自")
    adopted_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="制定人"
    )
    adopted_at = models.DateTimeField("制定时间")
    reason = models.TextField("修改理由", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "预警规则"
        ordering = ["regulation", "number"]
        constraints = [
            models.UniqueConstraint(fields=["regulation", "number"], name="policy_version_once"),
            models.CheckConstraint(
                condition=Q(adopted_by__isnull=True) | ~Q(reason=""), name="policy_changed_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.regulation} 第 {self.number} 版"


class PolicyStep(models.Model):
    """One step of a policy version: its day, its addressees, how often it is told.

    `days` counts from the due day, negative before it; null is the day from which the rule reminds (`remind_days`).
    With `at_once` the step also comes as soon as so many obligations of one bearer are overdue at once.
    A step is told at most once a week and `cap` times; then the superior office is told in place of repetition.
    """

    policy = models.ForeignKey(AlertPolicy, models.CASCADE, related_name="steps")
    code = models.CharField("步骤", max_length=20, choices=Step)
    days = models.SmallIntegerField(
        "天数", null=True, validators=[MinValueValidator(-MOST_DAYS), MaxValueValidator(MOST_DAYS)]
    )
    at_once = models.PositiveSmallIntegerField(
        "同时逾期", null=True, blank=True, validators=[MinValueValidator(AT_ONCE[0])]
    )
    addressees = ArrayField(models.CharField(max_length=20, choices=Addressee), verbose_name="收件人")
    channels = ArrayField(models.CharField(max_length=20, choices=Channel), verbose_name="渠道")
    cap = models.PositiveSmallIntegerField(
        "最多提醒", validators=[MinValueValidator(1), MaxValueValidator(MOST_TOLD)]
    )

    class Meta:
        verbose_name = verbose_name_plural = "预警步骤"
        constraints = [
            models.UniqueConstraint(fields=["policy", "code"], name="policy_step_once"),
            models.CheckConstraint(condition=Q(addressees__len__gte=1), name="policy_step_has_addressee"),
            models.CheckConstraint(condition=Q(cap__gte=1), name="policy_step_is_told"),
        ]


class PolicyException(models.Model):
    """Another day of a step, or none (`days` null: the step is not taken), for one rule or for all rules of one force.

    What is said of a rule goes before what is said of its force.
    """

    step = models.ForeignKey(PolicyStep, models.CASCADE, related_name="exceptions")
    rule = models.ForeignKey(
        Rule, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="口径"
    )
    force = models.CharField("约束", max_length=20, blank=True)
    days = models.SmallIntegerField(
        "天数",
        null=True,
        blank=True,
        validators=[MinValueValidator(-MOST_DAYS), MaxValueValidator(MOST_DAYS)],
    )

    class Meta:
        verbose_name = verbose_name_plural = "预警例外"
        constraints = [
            models.UniqueConstraint(
                fields=["step", "rule", "force"], nulls_distinct=False, name="policy_exception_once"
            ),
            models.CheckConstraint(
                condition=Q(rule__isnull=True) & ~Q(force="") | Q(rule__isnull=False, force=""),
                name="policy_exception_of_one",
            ),
        ]
