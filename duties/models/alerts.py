"""Alerts: one row per obligation, step and addressee, unique in the database."""

from django.db import models
from django.db.models import Q

from duties.models.regulation import Rule
from portal.models import Account, Unit


class Step(models.TextChoices):
    """The steps that an obligation passes through as its due day nears and passes."""

    DUE_SOON = "due_soon", "临期提醒"
    OVERDUE = "overdue", "逾期提醒"


class Alert(models.Model):
    """A step of an obligation whose day has come, for one addressee.

    The obligation is named by its natural key, since ledger rows are derived and may be rebuilt.
    Settled when the obligation presses no more (met, made up, waived) or the addressee no longer answers for it;
    open again, unread, if that is undone.
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
    due_on = models.DateField("到期日")
    step_on = models.DateField("步骤日")
    made_at = models.DateTimeField("生成时间")
    settled_at = models.DateTimeField("了结时间", null=True)
    read_at = models.DateTimeField("阅读时间", null=True)
    digested_at = models.DateTimeField("列入摘要时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "预警"
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "unit", "role", "period", "step", "account"], name="alert_once"
            )
        ]
        indexes = [
            models.Index(fields=["account"], condition=Q(settled_at__isnull=True), name="alert_open"),
        ]
