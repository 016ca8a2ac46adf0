"""Facts of the lower units' reports: who has reported, and the sums of what they reported, apart from the ledger's own."""

from collections.abc import Mapping

from django.urls import reverse

from assessment.reports.blocks import NOTHING, Grid, Row
from assessment.reports.sources import Asked, Found
from assessment.selectors.reports.merged import SUMMED, Lower, merged
from duties.selectors.board.figures import percent
from portal.clock import SHANGHAI

HEADS = (
    "单位",
    "报送情况",
    "应履职",
    "已到期或完成",
    "已完成",
    "按时完成",
    "逾期未完成",
    "逾期补办",
    "完成率",
)


def lower_reports(asked: Asked) -> Found:
    """The reports of the same kind and period of the units directly below; three queries. Nothing where none is owed."""
    found = merged(asked.unit, asked.kind.code, asked.period.name)
    if not found.lower:
        return Found()
    rows = [_row(each) for each in found.reported]
    if found.reported:
        total = found.sums
        figures = [str(total[name]) for name in SUMMED]
        rows.append(Row("total", ("下级报告合计", f"{len(found.reported)}个单位", *figures, rate_of(total))))
    missing = "、".join(each.unit.name for each in found.missing)
    apart = [f"未报送:{missing}"] if missing else []
    if found.elsewhere:
        apart.append(f"在别处报送、没有数据:{'、'.join(each.unit.name for each in found.elsewhere)}")
    grid = Grid(
        "lower",
        "下级报告汇总(各报告所载数据,项)",
        HEADS,
        rows,
        none="尚无可汇总的报告",
        more="。".join(apart),
    )
    said = f"所属应报送{asked.kind.name}的单位{len(found.lower)}个,已报送{len(found.lower) - len(found.missing)}个"
    return Found([grid], f"{said};未报送的有{missing}。" if missing else f"{said}。")


def _row(lower: Lower) -> Row:
    """A unit that has reported; a report without figures adds nothing."""
    sums, report = lower.sums, lower.due.report
    assert report is not None
    figures = [str(sums[name]) for name in SUMMED] if sums else [NOTHING] * len(SUMMED)
    url = reverse("report", args=[report.public_id])
    rate = rate_of(sums) if sums else NOTHING
    return Row(lower.unit.code, (lower.unit.name, sent_words(lower), *figures, rate), url=url)


def sent_words(lower: Lower) -> str:
    """Whether and when it was sent, in words."""
    report = lower.due.report
    if report is not None and lower.due.gone_out and report.sent_at is not None:
        return f"{report.sent_at.astimezone(SHANGHAI):%Y-%m-%d}报送"
    return "在别处报送" if lower.due.elsewhere else "未报送"


def rate_of(sums: Mapping[str, int]) -> str:
    """The rate of fulfilment over some figures; its base stands beside it."""
    base = sums["base"]
    return percent(sums["actual"] / base) if base else NOTHING
