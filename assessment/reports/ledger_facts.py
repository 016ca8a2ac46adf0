"""Facts of the ledger: what was owed, done and overdue in the period, in all, by article, by quarter, by unit below.

The figures are those of duties/selectors/figures, so that they equal dashboards and exports; only what must be done
(`must`) is summed, as everywhere. `query` of a figure is what views/reports/rows.py lists.
"""

from collections.abc import Iterable, Mapping, Sequence

from assessment.reports.blocks import NOTHING, Bar, Bars, Block, Figures, Grid, Item, Row
from assessment.reports.sources import Asked, Found
from duties.naming import article_name
from duties.periods import periods_between
from duties.selectors.board.figures import percent
from duties.selectors.figures.by import Only, figures_by
from duties.selectors.figures.measures import Measures
from duties.selectors.figures.spans import Span
from portal.models import Area, Unit, Word
from portal.selectors.vocabulary import vocabulary
from portal.wording import date_cn, period_cn

MUST = Only(force="must")
SHOWN = 60
"""So many units below are listed in a report."""
SUMS = ("expected", "base", "actual", "on_time", "overdue")
"""The figures that can be added up over reports, by their keys."""
HEADS = ("应履职", "已到期或完成", "已完成", "按时完成", "逾期未完成", "完成率")


def fulfilment(asked: Asked) -> Found:
    """What was owed and done in all: in the area where there is one below, and at the unit itself; two queries."""
    own = _whole(asked, below=False)
    area = _whole(asked, below=True)
    if area == own:
        return Found([_figures("own", "本单位履职情况", own, "own")], _sentence(asked, "我单位", own))
    blocks = [_figures("area", "全辖区履职情况", area, ""), _figures("own", "本级履职情况", own, "own")]
    return Found(blocks, f"{_sentence(asked, '全辖区', area)}\n{_sentence(asked, '本级', own)}")


def _whole(asked: Asked, *, below: bool) -> Measures:
    figures = figures_by(asked.area if below else asked.own, [asked.span], only=MUST)
    return figures[0].measures if figures else Measures()


def _figures(key: str, caption: str, sums: Measures, part: str) -> Figures:
    query = {"part": part} if part else {}
    items = [
        Item("expected", "应履职", str(sums.expected), query={**query, "what": "expected"}),
        Item("base", "已到期或已完成", str(sums.base), query={**query, "what": "base"}),
        Item("actual", "已完成", str(sums.actual), query={**query, "what": "actual"}),
        Item("on_time", "按时完成", str(sums.on_time), query={**query, "what": "on_time"}),
        Item("overdue", "逾期未完成", str(sums.overdue), query={**query, "what": "overdue"}),
        Item("made_up", "逾期补办", str(sums.made_up), query={**query, "what": "made_up"}),
        Item("rate", "完成率", _rate(sums.rate), _of(sums.actual, sums.base), {**query, "what": "base"}),
        Item(
            "rate_on_time",
            "按时率",
            _rate(sums.rate_on_time),
            _of(sums.on_time, sums.base),
            {**query, "what": "base"},
        ),
    ]
    return Figures(key, f"{caption}(项)", items)


def _rate(share: float | None) -> str:
    return percent(share) if share is not None else NOTHING


def _of(part: int, base: int) -> str:
    return f"{part}/{base}" if base else ""


def _sentence(asked: Asked, who: str, sums: Measures) -> str:
    if not sums.expected:
        return f"{asked.period_words}{who}没有应履职事项。"
    due = f"已到期或已完成{sums.base}项" if sums.base else "均未到期"
    done = (
        f"其中完成{sums.actual}项,完成率{_rate(sums.rate)};按时完成{sums.on_time}项,按时率{_rate(sums.rate_on_time)};"
        f"逾期未完成{sums.overdue}项"
        if sums.base
        else ""
    )
    day = date_cn(asked.as_of)
    return f"截至{day},{asked.period_words}{who}应履职{sums.expected}项,{due}{',' if done else ''}{done}。"


def articles(asked: Asked) -> Found:
    """The same by article; one query."""
    figures = figures_by(asked.area, [asked.span], "regulation", "article", only=MUST)
    ordered = sorted(figures, key=lambda each: each.key)
    one = len({each.key[0] for each in ordered}) < 2
    rows = [
        Row(
            f"{each.key[0]}/{each.key[1]}",
            (article_name(each.key[1]) if one else f"{each.key[0]} {article_name(each.key[1])}", *_cells(each.measures)),
            {"article": f"{each.key[0]}/{each.key[1]}"},
        )
        for each in ordered
    ]  # fmt: skip
    return Found([Grid("articles", "按条款履职情况(项)", ("条款", *HEADS), rows)] if rows else [])


def _cells(sums: Measures) -> tuple[str, ...]:
    # Its base stands in the same row.
    return (*(str(getattr(sums, name)) for name in SUMS), _rate(sums.rate))


def trend(asked: Asked) -> Found:
    """The rate of each quarter of the period that has begun, as the board of that quarter shows it; one query."""
    quarters = list(periods_between("quarter", asked.period.start, asked.until))
    figures = figures_by(asked.area, [Span.of(each) for each in quarters], "period", only=MUST)
    sums = {each.key[0]: each.measures for each in figures}
    bars = [_bar(period_cn(each.name), sums.get(each.name, Measures())) for each in quarters]
    rows = [
        Row(each.name, (period_cn(each.name), *_cells(sums.get(each.name, Measures()))), {"on": each.name})
        for each in quarters
    ]
    if not rows:
        return Found()
    heads = ("周期", *HEADS)
    return Found([Grid("trend", "分季度履职情况(项)", heads, rows), Bars("trend-bars", "分季度完成率", bars)])


def parts(asked: Asked) -> Found:
    """The same by unit directly below, silent ones too, with a chart; three queries. Nothing where there is none below."""
    figures = figures_by(asked.area, [asked.span], "part", only=MUST)
    sums = {each.key[0]: each.measures for each in figures if each.key[0] is not None}
    units = list(_below(asked, sums))
    if not units:
        return Found()
    shown = units[:SHOWN]
    rows = [
        Row(unit.code, (unit.name, *_cells(sums.get(unit.pk, Measures()))), {"part": str(unit.public_id)})
        for unit in shown
    ]
    more = f"共{len(units)}个单位,此处列前{SHOWN}个" if len(units) > SHOWN else ""
    tiered = _tiered()
    bars = [_bar(unit.name, sums.get(unit.pk, Measures())) for unit in shown if unit.kind in tiered]
    blocks: list[Block] = [Grid("parts", "所属单位履职情况(含其所属,项)", ("单位", *HEADS), rows, more=more)]
    if bars:
        blocks.append(Bars("parts-bars", "所属单位完成率", bars))
    return Found(blocks, _spread(units, sums))


def _below(asked: Asked, sums: Mapping[int, Measures]) -> Iterable[Unit]:
    """The units that owe something in the period under the unit, and those of party and government that stand there."""
    placed = Area.objects.filter(ancestor=asked.unit, depth=1, during__contains=asked.as_of)
    standing = Unit.objects.filter(pk__in=placed.values("unit"), kind__in=_tiered())
    return (Unit.objects.filter(pk__in=list(sums)) | standing).order_by("code")


def _tiered() -> list[str]:
    """The kinds of units that are party and government."""
    words = vocabulary().words.get(Word.Group.UNIT, {})
    return [code for code, word in words.items() if word.data.get("tier") is not None]


def _bar(name: str, sums: Measures) -> Bar:
    if sums.rate is None:
        return Bar(name, None, NOTHING)
    return Bar(name, round(sums.rate, 6), f"{percent(sums.rate)}({sums.actual}/{sums.base})")


def _spread(units: Sequence[Unit], sums: Mapping[int, Measures]) -> str:
    """How far apart the units are, in a sentence."""
    rated = [(rate, unit) for unit in units if (rate := sums.get(unit.pk, Measures()).rate) is not None]
    if len(rated) < 2:
        return ""
    low, high = min(rated, key=lambda each: each[0]), max(rated, key=lambda each: each[0])
    late = sum(sums[unit.pk].overdue > 0 for _, unit in rated)
    return (
        f"所属{len(units)}个单位中,{len(rated)}个有已到期或已完成事项,完成率最高{percent(high[0])},最低{percent(low[0])};"
        f"{late}个单位有逾期未完成事项。"
    )
