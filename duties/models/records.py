"""What took place and what stands: records, links, households, waivers - the facts that the ledger counts."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import Q

from duties.models.regulation import Rule
from portal.models import Account, Fact, Person, Unit, known_from_now
from portal.models.units import EQUAL, OVERLAPS


class RecordState(models.TextChoices):
    """States of a record; only submitted and confirmed ones count."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
    CONFIRMED = "confirmed", "已确认"
    RETURNED = "returned", "已退回"


class Record(models.Model):
    """A journal entry: something that took place. Its content is fixed from `registered_at` on.

    A correction withdraws it and adds another that names it in `replaces`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ref = models.CharField("编号", max_length=60, unique=True)
    kind = models.CharField("类别", max_length=40)
    forms = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="records", verbose_name="单位")
    leader = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="led_records", verbose_name="主持(带队)人"
    )
    target = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="targeted_by", verbose_name="对象单位"
    )
    occurred_on = models.DateField("发生日期")
    for_period = models.CharField("所属周期", max_length=12, blank=True)
    # Read from `for_period` when the record is written: its kind of period and its first day.
    for_kind = models.CharField(max_length=12, blank=True, editable=False)
    for_start = models.DateField(null=True, editable=False)
    on_topic = models.BooleanField("专题研究乡村振兴", default=False)
    title = models.CharField("标题", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=RecordState)
    registered_at = models.DateTimeField("登记时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="更正"
    )

    class Meta:
        verbose_name = verbose_name_plural = "履职记录"
        indexes = [
            models.Index(fields=["unit", "kind", "occurred_on"], name="record_unit_kind_day"),
            models.Index(fields=["leader", "occurred_on"], name="record_leader_day"),
            models.Index(fields=["occurred_on"], name="record_day"),
            models.Index(fields=["for_start"], condition=Q(for_start__isnull=False), name="record_for_start"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(for_period="", for_kind="", for_start__isnull=True)
                | (~Q(for_period="") & ~Q(for_kind="") & Q(for_start__isnull=False)),
                name="for_period_is_whole",
            )
        ]

    def __str__(self) -> str:
        return self.title or self.ref


class RecordStateChange(models.Model):
    """In which state a record was, and when that was known: changes of state are rows with their instants."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="state_changes")
    state = models.CharField("状态", max_length=10, choices=RecordState)
    known = DateTimeRangeField(default=known_from_now)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="经手人")
    reason = models.TextField("原因", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "状态变更"
        constraints = [
            ExclusionConstraint(
                name="one_state_an_instant", expressions=[("record", EQUAL), ("known", OVERLAPS)]
            )
        ]


class Household(models.Model):
    """An opaque household number of a company; nothing else about a household is ever held."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="households", verbose_name="连队")
    number = models.CharField("户编号", max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "户"
        constraints = [models.UniqueConstraint(fields=["unit", "number"], name="household_once")]

    def __str__(self) -> str:
        return self.number


class HouseholdRegistration(Fact):
    """The days on which a household number is on its company's register."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="registrations")

    class Meta(Fact.Meta):
        verbose_name = verbose_name_plural = "在册"
        constraints = [
            *Fact.Meta.constraints,
            ExclusionConstraint(
                name="one_registration_a_household",
                expressions=[("household", EQUAL), ("known", OVERLAPS)],
            ),
        ]


class HouseholdContact(models.Model):
    """A record reached a household."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="contacts")
    household = models.ForeignKey(Household, models.PROTECT, related_name="contacts")

    class Meta:
        verbose_name = verbose_name_plural = "入户联系"
        constraints = [models.UniqueConstraint(fields=["record", "household"], name="contact_once")]


class Link(Fact):
    """A contact point or resident team: of a seat (`role`) or of the unit itself (`role` empty)."""

    ref = models.CharField("编号", max_length=60)
    kind = models.CharField("类别", max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="links", verbose_name="单位")
    role = models.CharField("职务", max_length=40, blank=True)
    target = models.ForeignKey(Unit, models.PROTECT, related_name="linked_by", verbose_name="联系对象")

    class Meta(Fact.Meta):
        verbose_name = verbose_name_plural = "定点联系"
        indexes = [models.Index(fields=["unit", "role", "kind"], name="link_unit_role_kind")]
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(unit=models.F("target")),
                name="not_linked_to_itself",
                violation_error_message="单位不能联系自身。",
            ),
            ExclusionConstraint(name="one_version_a_link", expressions=[("ref", EQUAL), ("known", OVERLAPS)]),
        ]


class Waiver(models.Model):
    """An obligation that need not be fulfilled: why, who decided, since when."""

    rule = models.ForeignKey(Rule, models.PROTECT, related_name="waivers", verbose_name="口径")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="waivers", verbose_name="单位")
    role = models.CharField("职务", max_length=40, blank=True)
    period = models.CharField("周期", max_length=12)
    reason = models.TextField("理由")
    granted_on = models.DateField("批准日期")
    granted_by = models.CharField("批准人", max_length=120, blank=True)
    known = DateTimeRangeField("掌握时段", default=known_from_now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "豁免"
        constraints = [
            ExclusionConstraint(
                name="one_waiver_an_obligation",
                expressions=[
                    ("rule", EQUAL),
                    ("unit", EQUAL),
                    ("role", EQUAL),
                    ("period", EQUAL),
                    ("known", OVERLAPS),
                ],
            )
        ]
