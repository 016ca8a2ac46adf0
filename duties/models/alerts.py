"""Alerts: one row per obligation, step and addressee, unique in the database."""

from django.db import models
from django.db.models import Q

from duties.models.policies import Addressee, PolicyStep, Step
from duties.models.regulation import Rule
from portal.models import Account, Unit


class Alert(models.Model):
    """A step of an obligation whose day has come, for one addressee.

    The obligation is named by its natural key, since ledger rows are derived and may be rebuilt.
    Settled when the obligation presses no more (met, made up, waived) or the addressee no longer answers for it;
    open again, unread, if that is undone. Of the open steps of one obligation only the furthest presses its addressee:
    the others are `superseded`. An `escalated` row tells the superior office in place of repetition.
    """

    # The one statement that writes alerts reads these ids from the rows themselves; checking each again and keeping
    # an index of each would take longer than all the rest (bench/alerts.py).
    rule = models.ForeignKey(Rule, models.CASCADE, related_name="alerts", db_constraint=False, db_index=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="alerts", db_constraint=False, db_index=False)
    role = models.CharField(max_length=40, blank=True)
    period = models.CharField(max_length=12)
    step = models.CharField("步骤", max_length=20, choices=Step)
    account = models.ForeignKey(
        Account,
        models.CASCADE,
        related_name="alerts",
        verbose_name="收件人",
        db_constraint=False,
        db_index=False,
    )
    addressed_as = models.CharField("收件身份", max_length=20, choices=Addressee, default=Addressee.ANSWERING)
    escalated = models.BooleanField("转报上级", default=False)
    policy_step = models.ForeignKey(
        PolicyStep,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="依据",
        db_constraint=False,
        db_index=False,
    )
    due_on = models.DateField("到期日")
    step_on = models.DateField("步骤日")
    made_at = models.DateTimeField("生成时间")
    settled_at = models.DateTimeField("了结时间", null=True)
    superseded = models.BooleanField("已有后续步骤", default=False)
    read_at = models.DateTimeField("阅读时间", null=True)
    digested_at = models.DateTimeField("列入摘要时间", null=True)
    digests = models.PositiveSmallIntegerField("列入摘要次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "预警"
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "unit", "role", "period", "step", "account"], name="alert_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["account"], condition=Q(settled_at__isnull=True, superseded=False), name="alert_open"
            ),
        ]
