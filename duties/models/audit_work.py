"""Audit work: what an auditor looks at, how samples were taken, and a working paper (底稿) on each."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from duties.audit_words import Conclusion, Method, State, Subject
from portal.models import Account, StoredFile, Unit

STATES = [(state.value, state.label) for state in State]
SUBJECTS = [(subject.value, subject.label) for subject in Subject]
METHODS = [(method.value, method.label) for method in Method]
CONCLUSIONS = [(conclusion.value, conclusion.label) for conclusion in Conclusion]


class AuditWork(models.Model):
    """One piece of work of one auditor, seen by nobody else: scope, days, and the moment from which all is read.

    `base` is the unit of the auditor's post. `known_at` is fixed when the work begins, so that its populations stay.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField("名称", max_length=120)
    auditor = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="审计人")
    base = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="审计人所在单位")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="核查单位")
    first = models.DateField("期间自")
    last = models.DateField("期间至")
    as_of = models.DateField("数据截至")
    known_at = models.DateTimeField("按当时掌握")
    state = models.CharField("状态", max_length=10, choices=STATES, default=State.OPEN.value)
    summary = models.TextField("总体情况", max_length=4000, blank=True)
    version = models.PositiveIntegerField("版本", default=0)
    begun_at = models.DateTimeField("开始时间")
    concluded_at = models.DateTimeField("小结时间", null=True, blank=True)
    closed_at = models.DateTimeField("归档时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "审计核查"
        ordering = ["-begun_at", "-pk"]
        indexes = [models.Index(fields=["auditor", "-begun_at"], name="audit_work_auditor")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", concluded_at__isnull=True, closed_at__isnull=True)
                | Q(state="concluded", concluded_at__isnull=False, closed_at__isnull=True) & ~Q(summary="")
                | Q(state="closed", concluded_at__isnull=False, closed_at__isnull=False) & ~Q(summary=""),
                name="audit_work_state",
            )
        ]

    def __str__(self) -> str:
        return self.title


class AuditDraw(models.Model):
    """One taking of samples: how, with which seed, of how many, so that it can be taken again."""

    work = models.ForeignKey(AuditWork, models.CASCADE, related_name="draws")
    position = models.PositiveSmallIntegerField("次序")
    subject = models.CharField("对象", max_length=12, choices=SUBJECTS)
    method = models.CharField("方法", max_length=10, choices=METHODS)
    seed = models.CharField("种子", max_length=40, blank=True)
    signs = ArrayField(models.CharField(max_length=12), default=list, blank=True, verbose_name="迹象")
    asked = models.PositiveIntegerField("要求抽取")
    population = models.PositiveIntegerField("总体")
    population_sha256 = models.CharField("总体校验值", max_length=64)
    drawn_at = models.DateTimeField("抽样时间")

    class Meta:
        verbose_name = verbose_name_plural = "抽样"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["work", "position"], name="audit_draw_position_once"),
            models.CheckConstraint(
                condition=Q(method="hand", seed="") | ~Q(method="hand") & ~Q(seed=""),
                name="audit_draw_has_its_seed",
            ),
        ]


class AuditPaper(models.Model):
    """The working paper on one record or obligation: its facts as they stood when it was drawn, checks, conclusion."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    work = models.ForeignKey(AuditWork, models.CASCADE, related_name="papers")
    draw = models.ForeignKey(AuditDraw, models.CASCADE, related_name="papers")
    position = models.PositiveIntegerField("编号")
    subject = models.CharField("对象", max_length=12, choices=SUBJECTS)
    key = models.CharField("标识", max_length=240)
    title = models.CharField("名称", max_length=240)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    url = models.CharField("页面", max_length=300, blank=True)
    facts = models.JSONField("抽样时的情况")
    facts_sha256 = models.CharField("抽样时情况的校验值", max_length=64)
    signs = ArrayField(models.CharField(max_length=12), default=list, blank=True, verbose_name="迹象")
    checks = models.JSONField("核对", default=dict, blank=True)
    conclusion = models.CharField("结论", max_length=10, choices=CONCLUSIONS, blank=True)
    remark = models.TextField("说明", max_length=4000, blank=True)
    state = models.CharField("状态", max_length=10, choices=STATES, default=State.OPEN.value)
    version = models.PositiveIntegerField("版本", default=0)
    concluded_at = models.DateTimeField("结论时间", null=True, blank=True)
    files = models.ManyToManyField(StoredFile, related_name="+", verbose_name="附件")

    class Meta:
        verbose_name = verbose_name_plural = "审计底稿"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["work", "subject", "key"], name="audit_paper_once"),
            models.UniqueConstraint(fields=["work", "position"], name="audit_paper_position_once"),
            models.CheckConstraint(
                condition=Q(state="open", concluded_at__isnull=True)
                | ~Q(state="open") & Q(concluded_at__isnull=False) & ~Q(conclusion=""),
                name="audit_paper_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """The number of the paper within its work."""
        return f"底稿{self.position:03d}"
