"""Survey of the workers' opinion (职工群众认可度调查): closed questions, one-time codes, and counts: never one answer sheet.

Answers are kept as counts by unit, question and option, with the number of sheets by day; no row stands for a person.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from portal import clock
from portal.models import Account, Unit


class Survey(models.Model):
    """One survey of an office among its units, open from `opens_on` to `closes_on` (both included).

    `questions` are texts; each is answered by one of the five options of `assessment.surveys.options`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="组织单位")
    title = models.CharField("名称", max_length=80)
    year = models.PositiveSmallIntegerField("考核年度")
    opens_on = models.DateField("开始日")
    closes_on = models.DateField("截止日(含)")
    questions = models.JSONField("问题", default=list)
    version = models.PositiveIntegerField("版次", default=1, editable=False)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="拟制人")
    made_at = models.DateTimeField("拟制时间", default=clock.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "认可度调查"
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("closes_on")),
                name="survey_days_in_order",
                violation_error_message="截止日不能早于开始日。",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it can be answered today."""
        return self.opens_on <= clock.today() <= self.closes_on

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed: only then are results shown."""
        return clock.today() > self.closes_on


class SurveyUnit(models.Model):
    """A unit that a survey asks about; `printed` codes were handed out for it."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="units", verbose_name="调查")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    printed = models.PositiveIntegerField("已印答卷码", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "调查单位"
        ordering = ["unit__code"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "unit"], name="one_row_of_a_surveyed_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.survey} {self.unit}"


class SurveyCode(models.Model):
    """A one-time code, by its SHA-256 alone; `used` says that it was, not when and not for what."""

    asked = models.ForeignKey(SurveyUnit, models.PROTECT, related_name="codes", verbose_name="调查单位")
    digest = models.CharField(max_length=64, unique=True)
    used = models.BooleanField("已用", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "答卷码"

    def __str__(self) -> str:
        return "答卷码"


class SurveyCount(models.Model):
    """How many sheets of a unit chose an option of a question, both by place."""

    asked = models.ForeignKey(SurveyUnit, models.PROTECT, related_name="counts", verbose_name="调查单位")
    question = models.PositiveSmallIntegerField("问题")
    option = models.PositiveSmallIntegerField("选项")
    number = models.PositiveIntegerField("份数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "答案计数"
        constraints = [
            models.UniqueConstraint(fields=["asked", "question", "option"], name="one_count_of_an_option"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class SurveyDay(models.Model):
    """How many sheets of a unit came on a day: the time of an answer is told to the day."""

    asked = models.ForeignKey(SurveyUnit, models.PROTECT, related_name="days", verbose_name="调查单位")
    day = models.DateField("日期")
    number = models.PositiveIntegerField("份数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "每日答卷数"
        constraints = [models.UniqueConstraint(fields=["asked", "day"], name="one_count_of_a_day")]

    def __str__(self) -> str:
        return f"{self.number}"
