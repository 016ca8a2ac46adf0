"""Annual tasks (任务清单, articles 5(二), 5(九), 6–9): lists of a unit and year, their tasks, and what was done about them."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from duties.annual_task_states import ListAction, ListState, TaskAction, TaskState
from duties.models.records import Record
from duties.models.regulation import Rule
from portal.models import Account, StoredFile, Unit
from portal.states import choices

LIST_STATES, TASK_STATES = choices(ListState), choices(TaskState)
ACTIONS = list(dict(choices(ListAction) + choices(TaskAction)).items())
MOST_WEIGHT = 100


class TaskList(models.Model):
    """The task list of a unit and year. Issued, it is a record of the document forms that it stands for (`record`).

    `version` counts what was done with the list itself, so that a stale form is told.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="task_lists", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("名称", max_length=120)
    forms = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name="计入的文件")
    state = models.CharField("状态", max_length=10, choices=LIST_STATES, default=ListState.DRAFTING.value)
    version = models.PositiveIntegerField("版本", default=0)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="拟定人")
    made_at = models.DateTimeField("建立时间")
    submitted_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报请人"
    )
    issued_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="印发人"
    )
    issued_on = models.DateField("印发日期", null=True, blank=True)
    record = models.OneToOneField(
        Record, models.PROTECT, null=True, blank=True, related_name="task_list", verbose_name="履职记录"
    )

    class Meta:
        verbose_name = verbose_name_plural = "任务清单"
        ordering = ["-year", "unit__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                condition=~Q(state=ListState.VOID.value),
                name="task_list_once_a_year",
                violation_error_message="本单位本年度已有任务清单。",
            ),
            models.CheckConstraint(
                condition=~Q(state=ListState.ISSUED.value) | Q(issued_on__isnull=False),
                name="issued_task_list_has_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def at(self) -> ListState:
        """The state as one of the table's."""
        return ListState(self.state)

    @property
    def in_force(self) -> bool:
        """Whether it is issued."""
        return self.at == ListState.ISSUED


class Task(models.Model):
    """One task of a unit and year; with `parent`, the part of a superior's task that the unit is to do.

    On no list while the unit has not accepted it. `percent` is what the lead reported last, `progress` that or, where the
    task has parts, their weighted mean; `done_on` the day on which the lead reported it completed.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    list = models.ForeignKey(
        TaskList, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="任务清单"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="annual_tasks", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="上级任务"
    )
    position = models.PositiveSmallIntegerField("序号", default=0)
    title = models.CharField("任务", max_length=200)
    measures = models.TextField("主要措施", blank=True)
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="annual_tasks", verbose_name="对应条款")
    lead = models.ForeignKey(Unit, models.PROTECT, related_name="led_tasks", verbose_name="牵头单位")
    partners = models.ManyToManyField(Unit, related_name="joined_tasks", blank=True, verbose_name="协办单位")
    role = models.CharField("责任席位", max_length=40, blank=True)
    starts_on = models.DateField("开始日期")
    due_on = models.DateField("完成时限")
    target = models.TextField("目标", blank=True)
    target_number = models.DecimalField("目标值", max_digits=16, decimal_places=4, null=True, blank=True)
    target_measure = models.CharField("计量单位", max_length=20, blank=True)
    weight = models.PositiveSmallIntegerField(
        "权重", default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_WEIGHT)]
    )
    state = models.CharField("状态", max_length=10, choices=TASK_STATES, default=TaskState.LISTED.value)
    version = models.PositiveIntegerField("版本", default=0)
    percent = models.PositiveSmallIntegerField("报告进度", default=0)
    progress = models.DecimalField("进度", max_digits=5, decimal_places=2, default=0)
    reported_on = models.DateField("最近报告", null=True, blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)
    issued_on = models.DateField("首次印发", null=True, blank=True)
    end_reason = models.TextField("取消理由", blank=True)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="拟定人")
    made_at = models.DateTimeField("建立时间")

    class Meta:
        verbose_name = verbose_name_plural = "年度任务"
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["unit", "year"], name="annual_task_unit_year"),
            models.Index(fields=["rule", "year"], name="annual_task_rule_year"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("due_on")),
                name="annual_task_begins_first",
                violation_error_message="完成时限不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(percent__lte=100, progress__lte=100), name="annual_task_up_to_100"
            ),
            models.CheckConstraint(
                condition=Q(list__isnull=False) | ~Q(state__in=["listed", "cancelled"]),
                name="annual_task_on_a_list",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def at(self) -> TaskState:
        """The state as one of the table's."""
        return TaskState(self.state)

    @property
    def in_force(self) -> bool:
        """Whether it stands on an issued list."""
        return self.at == TaskState.LISTED and self.list is not None and self.list.in_force


class TaskMilestone(models.Model):
    """A step on the way of a task (节点): what is to be there by which day."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.ForeignKey(Task, models.CASCADE, related_name="milestones")
    title = models.CharField("节点", max_length=120)
    due_on = models.DateField("时限")
    done_on = models.DateField("完成日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务节点"
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.title


class TaskRevision(models.Model):
    """A change of an issued task, proposed with a reason and granted or refused by another person; rows stay.

    `values` are the columns as they shall be, `changes` what differs, in words: label, old, new.
    """

    class State(models.TextChoices):
        """What became of it."""

        PENDING = "pending", "待审定"
        GRANTED = "granted", "已同意"
        REFUSED = "refused", "未同意"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.ForeignKey(Task, models.PROTECT, related_name="revisions")
    cancels = models.BooleanField("取消任务", default=False)
    values = models.JSONField("调整后", default=dict, blank=True)
    changes = models.JSONField("调整内容", default=list, blank=True)
    reason = models.TextField("理由")
    state = models.CharField("状态", max_length=10, choices=State, default=State.PENDING)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="提出人")
    made_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审定人"
    )
    decided_at = models.DateTimeField("审定时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务调整"
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(state="pending"), name="one_pending_task_revision"
            )
        ]


class TaskStep(models.Model):
    """One thing that was done with a list or a task, as it was said; rows are only added."""

    list = models.ForeignKey(TaskList, models.CASCADE, null=True, blank=True, related_name="steps")
    task = models.ForeignKey(Task, models.CASCADE, null=True, blank=True, related_name="steps")
    action = models.CharField("办理", max_length=10, choices=ACTIONS)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="办理人")
    name = models.CharField("姓名", max_length=60)
    post = models.CharField("岗位", max_length=160, blank=True)
    text = models.TextField("内容", blank=True)
    percent = models.PositiveSmallIntegerField("进度", null=True, blank=True)
    day = models.DateField("日期", null=True, blank=True)
    milestone = models.ForeignKey(
        TaskMilestone, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="节点"
    )
    revision = models.ForeignKey(
        TaskRevision, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="调整"
    )
    files = models.ManyToManyField(StoredFile, related_name="+", verbose_name="佐证材料")

    class Meta:
        verbose_name = verbose_name_plural = "任务办理"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(list__isnull=False, task__isnull=True) | Q(list__isnull=True, task__isnull=False),
                name="task_step_of_one_thing",
            )
        ]
