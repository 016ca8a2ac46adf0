"""Supervision items (督办件): what a unit is told, in a numbered notice, to make good, and what became of it."""

import uuid

from django.db import models
from django.db.models import Q

from duties.models.regulation import Rule
from duties.supervision_states import BEFORE_ISSUE, OVER, Action, Holder, State
from portal.models import Account, Document, StoredFile, Unit
from portal.states import choices

STATES, ACTIONS = choices(State), choices(Action)
UNNUMBERED = sorted(state.value for state in BEFORE_ISSUE | {State.CANCELLED})


class SupervisionItem(models.Model):
    """A demand on a unit to make good obligations, decisions or findings by a day; its notice is a Document.

    `unit` is the one that acts (承办、牵头单位), `numbered_by` the office in whose register the number was taken (`office`
    may be its successor since), `version` counts what was done, so that a stale form is told. The
    deadline moves by an extension or a return; the due day of an obligation never does.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="督办单位")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="supervision_items", verbose_name="承办单位")
    state = models.CharField("状态", max_length=10, choices=STATES, default=State.DRAFTING.value)
    state_since = models.DateTimeField("进入状态时间")
    version = models.PositiveIntegerField("版本", default=0)
    numbered_by = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="编号单位"
    )
    year = models.PositiveSmallIntegerField("编号年份", null=True, blank=True)
    serial = models.PositiveIntegerField("顺序号", null=True, blank=True)
    deadline = models.DateField("办结期限")
    asked_deadline = models.DateField("申请延至", null=True, blank=True)
    demands = models.TextField("要求")
    notice = models.OneToOneField(
        Document, models.PROTECT, related_name="supervision_item", verbose_name="通知单"
    )
    fed_back_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="反馈人"
    )
    fed_back_on = models.DateField("反馈日期", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="复核人"
    )
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="经办")
    made_at = models.DateTimeField("建立时间")

    class Meta:
        verbose_name = verbose_name_plural = "督办件"
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["state", "deadline"], name="supervision_state_deadline")]
        constraints = [
            models.UniqueConstraint(fields=["numbered_by", "year", "serial"], name="supervision_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=UNNUMBERED, serial__isnull=True)
                | ~Q(state__in=UNNUMBERED) & Q(serial__isnull=False),
                name="issued_item_has_number",
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.notice.title

    @property
    def number(self) -> str:
        """The number of the item (督办编号), e.g. 督2026-003; empty until its notice is issued."""
        return f"督{self.year}-{self.serial:03d}" if self.serial is not None else ""

    @property
    def at(self) -> State:
        """The state as one of the table's."""
        return State(self.state)

    @property
    def holder(self) -> Holder:
        """Who has to act next (持球方)."""
        return self.at.holder

    @property
    def is_over(self) -> bool:
        """Whether nothing follows any more."""
        return self.at in OVER


class SupervisedUnit(models.Model):
    """A unit that an item is for: the one that leads or one that co-operates (牵头、协办), and its receipt."""

    class Part(models.TextChoices):
        """What a unit has to do with it."""

        LEAD = "lead", "牵头"
        PARTNER = "partner", "协办"

    item = models.ForeignKey(SupervisionItem, models.CASCADE, related_name="supervised_units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    part = models.CharField("分工", max_length=10, choices=Part)
    signed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签收人"
    )
    signed_at = models.DateTimeField("签收时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "承办单位"
        ordering = ["part", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "unit"], name="supervised_unit_once"),
            models.UniqueConstraint(fields=["item"], condition=Q(part="lead"), name="one_lead_an_item"),
        ]


class SupervisedObligation(models.Model):
    """One obligation that a supervision item is about, by its natural key; it stays its unit's when that is merged."""

    item = models.ForeignKey(SupervisionItem, models.CASCADE, related_name="obligations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="责任单位")
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="+")
    role = models.CharField(max_length=40, blank=True)
    period = models.CharField(max_length=12)

    class Meta:
        verbose_name = verbose_name_plural = "督办事项"
        constraints = [
            models.UniqueConstraint(fields=["item", "unit", "rule", "role", "period"], name="supervised_once")
        ]


class SupervisedMatter(models.Model):
    """What another app has put under supervision (`duties.supervision_sources`), as it was when it was drafted."""

    item = models.ForeignKey(SupervisionItem, models.CASCADE, related_name="matters")
    kind = models.CharField("来源", max_length=20)
    ref = models.CharField("标识", max_length=64)
    title = models.CharField("事项", max_length=300)
    basis = models.CharField("依据", max_length=300)
    url = models.CharField("页面", max_length=200)
    due_on = models.DateField("原定时限", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "督办事项(其他来源)"
        constraints = [models.UniqueConstraint(fields=["item", "kind", "ref"], name="matter_once")]
        indexes = [models.Index(fields=["kind", "ref"], name="supervised_matter")]


class SupervisionStep(models.Model):
    """One thing that was done with an item, as it was said; rows are only added."""

    item = models.ForeignKey(SupervisionItem, models.CASCADE, related_name="steps")
    action = models.CharField("办理", max_length=10, choices=ACTIONS)
    from_state = models.CharField("原状态", max_length=10, choices=STATES)
    to_state = models.CharField("现状态", max_length=10, choices=STATES)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办理人"
    )
    name = models.CharField("姓名", max_length=60)
    post = models.CharField("岗位", max_length=160, blank=True)
    text = models.TextField("内容", blank=True)
    old_deadline = models.DateField("原期限", null=True, blank=True)
    new_deadline = models.DateField("新期限", null=True, blank=True)
    files = models.ManyToManyField(StoredFile, related_name="+", verbose_name="佐证材料")

    class Meta:
        verbose_name = verbose_name_plural = "督办办理"
        ordering = ["at", "pk"]
