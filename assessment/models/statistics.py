"""Statistics (article 21): what is measured, the values of units by period with their whole history, and where from."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from portal.models import Account, Unit
from portal.models.facts import FactQuerySet, known_from_now

MOST_DECIMALS = 6


class Frequency(models.TextChoices):
    """Of which periods an indicator has values; the words of `duties.periods`."""

    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"
    HALF = "half", "每半年"
    YEAR = "year", "每年"


class StatisticIndicator(models.Model):
    """What is measured: by which unit of measure, how often, from which source; it belongs to an area.

    `lowest` and `highest` are the bounds beyond which a value is refused; None is no bound.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="所属辖区")
    code = models.CharField(
        "指标代码",
        max_length=30,
        validators=[
            RegexValidator(
                r"^[A-Za-z][A-Za-z0-9_.-]*$", "代码以字母开头,只用字母、数字和 . - _,如 grain.area。"
            )
        ],
    )
    name = models.CharField("指标名称", max_length=60)
    measured_in = models.CharField("计量单位", max_length=20)
    decimals = models.PositiveSmallIntegerField(
        "小数位数", default=2, validators=[MaxValueValidator(MOST_DECIMALS)]
    )
    frequency = models.CharField("报送频率", max_length=10, choices=Frequency, default=Frequency.YEAR)
    source = models.CharField("数据来源", max_length=100)
    definition = models.TextField("指标解释", blank=True, max_length=500)
    lowest = models.DecimalField("最小值", max_digits=20, decimal_places=MOST_DECIMALS, null=True, blank=True)
    highest = models.DecimalField(
        "最大值", max_digits=20, decimal_places=MOST_DECIMALS, null=True, blank=True
    )
    version = models.PositiveIntegerField("版次", default=1, editable=False)
    retired_at = models.DateTimeField("停用时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "统计指标"
        ordering = ["owner__code", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "code"],
                name="one_indicator_of_a_code",
                violation_error_message="本辖区已有这一代码的指标。",
            ),
            models.CheckConstraint(
                condition=Q(lowest__isnull=True) | Q(highest__isnull=True) | Q(lowest__lte=F("highest")),
                name="indicator_bounds_in_order",
                violation_error_message="最小值不能大于最大值。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}({self.measured_in})"


class StatisticImport(models.Model):
    """A sheet of values of one period that an office has sent in; `cells` are what its check read and found.

    `cells` holds `[indicator pk, unit pk, value, value known before or null]`, decimals as text.
    """

    class State(models.TextChoices):
        """From the upload to the values."""

        READY = "ready", "待确认"
        DONE = "done", "已导入"
        GIVEN_UP = "given_up", "已放弃"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    period = models.CharField("周期", max_length=10)
    state = models.CharField("状态", max_length=10, choices=State, default=State.READY)
    file_name = models.CharField("文件", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    cells = models.JSONField("数值", default=list)
    reason = models.CharField("修订理由", max_length=500, blank=True)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="上传人")
    made_at = models.DateTimeField("上传时间")
    settled_at = models.DateTimeField("办理时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "统计数据导入"
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name


class StatisticValue(models.Model):
    """The value of an indicator for a unit in a period, known while `known`; a revision closes it and adds another.

    `entered_from` is the sheet that it came from; a value corrected by hand has none.
    """

    indicator = models.ForeignKey(
        StatisticIndicator, models.PROTECT, related_name="values", verbose_name="指标"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    period = models.CharField("周期", max_length=10)
    period_end = models.DateField("周期末日")
    value = models.DecimalField("数值", max_digits=20, decimal_places=MOST_DECIMALS)
    known = DateTimeRangeField("掌握时段", default=known_from_now, editable=False)
    entered_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="录入人")
    entered_from = models.ForeignKey(
        StatisticImport, models.PROTECT, null=True, related_name="+", verbose_name="来源文件"
    )
    reason = models.CharField("修订理由", max_length=500, blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "统计数值"
        ordering = ["indicator", "unit", "period_end"]
        constraints = [
            ExclusionConstraint(
                name="one_value_at_an_instant",
                expressions=[
                    ("indicator", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("period", RangeOperators.EQUAL),
                    ("known", RangeOperators.OVERLAPS),
                ],
            )
        ]
        indexes = [
            models.Index(fields=["unit", "period_end"], name="statistic_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.period}: {self.value}"
