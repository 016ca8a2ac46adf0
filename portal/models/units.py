"""Units and their dated facts: existence, names, placements, tags, successions, and the areas read from them."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from portal.models.facts import Fact

EQUAL, OVERLAPS = RangeOperators.EQUAL, RangeOperators.OVERLAPS


class Unit(models.Model):
    """An organisation that can owe: its code and kind never change, all else about it is a dated fact."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField("代码", max_length=40, unique=True)
    kind = models.CharField("类别", max_length=40, db_index=True)
    name = models.CharField("现名", max_length=120, help_text="随名称记录更新")

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["code"]
        # The grants of access.md: one guardian permission a role, held on a unit.
        permissions = [
            ("act_as_clerk", "经办人"),
            ("act_as_official", "责任人"),
            ("act_as_member", "班子成员"),
            ("act_as_office", "领导小组办公室"),
            ("act_as_approver", "审定人"),
            ("act_as_leader", "上级领导"),
            ("act_as_auditor", "审计/纪检"),
            ("act_as_system_admin", "系统管理员"),
            ("act_as_security_admin", "安全管理员"),
            ("act_as_audit_admin", "审计管理员"),
        ]

    def __str__(self) -> str:
        return self.name


class Existence(Fact):
    """The days of a unit's life, from its establishment to its abolition."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="existences", verbose_name="单位")

    class Meta(Fact.Meta):
        verbose_name = verbose_name_plural = "存续"
        constraints = [
            *Fact.Meta.constraints,
            ExclusionConstraint(
                name="one_existence_a_unit",
                expressions=[("unit", EQUAL), ("known", OVERLAPS)],
                violation_error_message="一个单位只有一段存续期。",
            ),
        ]


class Name(Fact):
    """What a unit was called, and when."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="names", verbose_name="单位")
    name = models.CharField("名称", max_length=120)

    class Meta(Fact.Meta):
        verbose_name = verbose_name_plural = "名称"
        constraints = [
            *Fact.Meta.constraints,
            ExclusionConstraint(
                name="one_name_a_day",
                expressions=[("unit", EQUAL), ("during", OVERLAPS), ("known", OVERLAPS)],
                violation_error_message="同一天只能有一个名称。",
            ),
        ]


class Placement(Fact):
    """Under which unit a unit stood, and when: the dated tree."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="placements", verbose_name="单位")
    parent = models.ForeignKey(Unit, models.PROTECT, related_name="children", verbose_name="上级单位")

    class Meta(Fact.Meta):
        verbose_name = verbose_name_plural = "隶属"
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(unit=models.F("parent")),
                name="not_under_itself",
                violation_error_message="单位不能隶属于自身。",
            ),
            ExclusionConstraint(
                name="one_parent_a_day",
                expressions=[("unit", EQUAL), ("during", OVERLAPS), ("known", OVERLAPS)],
                violation_error_message="同一天只能有一个上级单位。",
            ),
        ]


class Tag(Fact):
    """A property of a unit in the regulation's words, e.g. 领导小组成员单位, and when it held."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="tags", verbose_name="单位")
    tag = models.CharField("属性", max_length=40)

    class Meta(Fact.Meta):
        verbose_name = verbose_name_plural = "属性"
        constraints = [
            *Fact.Meta.constraints,
            ExclusionConstraint(
                name="no_tag_twice_a_day",
                expressions=[("unit", EQUAL), ("tag", EQUAL), ("during", OVERLAPS), ("known", OVERLAPS)],
                violation_error_message="同一属性的起止时间重叠。",
            ),
        ]


class Succession(models.Model):
    """A merger or split, noted only: it changes no count."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="successions", verbose_name="单位")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="predecessors", verbose_name="承接单位")
    kind = models.CharField("方式", max_length=10, choices=[("merge", "合并"), ("split", "拆分")])
    on = models.DateField("日期")

    class Meta:
        verbose_name = verbose_name_plural = "沿革"
        constraints = [
            models.UniqueConstraint(fields=["unit", "successor", "kind", "on"], name="succession_once")
        ]


class Area(models.Model):
    """Closure of the dated tree as known now: on the days of `during`, `unit` lay in the area of `ancestor`.

    Derived from Existence and Placement and rebuilt by the service that changes them; depth 0 is the unit itself.
    """

    ancestor = models.ForeignKey(Unit, models.CASCADE, related_name="area")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="above")
    depth = models.PositiveSmallIntegerField()
    during = DateRangeField()

    class Meta:
        indexes = [
            models.Index(fields=["ancestor", "unit"], name="area_ancestor_unit"),
            models.Index(fields=["unit", "ancestor"], name="area_unit_ancestor"),
        ]
