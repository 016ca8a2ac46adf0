"""Entries (登记单): one form filled in once, that owns agenda, minutes and evidence and makes one or more records."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from duties.models import Record
from portal import clock
from portal.models import Account, Person, StoredFile, Unit


class EntryState(models.TextChoices):
    """草稿 | 计划中 → 已提交 → 已确认 | 已退回; a plan is cancelled, anything else withdrawn, with a reason."""

    DRAFT = "draft", "草稿"
    PLANNED = "planned", "计划中"
    SUBMITTED = "submitted", "已提交"
    CONFIRMED = "confirmed", "已确认"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"
    CANCELLED = "cancelled", "已取消"


class Entry(models.Model):
    """One form filled in once by a clerk. A draft or plan may be changed; after submission its records are fixed.

    `details` holds the few fields that only entries of one kind have (`meetings.kinds`). `entered_from` is the unit
    whose clerk logged it for a unit below (代录); empty where the unit logged it itself.

    `version` grows with each change and guards against a stale form; `token` makes a double submission harmless.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token = models.UUIDField("提交标识", default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="entries", verbose_name="单位")
    kind = models.CharField("类别", max_length=40, default="meeting")
    forms = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name="会议类型")
    occurred_on = models.DateField("日期", null=True, blank=True)
    until = models.DateField("结束日期", null=True, blank=True)
    for_period = models.CharField("所属周期", max_length=12, blank=True)
    starts_at = models.TimeField("开始时间", null=True, blank=True)
    ends_at = models.TimeField("结束时间", null=True, blank=True)
    place = models.CharField("地点", max_length=100, blank=True)
    leader = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="主持人"
    )
    title = models.CharField("标题", max_length=200, blank=True)
    minutes = models.TextField("纪要", blank=True)
    details = models.JSONField("其他事项", default=dict, blank=True)
    state = models.CharField("状态", max_length=10, choices=EntryState, default=EntryState.DRAFT)
    reason = models.TextField("退回、撤回、取消或更正原因", blank=True)
    mend_by = models.DateField("补正期限", null=True, blank=True)
    entered_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="经办人")
    entered_from = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代录单位"
    )
    made_at = models.DateTimeField("建立时间")
    planned_at = models.DateTimeField("列入计划时间", null=True, blank=True)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    settled_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    settled_at = models.DateTimeField("确认时间", null=True, blank=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="更正"
    )
    records = models.ManyToManyField(Record, related_name="entries", verbose_name="履职记录")

    class Meta:
        verbose_name = verbose_name_plural = "登记单"
        ordering = ["-occurred_on", "-id"]
        indexes = [models.Index(fields=["unit", "-occurred_on"], name="entry_unit_day")]
        constraints = [
            models.CheckConstraint(
                # A draft may be withdrawn as unfinished as it is.
                condition=Q(state__in=["draft", "planned", "withdrawn", "cancelled"])
                | (Q(occurred_on__isnull=False) & Q(submitted_at__isnull=False)),
                name="submitted_entry_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["planned", "cancelled"])
                | (Q(occurred_on__isnull=False) & Q(planned_at__isnull=False) & Q(submitted_at__isnull=True)),
                name="planned_entry_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=models.F("occurred_on")),
                name="entry_until_after_its_day",
                violation_error_message="结束日期必须晚于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True)
                | Q(ends_at__isnull=True)
                | Q(ends_at__gt=models.F("starts_at")),
                name="entry_ends_after_start",
                violation_error_message="结束时间必须晚于开始时间。",
            ),
            models.CheckConstraint(
                condition=Q(mend_by__isnull=True) | Q(state="returned"), name="only_returned_is_mended"
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=~Q(state="withdrawn"),
                name="one_correction_an_entry",
                violation_error_message="该登记单已有一份更正。",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.occurred_on)

    @property
    def is_mended_late(self) -> bool:
        """Whether the day is over by which what was returned should have been mended and sent again."""
        return self.mend_by is not None and self.mend_by < clock.today()


class AgendaItem(models.Model):
    """One item of the agenda; one flagged 乡村振兴议题 puts the sitting on the topic."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    text = models.CharField("议题", max_length=200)
    on_topic = models.BooleanField("乡村振兴议题", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "议题"
        ordering = ["position"]


class Attendance(models.Model):
    """An official invited to the sitting: present, on leave, attending (列席), or with somebody standing in (委托)."""

    class State(models.TextChoices):
        """How the official took part."""

        PRESENT = "present", "出席"
        LEAVE = "leave", "请假"
        ATTENDING = "attending", "列席"
        DELEGATED = "delegated", "委托"

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="attendance")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="人员")
    state = models.CharField("参会", max_length=10, choices=State, default=State.PRESENT)
    stand_in = models.CharField("代为参会", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "参会"
        constraints = [
            models.UniqueConstraint(fields=["entry", "person"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(stand_in="") | Q(state="delegated"), name="stand_in_of_the_delegated"
            ),
        ]

    @property
    def manner(self) -> str:
        """How the official took part, in words: 出席, 委托演示-甲一."""
        return f"{self.get_state_display()}{self.stand_in}"


class Destination(models.Model):
    """A unit to which the entry went: visited, inspected, assessed. Each makes a record of its own."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="destinations")
    position = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="对象单位")

    class Meta:
        verbose_name = verbose_name_plural = "对象单位"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["entry", "unit"], name="destination_once")]


class Evidence(models.Model):
    """A file that proves the entry."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="evidence")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")

    class Meta:
        verbose_name = verbose_name_plural = "佐证材料"
