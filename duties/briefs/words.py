"""What a brief says in sentences and in its figures on top."""

import dataclasses
import datetime as dt

from duties.briefs.facts import Facts, Since
from duties.selectors.board.figures import percent
from portal.wording import period_cn

UP, DOWN, SAME = "up", "down", "same"


@dataclasses.dataclass(frozen=True)
class Tile:
    """One figure on top: what it is, the figure, its base, how it changed, and whether that is good (up), bad or neither."""

    label: str
    figure: str
    base: str
    change: str
    trend: str = SAME


def delta_words(since: Since) -> str:
    """With what it is compared, e.g. 上期(11月17日)."""
    day = dt.date.fromisoformat(since.day)
    return f"{since.label}({day.month}月{day.day}日)"


def tiles_of(facts: Facts) -> list[Tile]:
    """完成率, 按时率, 逾期未完成, 新增逾期, 已化解: each with its base and its change."""
    now, then = facts.now, facts.then
    rate, before = now.rate, then.rate
    overdue = now.overdue - then.overdue
    return [
        _rate("完成率", rate.fulfilled, rate.base, before.fulfilled, before.base),
        _rate("按时率", rate.met, rate.base, before.met, before.base),
        Tile(
            "逾期未完成",
            f"{now.overdue}项",
            f"涉及{now.units}个单位",
            _signed(overdue, "项"),
            _trend(-overdue),
        ),
        Tile(
            "新增逾期",
            f"{facts.late.fresh}项",
            f"{facts.since.label}时未逾期",
            "",
            DOWN if facts.late.fresh else SAME,
        ),
        Tile(
            "已化解",
            f"{facts.settled.number}项",
            f"{facts.since.label}时逾期",
            "",
            UP if facts.settled.number else SAME,
        ),
    ]


def summary_words(facts: Facts) -> str:
    """The whole in two or three sentences."""
    now, then = facts.now, facts.then
    if not now.base:
        return f"{facts.unit}{period_cn(facts.period)}尚无到期的应履职事项。"
    rate, before = now.rate, then.rate
    said = f"{period_cn(facts.period)}已到期应履职事项{rate.base}项,完成{rate.fulfilled}项,完成率{percent(rate.fulfilment)}"
    said += _compared(rate.fulfilment, before.fulfilment, delta_words(facts.since))
    said += f"逾期未完成{now.overdue}项,涉及{now.units}个单位" if now.overdue else "没有逾期未完成事项"
    said += f";较{facts.since.label}新增逾期{facts.late.fresh}项,化解{facts.settled.number}项。"
    if now.principle_overdue:
        said += f"“原则上”事项另有{now.principle_overdue}项逾期(单列,不计率)。"
    return said


def _compared(now: float | None, before: float | None, whom: str) -> str:
    if now is None or before is None:
        return f"({whom}尚无到期事项)。"
    points = round((now - before) * 100, 1)
    if not points:
        return f",与{whom}持平。"
    return f",比{whom}{'提高' if points > 0 else '下降'}{abs(points):.1f}个百分点。"


def _rate(label: str, part: int, base: int, part_before: int, base_before: int) -> Tile:
    share = part / base if base else None
    before = part_before / base_before if base_before else None
    change, trend = "", SAME
    if share is not None and before is not None:
        points = round((share - before) * 100, 1)
        change, trend = _signed(points, "个百分点"), _trend(points)
    return Tile(label, percent(share), f"{part}/{base}", change, trend)


def _signed(value: float, piece: str) -> str:
    if not value:
        return "持平"
    return f"{'+' if value > 0 else '−'}{abs(value)}{piece}"


def _trend(value: float) -> str:
    return UP if value > 0 else DOWN if value < 0 else SAME
