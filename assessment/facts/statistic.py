"""Facts of statistics against a target: the value of the year, of the indicator that the assessor or one above has defined."""

from fractions import Fraction

from django.urls import reverse

from assessment.facts.asked import Asked, Fact, Facts
from assessment.models import StatisticIndicator
from assessment.scoring.methods import Statistic
from assessment.scoring.numbers import plain
from assessment.selectors.statistics import values_of
from portal.models import Area, Unit

NO_INDICATOR, NO_VALUE = "没有这一统计指标", "尚无数据"


def facts(asked: Asked) -> Facts:
    """By line and unit the value of the year; without one the line does not apply yet. Three queries."""
    methods = {line.key: line.method for line in asked.lines if isinstance(line.method, Statistic)}
    indicators = _indicators(asked, {method.indicator for method in methods.values()})
    units = list(Unit.objects.filter(pk__in=asked.units))
    values = values_of(indicators.values(), units, str(asked.year), asked.known_at)
    found: Facts = {}
    for key, method in methods.items():
        indicator = indicators.get(method.indicator)
        for unit in asked.units:
            value = values.get((indicator.pk, unit)) if indicator else None
            if indicator is None or value is None:
                found[key, unit] = Fact(None, absent=NO_VALUE if indicator else NO_INDICATOR)
            else:
                found[key, unit] = _fact(indicator, Fraction(value))
    return found


def _fact(indicator: StatisticIndicator, value: Fraction) -> Fact:
    item = {
        "text": f"{indicator.name} {plain(value)}{indicator.measured_in}",
        "note": indicator.source,
        "url": reverse("statistic-indicator", args=[indicator.public_id]),
    }
    return Fact({"value": value}, [item])


def _indicators(asked: Asked, codes: set[str]) -> dict[str, StatisticIndicator]:
    """By code the indicator of the assessor, or of the nearest above that has one; two queries."""
    above = dict(
        Area.objects.filter(unit=asked.office, during__contains=asked.day).values_list("ancestor", "depth")
    )
    rows = StatisticIndicator.objects.filter(code__in=codes, owner__in=above)
    return {each.code: each for each in sorted(rows, key=lambda one: -above[one.owner_id])}
