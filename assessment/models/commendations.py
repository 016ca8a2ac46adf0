"""Commendation (表彰, article 22) and accountability leads (问责线索移交, article 23)."""

from django.db import models
from django.db.models import Q

from assessment import commendation_states, lead_states
from assessment.commendation_states import Subject
from assessment.models.matters import Matter, MatterFact, MatterStep
from portal.models import Account, Document, Person, Unit
from portal.states import choices

DECIDED = ["agreed", "issued", "withdrawn", "handed", "dismissed"]


class Commendation(Matter):
    """A proposal to commend a unit, or a person in a seat of it, with the facts that it rests on; somebody decides."""

    state = models.CharField(
        "状态", max_length=10, choices=choices(commendation_states.State), default="drafting"
    )
    subject = models.CharField("对象", max_length=12, choices=choices(Subject))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="commendations", verbose_name="单位")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="个人"
    )
    role = models.CharField("职务", max_length=40, blank=True)
    year = models.PositiveSmallIntegerField("年度")
    manner = models.CharField("表彰方式", max_length=60)
    reason = models.TextField("事由")
    proposed_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="提出人")
    proposed_at = models.DateTimeField("提出时间")
    submitted_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报请人"
    )
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定人"
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decision = models.TextField("决定理由", blank=True)
    end_reason = models.TextField("取消、撤销理由", blank=True)
    paper = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="commendation", verbose_name="表彰决定"
    )

    class Meta:
        verbose_name = verbose_name_plural = "表彰"
        ordering = ["-proposed_at", "-pk"]
        indexes = [models.Index(fields=["unit", "state"], name="commendation_unit_state")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=DECIDED) | Q(decided_by__isnull=False) & ~Q(decision=""),
                name="commendation_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(subject="person", person__isnull=False) & ~Q(role="")
                | ~Q(subject="person") & Q(person__isnull=True, role=""),
                name="commended_person_has_a_seat",
            ),
        ]

    def __str__(self) -> str:
        return f"表彰{self.unit}{self.person or ''}"


class CommendationFact(MatterFact):
    """A fact that a commendation rests on."""

    matter = models.ForeignKey(Commendation, models.CASCADE, related_name="facts")

    class Meta(MatterFact.Meta):
        verbose_name = verbose_name_plural = "表彰事实"


class CommendationStep(MatterStep):
    """What was done with a commendation."""

    matter = models.ForeignKey(Commendation, models.CASCADE, related_name="steps")

    class Meta(MatterStep.Meta):
        verbose_name = verbose_name_plural = "表彰办理"

    @property
    def label(self) -> str:
        """What was done, in words."""
        return commendation_states.Action(self.action).label


class AccountabilityLead(Matter):
    """Facts about a unit's duties that are handed over to the competent body with a receipt; nothing is concluded here."""

    state = models.CharField("状态", max_length=10, choices=choices(lead_states.State), default="drafting")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="涉及单位")
    receiver = models.CharField("承接机关", max_length=100)
    note = models.TextField("说明", blank=True)
    proposed_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="整理人")
    proposed_at = models.DateTimeField("整理时间")
    submitted_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报请人"
    )
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审定人"
    )
    decided_at = models.DateTimeField("审定时间", null=True, blank=True)
    decision = models.TextField("审定意见", blank=True)
    end_reason = models.TextField("取消理由", blank=True)
    handed_on = models.DateField("移交日期", null=True, blank=True)
    receipt = models.CharField("回执编号", max_length=60, blank=True)
    received_by = models.CharField("接收人", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "问责线索移交"
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=DECIDED) | Q(decided_by__isnull=False) & ~Q(decision=""),
                name="lead_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="handed")
                | Q(handed_on__isnull=False) & ~Q(receipt="") & ~Q(received_by=""),
                name="handed_lead_has_a_receipt",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}线索移交"


class AccountabilityLeadFact(MatterFact):
    """A fact that is handed over."""

    matter = models.ForeignKey(AccountabilityLead, models.CASCADE, related_name="facts")

    class Meta(MatterFact.Meta):
        verbose_name = verbose_name_plural = "线索事实"


class AccountabilityLeadStep(MatterStep):
    """What was done with a lead."""

    matter = models.ForeignKey(AccountabilityLead, models.CASCADE, related_name="steps")

    class Meta(MatterStep.Meta):
        verbose_name = verbose_name_plural = "线索移交办理"

    @property
    def label(self) -> str:
        """What was done, in words."""
        return lead_states.Action(self.action).label
