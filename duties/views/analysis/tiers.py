"""四级金字塔: what each tier owes by itself and did of it."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from duties.selectors.analysis.tiers import Tier, tiers
from duties.views.analysis.asked import Asked, asked_of
from duties.views.analysis.drawing import count_point, on_time_point, rate_point
from duties.views.analysis.page import matter_choice, period_choice, respond
from duties.views.live import live
from duties.views.moment import at_moment
from portal import access
from portal.charts import Chart, Point, Series
from portal.views.saved_views import opens_default

HEADS = ("承担单位", "应履职", "计率基数", "已履职 · 完成率", "按时 · 按时率", "逾期未完成", "沉默单位")


@access.roles(*access.BUSINESS)
@require_safe
@opens_default
@live
@at_moment
def page(request: access.PortalRequest) -> HttpResponse:
    """The tiers from above, each filled as far as it fulfilled; what belongs to no tier beside."""
    asked = asked_of(request)
    found = tiers(asked.reach, asked.period, asked.matter, asked.words)
    levels = [each for each in found if each.level is not None]
    context = {
        "heads": HEADS,
        "lines": [(each.name, each.level is None, _points(asked, each)) for each in found],
        "chart": _chart(asked, levels),
    }
    return respond(asked, "duties/analysis/tiers.html", context, period_choice(asked), matter_choice(asked))


def _query(tier: Tier) -> dict[str, str]:
    return {"kind": ",".join(tier.kinds)}


def _points(asked: Asked, tier: Tier) -> list[Point]:
    measures, query = tier.measures, _query(tier)
    ranking = asked.page("analysis-ranking", kind=tier.kinds[0], only="own")
    return [
        Point(tier.units, f"{tier.units:,}", ranking),
        count_point(asked, measures.expected, query),
        count_point(asked, measures.base, query, base="1"),
        rate_point(asked, measures, query),
        on_time_point(asked, measures, query),
        count_point(asked, measures.overdue, query, status="overdue"),
        Point(tier.silent, f"{tier.silent:,}", f"{ranking}#silent"),
    ]


def _chart(asked: Asked, levels: list[Tier]) -> Chart:
    return Chart(
        id="pyramid",
        title=f"四级履职 · {asked.matter.title}",
        shape="pyramid",
        across="层级",
        names=[each.name for each in levels],
        series=[
            Series("完成率", [rate_point(asked, each.measures, _query(each)) for each in levels], "actual")
        ],
        share=True,
        note="每层只计该级单位自己的事项;涂色部分占该层宽度的比例即完成率(已履职/计率基数)。层宽只表示层级,不表示数量。",
        table="tiers",
    )
