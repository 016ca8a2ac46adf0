"""Problems found on a visit (问题清单): about work, never about persons; who is to solve which by when, and how it was solved."""

import uuid

from django.db import models
from django.db.models import Q

from meetings.models.entries import Entry
from portal.models import Account, StoredFile, Unit


class Problem(models.Model):
    """One problem, on the list from the submission of its entry on.

    `key` is the same in a correction of the entry, by which what was done about it goes over.
    """

    class Category(models.TextChoices):
        """The field of work that a problem lies in, by the chapters of the regulation."""

        FOOD = "food", "粮食和重要农产品"
        POVERTY = "poverty", "巩固脱贫成果"
        INDUSTRY = "industry", "产业发展"
        TALENT = "talent", "人才"
        CULTURE = "culture", "文化"
        ECOLOGY = "ecology", "生态环境"
        BUILDING = "building", "乡村建设"
        GOVERNANCE = "governance", "乡村治理"
        POLICY = "policy", "政策落实"
        FUNDS = "funds", "资金项目"
        OTHER = "other", "其他工作"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="problems", verbose_name="登记单")
    position = models.PositiveSmallIntegerField()
    category = models.CharField("类别", max_length=12, choices=Category, default=Category.OTHER)
    text = models.CharField("问题", max_length=300)
    owner_unit = models.ForeignKey(Unit, models.PROTECT, related_name="problems", verbose_name="责任单位")
    owner_role = models.CharField("责任职务", max_length=40, blank=True)
    measure = models.CharField("整改措施", max_length=300, blank=True)
    due_on = models.DateField("整改时限", null=True, blank=True)
    solved_on = models.DateField("解决日期", null=True, blank=True)
    solved_note = models.TextField("解决情况", blank=True)
    solved_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经手人"
    )
    files = models.ManyToManyField(StoredFile, related_name="+", verbose_name="解决材料")

    class Meta:
        verbose_name = verbose_name_plural = "问题"
        ordering = ["position"]
        indexes = [models.Index(fields=["owner_unit", "due_on"], name="problem_owner_due")]
        constraints = [
            models.UniqueConstraint(fields=["entry", "key"], name="problem_once"),
            models.CheckConstraint(
                condition=Q(solved_on__isnull=True, solved_by__isnull=True, solved_note="")
                | (Q(solved_on__isnull=False, solved_by__isnull=False) & ~Q(solved_note="")),
                name="solved_problem_has_a_note",
            ),
        ]

    def __str__(self) -> str:
        return self.text
