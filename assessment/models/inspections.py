"""Inspection (督查, article 19): the yearly plan with its teams, what is seen on site, what is found."""

import uuid

from django.db import models
from django.db.models import Q

from assessment.inspection_states import Action, PlanAction, PlanState, Result, State
from assessment.models.matters import Matter, MatterStep
from duties.models import Record, Rule
from portal.models import Account, Person, StoredFile, Unit
from portal.states import choices


class InspectionPlan(Matter):
    """What an office's unit inspects in one year; it stands once somebody else has approved it."""

    state = models.CharField(
        "状态", max_length=10, choices=choices(PlanState), default=PlanState.DRAFTING.value
    )
    year = models.PositiveSmallIntegerField("年度")
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="拟订人")
    submitted_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报请人"
    )
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审定人"
    )
    decided_at = models.DateTimeField("审定时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "督查计划"
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "year"],
                name="one_inspection_plan_a_year",
                violation_error_message="该年度的督查计划已经建立。",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="inspection_plan_is_approved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}{self.year}年度督查计划"


class InspectionTeam(models.Model):
    """A team of a plan (督查组): officials, one of them its head."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(InspectionPlan, models.CASCADE, related_name="teams")
    position = models.PositiveSmallIntegerField("次序")
    name = models.CharField("名称", max_length=40)
    head = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="组长"
    )
    members = models.ManyToManyField(Person, related_name="+", verbose_name="组员")

    class Meta:
        verbose_name = verbose_name_plural = "督查组"
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "position"], name="inspection_team_once")]

    def __str__(self) -> str:
        return self.name


class Inspection(Matter):
    """One unit inspected by one team. Closed, it stands in the ledger as a record of the office's unit (`record`)."""

    state = models.CharField("状态", max_length=10, choices=choices(State), default=State.PLANNED.value)
    plan = models.ForeignKey(InspectionPlan, models.CASCADE, related_name="inspections")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="inspections", verbose_name="被督查单位")
    team = models.ForeignKey(
        InspectionTeam,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="inspections",
        verbose_name="督查组",
    )
    starts_on = models.DateField("计划开始")
    ends_on = models.DateField("计划结束")
    done_on = models.DateField("督查日期", null=True, blank=True)
    conclusion = models.TextField("督查情况", blank=True)
    record = models.OneToOneField(
        Record, models.PROTECT, null=True, blank=True, related_name="inspection", verbose_name="履职记录"
    )

    class Meta:
        verbose_name = verbose_name_plural = "督查"
        ordering = ["starts_on", "pk"]
        indexes = [
            models.Index(fields=["office", "state"], name="inspection_office_state"),
            models.Index(fields=["unit", "state"], name="inspection_unit_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "unit", "starts_on"],
                name="inspection_once_a_day",
                violation_error_message="该单位当日已列入计划。",
            ),
            models.CheckConstraint(condition=~Q(office=models.F("unit")), name="no_inspection_of_oneself"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")),
                name="inspection_days_in_order",
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(done_on__isnull=False, record__isnull=False),
                name="closed_inspection_is_recorded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}督查{self.unit}"


class CheckPoint(models.Model):
    """One point of a checklist (督查清单): a rule of the rulebook, or a question of the office's own (`rule` empty).

    `standing` is what the ledger said of the rule when the inspection was closed; until then it is read today.
    """

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField("次序")
    rule = models.ForeignKey(
        Rule, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="口径"
    )
    text = models.CharField("检查事项", max_length=300)
    clause = models.CharField("条款", max_length=60, blank=True)
    result = models.CharField("结果", max_length=10, choices=choices(Result), blank=True)
    remark = models.CharField("说明", max_length=500, blank=True)
    standing = models.CharField("台账情况", max_length=200, blank=True)
    answered_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="填写人"
    )
    answered_at = models.DateTimeField("填写时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "督查清单"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "position"], name="check_point_once"),
        ]


class CheckQuestions(models.Model):
    """What an office asks of units of one kind beside the rulebook, one question a line."""

    office = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="办理单位")
    kind = models.CharField("单位类别", max_length=40)
    text = models.TextField("自拟问题", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "督查自拟问题"
        constraints = [models.UniqueConstraint(fields=["office", "kind"], name="check_questions_once")]

    @property
    def lines(self) -> list[str]:
        """The questions one by one."""
        return [line.strip() for line in self.text.splitlines() if line.strip()]


class Finding(models.Model):
    """What an inspection found (问题): a fact about how the unit meets its duty, by the clause that lays it down.

    No residents, no verdict on anybody. `settled_…` is said by the office where it was put right without an item;
    otherwise the supervision item on it says so.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings")
    number = models.PositiveSmallIntegerField("序号")
    rule = models.ForeignKey(
        Rule, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="口径"
    )
    article = models.PositiveSmallIntegerField("条")
    clause = models.CharField("条款", max_length=60)
    severity = models.CharField("程度", max_length=20)
    text = models.TextField("问题")
    due_on = models.DateField("整改期限")
    found_on = models.DateField("发现日期")
    found_at = models.DateTimeField("登记时间")
    found_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="登记人")
    files = models.ManyToManyField(StoredFile, related_name="+", verbose_name="佐证材料")
    settled_at = models.DateTimeField("确认整改时间", null=True, blank=True)
    settled_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    settled_text = models.TextField("整改情况", blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_text = models.TextField("撤回理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "督查问题"
        ordering = ["inspection", "number"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "number"], name="finding_number_once"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | ~Q(settled_text=""), name="finding_settled_with_words"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_text=""),
                name="finding_withdrawn_with_words",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class InspectionPlanStep(MatterStep):
    """What was done with a plan."""

    matter = models.ForeignKey(InspectionPlan, models.CASCADE, related_name="steps")

    class Meta(MatterStep.Meta):
        verbose_name = verbose_name_plural = "督查计划办理"

    @property
    def label(self) -> str:
        """What was done, in words."""
        return PlanAction(self.action).label


class InspectionStep(MatterStep):
    """What was done with an inspection, or with one of its findings."""

    matter = models.ForeignKey(Inspection, models.CASCADE, related_name="steps")
    finding = models.ForeignKey(
        Finding, models.PROTECT, null=True, blank=True, related_name="steps", verbose_name="问题"
    )

    class Meta(MatterStep.Meta):
        verbose_name = verbose_name_plural = "督查办理"
        indexes = [models.Index(fields=["matter", "at"], name="inspection_step_at")]

    @property
    def label(self) -> str:
        """What was done, in words."""
        return Action(self.action).label
