"""Schemes of assessment (考核方案, article 17): a year's indicators, the units that are assessed, what was done with them."""

import uuid
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from assessment.scheme_states import Action, State
from assessment.scoring.kinds import Kind
from duties.models import Record
from portal.models import Account, Document, Unit
from portal.states import choices

STATES, ACTIONS, KINDS = choices(State), choices(Action), choices(Kind)


class Scheme(models.Model):
    """The assessment of the units of one kind below `office` for one year, from the scheme to the freeze.

    `grades` is the list of grades, best first: name, bound (text, empty for the last), whether it includes the bound.
    `cutoff_on` is the day as of which the ledger is read, empty for the day of scoring; `read_on` and `scored_at` are
    the day and instant as of which it was read last. `trial` is the last dry run. `version` counts what was done, so
    that a stale form is told.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey(Unit, models.PROTECT, related_name="schemes", verbose_name="考核单位")
    kind = models.CharField("被考核单位类别", max_length=40)
    year = models.PositiveSmallIntegerField(
        "考核年度",
        validators=[MinValueValidator(2023, "最早为2023年。"), MaxValueValidator(2100, "年度有误。")],
    )
    title = models.CharField("名称", max_length=100)
    state = models.CharField("状态", max_length=10, choices=STATES, default=State.DRAFT.value)
    state_since = models.DateTimeField("进入状态时间")
    version = models.PositiveIntegerField("版本", default=0)
    procedure = models.TextField("程序和要求", max_length=2000, blank=True)
    grades = models.JSONField("等次", default=list)
    objection_days = models.PositiveSmallIntegerField(
        "异议期(天)",
        default=7,
        validators=[MinValueValidator(1, "至少 1 天。"), MaxValueValidator(60, "最多 60 天。")],
    )
    report_until = models.DateField("自评截止日", null=True, blank=True)
    cutoff_on = models.DateField("台账数据截止日", null=True, blank=True)
    drafted_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="拟订人")
    drafted_at = models.DateTimeField("拟订时间")
    approved_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="方案审定人"
    )
    approved_at = models.DateTimeField("方案审定时间", null=True, blank=True)
    record = models.OneToOneField(
        Record,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assessment_scheme",
        verbose_name="履职记录",
    )
    read_on = models.DateField("台账所至日", null=True, blank=True)
    scored_at = models.DateTimeField("评分时间", null=True, blank=True)
    scored_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="评分人"
    )
    reviewed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复核人"
    )
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="结果审定人"
    )
    decided_at = models.DateTimeField("结果审定时间", null=True, blank=True)
    circular = models.OneToOneField(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assessment",
        verbose_name="考核结果通报",
    )
    notified_at = models.DateTimeField("通报时间", null=True, blank=True)
    object_until = models.DateField("异议截止日", null=True, blank=True)
    frozen_at = models.DateTimeField("定格时间", null=True, blank=True)
    trial = models.JSONField("试算结果", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "实绩考核"
        ordering = ["-year", "office__code"]
        indexes = [models.Index(fields=["office", "state"], name="scheme_office_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "year", "kind"],
                condition=~Q(state="cancelled"),
                name="one_scheme_a_year",
                violation_error_message="该年度已有考核方案,请在其中修改。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted", "cancelled"]) | Q(approved_by__isnull=False),
                name="scheme_is_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("drafted_by")),
                name="scheme_is_approved_by_another",
                violation_error_message="方案由您拟订,须由另一名审定人审定。",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("scored_by")),
                name="scores_are_reviewed_by_another",
                violation_error_message="评分由您办理,须由另一人复核。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Indicator(models.Model):
    """An indicator of a scheme: a group (`kind` empty) or a line that is scored by `parameters` (assessment.scoring.reading).

    `weight` is in points of 100. `article` is that of the regulation which it rests on, 0 for none.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="indicators")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name="上级指标"
    )
    position = models.PositiveSmallIntegerField("次序")
    name = models.CharField("名称", max_length=60)
    weight = models.DecimalField(
        "权重(分)",
        max_digits=6,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"), "须大于 0。"), MaxValueValidator(100, "最多 100。")],
    )
    kind = models.CharField("评分方式", max_length=12, choices=KINDS, blank=True)
    parameters = models.JSONField("评分参数", default=dict, blank=True)
    article = models.PositiveSmallIntegerField("条款", default=0, validators=[MaxValueValidator(999)])
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "考核指标"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class Assessed(models.Model):
    """A unit that is assessed, in its class; its result once there are scores.

    `exact` is the exact total as a fraction, `total` what is published.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assessed", verbose_name="被考核单位")
    group = models.CharField("分类", max_length=30, default="全部")
    report = models.TextField("自评说明", max_length=2000, blank=True)
    reported_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="自评人"
    )
    reported_at = models.DateTimeField("自评时间", null=True, blank=True)
    exact = models.CharField("总分(精确)", max_length=200, blank=True)
    total = models.DecimalField("总分", max_digits=6, decimal_places=2, null=True, blank=True)
    grade = models.CharField("等次", max_length=20, blank=True)
    place = models.PositiveSmallIntegerField("名次", null=True, blank=True)
    record = models.OneToOneField(
        Record, models.PROTECT, null=True, blank=True, related_name="assessed", verbose_name="履职记录"
    )

    class Meta:
        verbose_name = verbose_name_plural = "被考核单位"
        ordering = ["group", "unit__code"]
        constraints = [models.UniqueConstraint(fields=["scheme", "unit"], name="assessed_once")]
        indexes = [models.Index(fields=["unit"], name="assessed_unit")]

    def __str__(self) -> str:
        return f"{self.unit} {self.scheme}"


class SchemeStep(models.Model):
    """One thing that was done with an assessment, as it was said; rows are only added."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="steps")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    action = models.CharField("办理", max_length=10, choices=ACTIONS)
    from_state = models.CharField("原状态", max_length=10, blank=True)
    to_state = models.CharField("现状态", max_length=10)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办理人"
    )
    name = models.CharField("姓名", max_length=60)
    post = models.CharField("岗位", max_length=160, blank=True)
    text = models.TextField("内容", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "考核办理"
        ordering = ["at", "pk"]
