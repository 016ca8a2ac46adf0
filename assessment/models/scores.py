"""Scores (得分): a line of a unit with the facts behind it, what the unit says of it, its corrections and objections."""

import uuid

from django.db import models
from django.db.models import Q

from assessment.models.schemes import Assessed, Indicator
from assessment.scheme_states import Answer
from portal.models import Account, StoredFile
from portal.states import choices

ANSWERS = choices(Answer)


class Score(models.Model):
    """One indicator of one unit: exact points within [0, weight], and the facts behind them as they were when scored.

    `points` is an exact fraction as text, empty where the line does not apply (`why`) or has not been entered yet.
    `numbers` are the numbers of the method (texts of fractions), `facts` the obligations, findings, values behind them.
    `excused` is why the office takes the line as not applicable to this unit. What is entered by hand has `basis`, `by`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessed = models.ForeignKey(Assessed, models.CASCADE, related_name="scores")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="scores")
    points = models.CharField("得分(精确)", max_length=120, blank=True)
    why = models.CharField("不计分的原因", max_length=200, blank=True)
    numbers = models.JSONField("数据", null=True, blank=True)
    facts = models.JSONField("事实", default=list, blank=True)
    more = models.PositiveIntegerField("未列出的事实", default=0)
    excused = models.CharField("不适用的依据", max_length=300, blank=True)
    basis = models.TextField("评定依据", max_length=1000, blank=True)
    files = models.ManyToManyField(StoredFile, related_name="+", verbose_name="佐证材料")
    by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="评定人"
    )
    at = models.DateTimeField("评定时间", null=True, blank=True)
    own_points = models.CharField("自评分", max_length=20, blank=True)
    own_text = models.CharField("自评说明", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "得分"
        constraints = [models.UniqueConstraint(fields=["assessed", "indicator"], name="score_once")]


class Objection(models.Model):
    """An objection (异议) of a unit to one of its lines, and the answer by somebody else than who scored it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    score = models.ForeignKey(Score, models.PROTECT, related_name="objections")
    text = models.TextField("异议内容", max_length=1000)
    files = models.ManyToManyField(StoredFile, related_name="+", verbose_name="佐证材料")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="提出人")
    at = models.DateTimeField("提出时间")
    state = models.CharField("状态", max_length=10, choices=ANSWERS, default=Answer.OPEN.value)
    answer = models.TextField("答复", max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "考核异议"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["score"],
                condition=Q(state="open"),
                name="one_open_objection",
                violation_error_message="该指标已有一件待答复的异议。",
            ),
            models.CheckConstraint(
                condition=Q(state="open")
                | (Q(answered_by__isnull=False, answered_at__isnull=False) & ~Q(answer="")),
                name="objection_is_answered_by_somebody",
            ),
        ]


class Correction(models.Model):
    """A line that was scored anew after an objection was upheld: what it was, what it is, why; rows are only added."""

    score = models.ForeignKey(Score, models.PROTECT, related_name="corrections")
    objection = models.OneToOneField(Objection, models.PROTECT, related_name="correction")
    before = models.CharField("原得分(精确)", max_length=120, blank=True)
    after = models.CharField("现得分(精确)", max_length=120)
    reason = models.TextField("理由", max_length=1000)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="更正人")
    at = models.DateTimeField("更正时间")

    class Meta:
        verbose_name = verbose_name_plural = "得分更正"
        ordering = ["at", "pk"]
