"""统计指标 and 统计数值: what is measured, and the values of the units in one's scope."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from assessment.models import StatisticIndicator, StatisticValue
from assessment.models.statistics import Frequency
from assessment.selectors.statistics import READERS, readable_indicators, readable_values
from assessment.statistics.numbers import cell_of, plain
from duties.periods import display_name
from portal import access
from portal.lists.columns import Column, link, marked
from portal.lists.filters import DayFilter, ListFilters, PickFilter, UnitFilter, WordsFilter
from portal.lists.listing import Listing
from portal.marks import Mark

IN_USE, RETIRED = Mark("met", "✓", "使用中"), Mark("waived", "×", "已停用")


class IndicatorFilters(ListFilters):
    """What indicators can be narrowed by."""

    words = WordsFilter("name", "code", hint="名称、代码")
    frequency = PickFilter(label="报送频率", choices=Frequency.choices)


def indicator_mark(indicator: StatisticIndicator) -> Mark:
    """Whether it is in use."""
    return RETIRED if indicator.retired_at else IN_USE


class IndicatorList(Listing[StatisticIndicator]):
    """The indicators that concern the actor."""

    name = "statistic-indicators"
    title = "统计指标"
    roles = READERS
    filters = IndicatorFilters
    order = ("owner__code", "code")
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column(
            "name", "指标", lambda row: row.name,
            lambda row: link(row.name, reverse("statistic-indicator", args=[row.public_id])), sort=("name",), width=30,
        ),
        Column("code", "代码", lambda row: row.code, sort=("code",), width=18, nowrap=True),
        Column("measured_in", "计量单位", lambda row: row.measured_in, width=10, nowrap=True),
        Column("frequency", "报送频率", lambda row: row.get_frequency_display(), width=10, nowrap=True),
        Column("source", "数据来源", lambda row: row.source, width=30),
        Column("owner", "所属辖区", lambda row: row.owner.name, width=20),
        Column("definition", "指标解释", lambda row: row.definition, shown=False, width=50),
        Column(
            "state", "状态", lambda row: indicator_mark(row).label, lambda row: marked(indicator_mark(row)), width=10
        ),
    )  # fmt: skip

    def rows(self) -> QuerySet[Any]:
        """Those of one's area, above and below."""
        return readable_indicators(self.actor)

    def row_class(self, row: StatisticIndicator) -> str:
        """What is out of use stands back."""
        return "is-over" if row.retired_at else ""


class ValueFilters(ListFilters):
    """What values can be narrowed by."""

    indicator = PickFilter(field_name="indicator__public_id", label="指标", choices=[])
    unit = UnitFilter()
    first = DayFilter(field_name="period_end", lookup_expr="gte", label="周期末日自")
    last = DayFilter(field_name="period_end", lookup_expr="lte", label="周期末日至")

    def prepare(self) -> None:
        """Offer the indicators that concern the actor."""
        self.filters["indicator"].extra["choices"] = [
            (str(each.public_id), each.name) for each in readable_indicators(self.actor)
        ]


def value_url(row: StatisticValue) -> str:
    """The page of the figure: its value with all earlier ones."""
    return reverse("statistic", args=[row.indicator.public_id, row.unit.public_id, row.period])


UNIT = Column[StatisticValue]("unit", "单位", lambda row: row.unit.name, sort=("unit__code",), width=24)


class ValueList(Listing[StatisticValue]):
    """The values as known now of the units that the actor reads, the latest periods first."""

    name = "statistics"
    title = "统计数据"
    roles = READERS
    filters = ValueFilters
    order = ("-period_end", "indicator__code", "unit__code")
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column(
            "indicator", "指标", lambda row: row.indicator.name, lambda row: link(row.indicator.name, value_url(row)),
            sort=("indicator__code", "unit__code"), width=30,
        ),
        UNIT,
        Column(
            "period", "周期", lambda row: display_name(row.period), sort=("period_end",), latest=True, width=14,
            nowrap=True,
        ),
        Column("value", "数值", lambda row: cell_of(row.value), lambda row: plain(row.value), sort=("value",), width=16, numeric=True),
        Column("measured_in", "计量单位", lambda row: row.indicator.measured_in, width=10, nowrap=True),
        Column("source", "数据来源", lambda row: row.indicator.source, shown=False, width=30),
        Column("since", "录入时间", lambda row: row.known.lower, width=18, nowrap=True),
        Column("entered_by", "录入人", lambda row: row.entered_by.name, shown=False, width=12),
        Column(
            "file", "来源文件", lambda row: row.entered_from.file_name if row.entered_from else "手工更正",
            shown=False, width=30,
        ),
        Column("reason", "修订理由", lambda row: row.reason, shown=False, width=30),
    )  # fmt: skip

    def rows(self) -> QuerySet[Any]:
        """Those of one's scope."""
        return readable_values(self.actor)

    def offered(self) -> Sequence[Column[Any]]:
        """Whoever reads one unit need not be told which."""
        if self.actor.role in access.READS_BELOW:
            return self.columns
        return [column for column in self.columns if column != UNIT]
