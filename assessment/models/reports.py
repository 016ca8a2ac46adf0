"""Reports (报告, articles 18 and 21): words section by section with their versions, figures with their moment, each step."""

import uuid

from django.db import models
from django.db.models import Q

from assessment.report_states import Action, State
from duties.models import Record
from portal.models import Account, Document, Unit
from portal.states import choices

STATES, ACTIONS = choices(State), choices(Action)


class Report(models.Model):
    """A report of a unit on a period: who wrote, reviewed, signed, sent and received it.

    `kind` is a form of the vocabulary (annual_report, half_year_report, ...), `to` the unit whose party and government
    (or leading group) it goes to, where that is in the portal. The figures are those of the ledger as of `as_of`, as
    known at `known_at`. `version` counts what was done, so that a stale form is told; a written section counts itself.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="work_reports", verbose_name="报告单位")
    to = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="received_reports", verbose_name="收文单位"
    )
    kind = models.CharField("报告类别", max_length=40)
    period = models.CharField("周期", max_length=12)
    title = models.CharField("标题", max_length=100)
    addressee = models.CharField("主送", max_length=100)
    state = models.CharField("状态", max_length=10, choices=STATES, default=State.DRAFTING.value)
    state_since = models.DateTimeField("进入状态时间")
    version = models.PositiveIntegerField("版本", default=0)
    as_of = models.DateField("数据截至")
    known_at = models.DateTimeField("数据掌握时刻")
    drafted_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="起草人")
    drafted_at = models.DateTimeField("起草时间")
    reviewed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核人"
    )
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    signed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签发人"
    )
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    sent_at = models.DateTimeField("报送时间", null=True, blank=True)
    received_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="收文人"
    )
    received_at = models.DateTimeField("收文时间", null=True, blank=True)
    return_reason = models.TextField("退改原因", blank=True)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name="公文"
    )
    record = models.OneToOneField(
        Record, models.PROTECT, null=True, blank=True, related_name="report", verbose_name="履职记录"
    )

    class Meta:
        verbose_name = verbose_name_plural = "报告"
        ordering = ["-drafted_at", "-pk"]
        indexes = [
            models.Index(fields=["unit", "kind", "period"], name="report_unit_kind_period"),
            models.Index(fields=["to", "state"], name="report_to_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "period"],
                condition=~Q(state=State.CANCELLED.value) & ~Q(kind="plenum_report"),
                name="one_report_a_period",
                violation_error_message="该周期已有一份同类报告,请办理那一份。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(["sent", "received"]))
                | Q(sent_at__isnull=False, record__isnull=False, document__isnull=False),
                name="sent_report_counts",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=models.F("drafted_by")),
                name="report_signer_is_not_drafter",
                violation_error_message="起草人不得签发本人起草的报告。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ReportSection(models.Model):
    """A section of a report: its words, and beside them what the portal knows (`facts`, written by the program alone).

    `suggested` are the words that the program proposed last: who never touched them gets the new ones when the figures
    are renewed. `changed` lists what changed in the figures since somebody last looked at the words.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="sections")
    code = models.CharField("部分", max_length=30)
    position = models.PositiveSmallIntegerField("次序")
    heading = models.CharField("标题", max_length=60)
    guide = models.CharField("写作提示", max_length=300, blank=True)
    words = models.TextField("文字", blank=True)
    suggested = models.TextField("建议文字", blank=True)
    facts = models.JSONField("数据", default=list)
    sources = models.JSONField("数据来源", default=list)
    changed = models.JSONField("数据变化", default=list)
    version = models.PositiveIntegerField("版本", default=1)
    written_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="修改人")
    written_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = verbose_name_plural = "报告内容"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["report", "code"], name="report_section_once")]

    def __str__(self) -> str:
        return self.heading


class ReportRevision(models.Model):
    """The words of a section as somebody left them. What is saved by itself while one goes on typing is one revision."""

    class Why(models.TextChoices):
        """How the words came about."""

        DRAFT = "draft", "起草"
        WRITE = "write", "修改"
        AUTO = "auto", "自动保存"
        RENEW = "renew", "随数据更新"
        RESTORE = "restore", "恢复"

    section = models.ForeignKey(ReportSection, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField("版本")
    words = models.TextField("文字", blank=True)
    why = models.CharField("来由", max_length=10, choices=Why)
    note = models.CharField("说明", max_length=60, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="修改人")
    name = models.CharField("姓名", max_length=60)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "报告文字版本"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["section", "number"], name="report_revision_once")]


class ReportComment(models.Model):
    """What somebody remarks on a section or on the whole report; settled by who mends it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="comments")
    section = models.ForeignKey(
        ReportSection, models.CASCADE, null=True, blank=True, related_name="comments", verbose_name="部分"
    )
    text = models.TextField("批注")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="批注人")
    name = models.CharField("姓名", max_length=60)
    post = models.CharField("岗位", max_length=160, blank=True)
    at = models.DateTimeField("时间")
    settled_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="处理人"
    )
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "报告批注"
        ordering = ["at", "pk"]


class ReportStep(models.Model):
    """One thing that was done with a report; rows are only added."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="steps")
    action = models.CharField("办理", max_length=10, choices=ACTIONS)
    from_state = models.CharField("原状态", max_length=10, blank=True)
    to_state = models.CharField("现状态", max_length=10)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="办理人")
    name = models.CharField("姓名", max_length=60)
    post = models.CharField("岗位", max_length=160, blank=True)
    text = models.TextField("内容", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "报告办理"
        ordering = ["at", "pk"]


class ReportTemplate(models.Model):
    """The sections of a kind of report as an office worded them for its area; without one the given ones hold."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="report_templates", verbose_name="单位")
    kind = models.CharField("报告类别", max_length=40)
    sections = models.JSONField("内容")
    version = models.PositiveIntegerField("版本", default=1)
    written_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="修改人")
    written_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = verbose_name_plural = "报告模板"
        constraints = [models.UniqueConstraint(fields=["unit", "kind"], name="one_report_template")]

    def __str__(self) -> str:
        return f"{self.unit} {self.kind}"
