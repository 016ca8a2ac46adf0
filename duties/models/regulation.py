"""The regulation as data: its text, and the rules read from it with their dated readings."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, DateTimeRangeField
from django.db import models

from portal.models import Account, known_from_now
from portal.models.units import EQUAL, OVERLAPS


class Regulation(models.Model):
    """A published text that lays duties on units."""

    code = models.CharField("代码", max_length=40, unique=True)
    title = models.CharField("名称", max_length=200)
    adopted_on = models.DateField("审议日期", null=True)
    published_on = models.DateField("发布日期", null=True)
    effective_on = models.DateField("施行日期")
    # The vocabulary as the version in force writes it, for export_regulation.
    vocabulary = models.JSONField("词汇")

    class Meta:
        verbose_name = verbose_name_plural = "法规"

    def __str__(self) -> str:
        return self.title


class Provision(models.Model):
    """One article with its whole text, in the order of the regulation."""

    regulation = models.ForeignKey(Regulation, models.CASCADE, related_name="provisions")
    article = models.PositiveSmallIntegerField("条")
    chapter = models.PositiveSmallIntegerField("章")
    chapter_title = models.CharField("章名", max_length=60)
    text = models.TextField("条文")

    class Meta:
        verbose_name = verbose_name_plural = "条款"
        ordering = ["article"]
        constraints = [models.UniqueConstraint(fields=["regulation", "article"], name="article_once")]


class RulebookVersion(models.Model):
    """One adopted version of the rulebook, from the day it holds."""

    regulation = models.ForeignKey(Regulation, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField("版次")
    version_from = models.DateField("自")
    loaded_at = models.DateTimeField("载入时间")
    digest = models.CharField("校验值", max_length=64)
    # Who made it in the portal, of which rule and why; empty for a version that came from a file.
    adopted_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="修订人"
    )
    rule = models.ForeignKey("Rule", models.PROTECT, null=True, related_name="+", verbose_name="修订的口径")
    reason = models.TextField("修订理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "规则库版本"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["regulation", "number"], name="version_once"),
            models.UniqueConstraint(fields=["regulation", "version_from"], name="version_day_once"),
        ]


class Rule(models.Model):
    """The identity of a rule over all versions: what obligations, waivers and alerts refer to."""

    regulation = models.ForeignKey(Regulation, models.PROTECT, related_name="rules")
    code = models.CharField("口径代码", max_length=60)
    article = models.PositiveSmallIntegerField("条")
    item = models.CharField("款项", max_length=10)
    position = models.PositiveSmallIntegerField("次序")

    class Meta:
        verbose_name = verbose_name_plural = "考核口径"
        ordering = ["regulation", "position"]
        constraints = [models.UniqueConstraint(fields=["regulation", "code"], name="rule_once")]

    def __str__(self) -> str:
        return self.code


class Reading(models.Model):
    """One dated reading of a rule: who, what, how often, by when (rules.md, "Fields of a rulebook").

    `governs` are the days whose periods it governs (by the period's first day; the first reading also governs
    what began before it), `known` the instants in which it was known. Empty strings mean "not stated".
    """

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="readings")
    version = models.ForeignKey(RulebookVersion, models.PROTECT, related_name="readings")
    governs = DateRangeField("适用")
    known = DateTimeRangeField("掌握时段", default=known_from_now)
    title = models.CharField("名称", max_length=120)
    quote = models.TextField("原文")
    read_as = models.TextField("口径解释", blank=True)
    force = models.CharField("约束", max_length=20)
    measure = models.CharField("计量", max_length=20)
    bearer = models.CharField("责任主体", max_length=10)
    units = ArrayField(models.CharField(max_length=40))
    roles = ArrayField(models.CharField(max_length=40), default=list)
    tag = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    form = models.CharField(max_length=40, blank=True)
    also_forms = ArrayField(models.CharField(max_length=40), default=list)
    led_by = ArrayField(models.CharField(max_length=40), default=list)
    on_topic = models.BooleanField(default=False)
    # Target of rules.md: any of linked, unit, tag, under, child, household; {} means any or none.
    target = models.JSONField(default=dict)
    period = models.CharField(max_length=12, blank=True)
    term_years = models.PositiveSmallIntegerField(null=True)
    # 0 stands for `all` (coverage); null on continuous.
    at_least = models.PositiveIntegerField(null=True)
    due = models.CharField(max_length=20, blank=True)
    remind_days = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "口径解释"
        constraints = [
            ExclusionConstraint(
                name="one_reading_a_day",
                expressions=[("rule", EQUAL), ("governs", OVERLAPS), ("known", OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return self.title
