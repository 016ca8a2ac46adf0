"""排名: units of one kind by rate, ties stated, silent units always listed."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from duties.selectors.analysis.ranks import VALUES, Standing, kinds_below, ranking
from duties.selectors.figures.ranking import RULE
from duties.views.analysis.asked import Asked, asked_of
from duties.views.analysis.drawing import count_point, on_time_point, rate_point
from duties.views.analysis.page import Choice, matter_choice, period_choice, respond
from duties.views.choice import number_of_request
from duties.views.live import live
from duties.views.moment import at_moment
from portal import access
from portal.charts import Chart, Point, Series
from portal.models import Word
from portal.views.saved_views import opens_default

PER_PAGE = 50
DRAWN = 20
REACHES = {"": "含下级", "own": "只计本级"}
ORDERS = {"": "先进在前", "last": "后进在前"}


@access.roles(*access.BUSINESS)
@require_safe
@opens_default
@live
@at_moment
def page(request: access.PortalRequest) -> HttpResponse:
    """The ranking of one kind of unit page by page, and every silent unit of that kind."""
    asked = asked_of(request)
    kinds = kinds_below(asked.unit.kind, asked.words) if asked.reach.below else [asked.unit.kind]
    kind = _one_of(request.GET.get("kind", ""), kinds, kinds[min(1, len(kinds) - 1)])
    by = _one_of(request.GET.get("by", ""), list(VALUES), "rate")
    reach = _one_of(request.GET.get("only", ""), list(REACHES), "")
    order = _one_of(request.GET.get("order", ""), list(ORDERS), "")
    own = reach == "own"
    found = ranking(asked.reach, asked.period, asked.matter, kind, by, own=own)
    shown = Paginator(_ordered(found.standings, order), PER_PAGE).get_page(number_of_request(request, "page"))
    listed = list(shown.object_list)
    name = asked.words.name(Word.Group.UNIT, kind)
    context = {
        "rule": RULE,
        "kind_name": name,
        "rows": shown,
        "standings": [(each, _points(asked, each, own), _place(each)) for each in listed],
        "silent": [
            (each, asked.rows(_query(asked, each, own=True), all_rules=True)) for each in found.silent
        ],
        "silent_kinds": [
            (
                asked.words.name(Word.Group.UNIT, code),
                number,
                f"{asked.page('analysis-ranking', kind=code)}#silent",
            )
            for code, number in sorted(found.silent_kinds.items(), key=lambda pair: _order(kinds, pair[0]))
        ],
        "chart": _chart(asked, listed[:DRAWN], name, by, own),
        "value": VALUES[by],
    }
    options = [(code, asked.words.name(Word.Group.UNIT, code)) for code in kinds]
    choices = (
        period_choice(asked),
        matter_choice(asked),
        Choice("kind", "单位类别", [("", options)], kind),
        Choice("by", "排名按", [("", list(VALUES.items()))], by),
        Choice("order", "次序", [("", list(ORDERS.items()))], order),
        Choice("only", "范围", [("", list(REACHES.items()))], reach),
    )
    return respond(asked, "duties/analysis/ranking.html", context, *choices)


def _one_of(value: str, known: Sequence[str], otherwise: str) -> str:
    return value if value in known else otherwise


def _ordered(standings: Sequence[Standing], order: str) -> Sequence[Standing]:
    """The ranking as it is, or from its end; what has no place stays last."""
    if not order:
        return standings
    placed = [each for each in standings if each.ranked.place is not None]
    return [*placed[::-1], *standings[len(placed) :]]


def _order(kinds: Sequence[str], kind: str) -> int:
    return kinds.index(kind) if kind in kinds else len(kinds)


def _query(asked: Asked, standing: Standing, own: bool) -> dict[str, str]:
    query = {"unit": str(standing.unit.public_id)} | ({"own": "1"} if own else {})
    return query | ({"within": asked.unit.code} if standing.unit != asked.unit else {})


def _place(standing: Standing) -> str:
    """第3名, or with others."""
    ranked = standing.ranked
    if ranked.place is None:
        return "—"
    return f"{ranked.place}(并列)" if ranked.tied else str(ranked.place)


def _points(asked: Asked, standing: Standing, own: bool) -> list[Point]:
    measures, query = standing.measures, _query(asked, standing, own)
    if not measures.expected:
        return [Point(None, "—")] * 4
    return [
        count_point(asked, measures.expected, query),
        rate_point(asked, measures, query),
        on_time_point(asked, measures, query),
        count_point(asked, measures.overdue, query, status="overdue"),
    ]


def _chart(asked: Asked, standings: Sequence[Standing], kind: str, by: str, own: bool) -> Chart:
    ranked = [each for each in standings if each.ranked.place is not None]

    def point(standing: Standing) -> Point:
        measures, query = standing.measures, _query(asked, standing, own)
        if by == "overdue":
            return count_point(asked, measures.overdue, query, status="overdue")
        return (rate_point if by == "rate" else on_time_point)(asked, measures, query)

    tones: dict[str, Any] = {"rate": "actual", "on_time": "on-time", "overdue": "overdue"}
    return Chart(
        id="ranks",
        title=f"{kind}{VALUES[by]},自第 {ranked[0].ranked.place} 名 {len(ranked)} 个"
        if ranked
        else f"{kind}{VALUES[by]}",
        shape="lying",
        across=kind,
        names=[f"{each.ranked.place} {each.unit.name}" for each in ranked],
        series=[Series(VALUES[by], [point(each) for each in ranked], tones[by])],
        share=by != "overdue",
        table="ranking",
    )
