"""What a unit says of a red cell (情况说明, 申请豁免) and what the office answers; both stand beside the cell ever after."""

import uuid

from django.db import models
from django.db.models import Q

from duties.models.records import Waiver
from duties.models.regulation import Rule
from duties.statement_states import Act, Kind, State
from portal.models import Account, StoredFile, Unit
from portal.states import choices


class Statement(models.Model):
    """One statement on one cell, by its natural key; its words, files and answers are its steps."""

    KINDS, STATES = choices(Kind), choices(State)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("类别", max_length=12, choices=KINDS)
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="+", verbose_name="口径")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="statements", verbose_name="单位")
    role = models.CharField("职务", max_length=40, blank=True)
    period = models.CharField("周期", max_length=12)
    state = models.CharField("状态", max_length=12, choices=STATES, default=State.WAITING.value)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="提出人")
    made_at = models.DateTimeField("提出时间")
    waiver = models.OneToOneField(
        Waiver, models.PROTECT, null=True, blank=True, related_name="statement", verbose_name="豁免"
    )

    class Meta:
        verbose_name = verbose_name_plural = "情况说明和豁免申请"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "unit", "role", "period", "kind"],
                condition=Q(state__in=["waiting", "more"]),
                name="one_open_statement_a_kind",
                violation_error_message="该事项已有待答复的同类说明或申请;请在原件上补充。",
            )
        ]
        indexes = [
            models.Index(fields=["unit", "rule", "role", "period"], name="statement_of_cell"),
            models.Index(fields=["state", "made_at"], name="statement_state"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class StatementStep(models.Model):
    """One step: what was done, in which words, with which files, and the state after it. Never changed."""

    ACTS = choices(Act)

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="steps")
    act = models.CharField("办理", max_length=12, choices=ACTS)
    state = models.CharField("状态", max_length=12, choices=Statement.STATES)
    text = models.TextField("内容", max_length=2000, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="经手人")
    post = models.CharField("岗位", max_length=200, blank=True)
    at = models.DateTimeField("时间")
    files = models.ManyToManyField(StoredFile, related_name="+", verbose_name="材料")

    class Meta:
        verbose_name = verbose_name_plural = "办理经过"
        ordering = ["at", "pk"]
