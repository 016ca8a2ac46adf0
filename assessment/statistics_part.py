"""What statistics put into the shell: pages, lists, searching, their part of the audit package."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Q

from assessment.demo.statistics import add_statistics
from assessment.models import StatisticIndicator, StatisticValue
from assessment.selectors.statistics import READERS, WRITERS, readable_indicators
from assessment.statistics.numbers import plain
from portal import registry
from portal.access import Actor
from portal.lists.known import add_list
from portal.packages import PackageScope, PackageWriter
from portal.search.sources import Found, Source, addresses, only, own_key


def join() -> None:
    """Register them; called once, when the app is ready."""
    registry.add_page("统计", "statistics", roles=READERS, order=57)
    add_list("statistics", "assessment.listings.statistics.ValueList")
    add_list("statistic-indicators", "assessment.listings.statistics.IndicatorList")
    registry.add_search_source(
        Source(
            "statistic", "统计指标", 58, indicator_rows, indicators_seen, READERS,
            follows={"assessment.statisticindicator": own_key},
        )
    )  # fmt: skip
    registry.add_command(
        "导入统计数据", "statistics-import-new", roles=WRITERS, words=["统计", "指标", "数值"]
    )
    registry.add_demo_part(add_statistics)
    registry.add_package_part("统计数据", write_statistics, order=60)


def indicator_rows(refs: Collection[int] | None) -> Iterator[Found]:
    """The indicators by name and code."""
    address = addresses("statistic-indicator")
    rows = only(StatisticIndicator.objects.order_by("pk"), refs).select_related("owner")
    for each in rows.iterator():
        yield Found(
            ref=each.pk,
            unit=each.owner_id,
            title=each.name,
            names=(each.code,),
            note=f"{each.measured_in} · {each.get_frequency_display()} · {each.owner.name}",
            text=f"{each.source} {each.definition}",
            url=address(each.public_id),
        )


def indicators_seen(actor: Actor) -> Q:
    """Those that concern the actor."""
    return Q(ref__in=readable_indicators(actor).order_by().values("pk"))


def write_statistics(scope: PackageScope, writer: PackageWriter) -> None:
    """The values of the area's units for the periods that end within the days, as known at the instant."""
    writer.lines("statistics/values.jsonl", _values(scope))


def _values(scope: PackageScope) -> Iterator[dict[str, Any]]:
    rows = StatisticValue.objects.known(scope.known_at).filter(
        unit__in=scope.units, period_end__range=(scope.first, scope.last)
    )
    related = rows.select_related("indicator", "unit", "entered_by", "entered_from")
    for each in related.order_by(
        "indicator__owner__code", "indicator__code", "unit__code", "period_end"
    ).iterator():
        source = each.entered_from
        yield {
            "indicator": each.indicator.code,
            "name": each.indicator.name,
            "measured_in": each.indicator.measured_in,
            "unit": each.unit.code,
            "period": each.period,
            "value": plain(each.value),
            "known_from": each.known.lower.isoformat() if each.known.lower else "",
            "entered_by": each.entered_by.name,
            "file": source.file_name if source else "",
            "file_sha256": source.sha256 if source else "",
            "reason": each.reason,
        }
