"""Questions on a reading (口径答疑): a unit asks, the office answers, the answer stands beside the rule."""

import uuid

from django.db import models

from duties.models.regulation import Rule
from portal.models import Account, Unit


class Question(models.Model):
    """One question of a unit on one rule; answered, it is open to all who may read the rulebook."""

    class State(models.TextChoices):
        """Where a question stands."""

        ASKED = "asked", "待答复"
        ANSWERED = "answered", "已答复"
        WITHDRAWN = "withdrawn", "已撤回"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="questions", verbose_name="考核口径")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="提问单位")
    text = models.TextField("问题", max_length=500)
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="提问人")
    asked_at = models.DateTimeField("提问时间")
    answer = models.TextField("答复", max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "口径答疑"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="answered_with_words",
                condition=models.Q(state="answered", answered_at__isnull=False) & ~models.Q(answer="")
                | ~models.Q(state="answered"),
            )
        ]
        indexes = [models.Index(fields=["rule", "state"], name="question_of_rule")]

    def __str__(self) -> str:
        return self.text
