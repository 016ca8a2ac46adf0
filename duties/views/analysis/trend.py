"""趋势: the five measures of an area over several periods."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from duties.selectors.analysis.trend import Moment, trend
from duties.views.analysis.asked import Asked, asked_of
from duties.views.analysis.drawing import count_point, on_time_point, rate_point, short
from duties.views.analysis.page import matter_choice, number_choice, period_choice, respond
from duties.views.live import live
from duties.views.moment import at_moment
from portal import access
from portal.charts import NO_POINT, Chart, Point, Series
from portal.views.saved_views import opens_default


@access.roles(*access.BUSINESS)
@require_safe
@opens_default
@live
@at_moment
def page(request: access.PortalRequest) -> HttpResponse:
    """Rates as lines, numbers as bars, each with its table."""
    asked = asked_of(request, several=True)
    found = trend(asked.reach, asked.periods, asked.matter)
    context = {
        "empty": not any(each.tally.rows for each in found),
        "rates": _rates(asked, found),
        "numbers": _numbers(asked, found),
    }
    choices = (period_choice(asked), number_choice(asked), matter_choice(asked))
    return respond(asked, "duties/analysis/trend.html", context, *choices)


def _rates(asked: Asked, found: list[Moment]) -> Chart:
    rate = [rate_point(asked, each.measures, {}, each.period) for each in found]
    on_time = [on_time_point(asked, each.measures, {}, each.period) for each in found]
    return Chart(
        id="rates",
        title=f"完成率和按时率 · {asked.matter.title}",
        shape="line",
        across="周期",
        names=[short(each.period) for each in found],
        series=[Series("完成率", rate, "actual"), Series("按时率", on_time, "on-time")],
        share=True,
        urls=[asked.page("analysis", period=each.period.name) for each in found],
        note="完成率为已履职/计率基数,按时率为按时/计率基数;基数是已到期或已完成的事项,不含豁免。纵轴不一定从零开始;点开各点看明细。",
    )


def _numbers(asked: Asked, found: list[Moment]) -> Chart:
    def numbers(name: str, tone: str, at: int) -> Series:
        return Series(name, [_counts(asked, each)[at] for each in found], tone)

    return Chart(
        id="numbers",
        title=f"应履职、已履职、按时和逾期 · {asked.matter.title}",
        shape="bar",
        across="周期",
        names=[short(each.period) for each in found],
        series=[
            numbers("应履职", "expected", 0),
            numbers("已履职", "actual", 1),
            numbers("按时", "on-time", 2),
            numbers("逾期未完成", "overdue", 3),
        ],
        urls=[asked.page("analysis", period=each.period.name) for each in found],
    )


def _counts(asked: Asked, moment: Moment) -> list[Point]:
    measures, period = moment.measures, moment.period
    if not measures.expected:
        return [NO_POINT] * 4
    return [
        count_point(asked, measures.expected, {}, period),
        count_point(asked, measures.actual, {}, period, status="met,met_late"),
        count_point(asked, measures.on_time, {}, period, status="met"),
        count_point(asked, measures.overdue, {}, period, status="overdue"),
    ]
