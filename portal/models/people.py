"""Officials and the seats they hold."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import Q

from portal.models.facts import Fact
from portal.models.units import EQUAL, OVERLAPS, Unit


class Person(models.Model):
    """An official, known by a stable code. Residents are never persons here."""

    code = models.CharField("人员代码", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Tenure(Fact):
    """Who held which seat (a role at a unit), since when, and whether acting (主持工作)."""

    ref = models.CharField("编号", max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="tenures", verbose_name="单位")
    role = models.CharField("职务", max_length=40)
    person = models.ForeignKey(Person, models.PROTECT, related_name="tenures", verbose_name="人员")
    title = models.CharField("职务名称", max_length=60, blank=True)
    acting = models.BooleanField("主持工作(代理)", default=False)
    several = models.BooleanField("可多人同任", default=False, editable=False)

    class Meta(Fact.Meta):
        verbose_name = verbose_name_plural = "任职"
        indexes = [
            models.Index(fields=["unit", "person"], name="tenure_unit_person"),
            models.Index(fields=["person"], name="tenure_person"),
        ]
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(started_on__isnull=False),
                name="tenure_has_a_start",
                violation_error_message="任职必须有起始日。",
            ),
            ExclusionConstraint(
                name="one_version_a_tenure", expressions=[("ref", EQUAL), ("known", OVERLAPS)]
            ),
            ExclusionConstraint(
                name="one_holder_a_seat",
                expressions=[("unit", EQUAL), ("role", EQUAL), ("during", OVERLAPS), ("known", OVERLAPS)],
                condition=Q(acting=False, several=False),
                violation_error_message="同一席位同一天只能有一名在任者(主持工作除外)。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.title or self.role}"
