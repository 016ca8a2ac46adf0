"""Plain reports: ledgers and audit exports on A4, which are not official papers (公文).

A report is laid out in chunks, since the cost of a table grows faster than its rows, and merged into one PDF/A-3u: a
cover that says for whom, what and when, then sections, and at the end the lines for 填报人, 审核人 and 负责人.

    pdf = render_report(
        Report(
            title="履职台账审计导出报告",
            subtitle="2026年第三季度",
            facts=(("单位", "演示二师及其下属单位"), ("周期", "2026年第三季度"), ("数据截至", "2026年10月12日")),
            sections=(Section("一、按条款汇总", (Table(heads, rows, align=("left", "right")),)),),
            printed_by="演示-丁一（审计）",
            printed_at=clock.now(),
            scope="演示二师及其下属单位 · 全部条款",
            demo=True,
        ),
        progress=lambda done, total: job_progress(job, done, total),
    )
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.clock import SHANGHAI
from portal.documents.chunks import merge, render_chunks, shown
from portal.documents.paper import Paragraph, Section, Table
from portal.documents.typeset import title_lines

__all__ = ["Paragraph", "Report", "Section", "Table", "render_report"]

TITLE_LIMIT = 17
"""Characters of the title on a line of the cover."""


@dataclass(frozen=True)
class Report:
    """Everything that is printed of one report.

    `facts` are the lines of the cover (label, value): unit, period, as-of day, filters. `scope` stands at the foot of
    each page with who printed it and when. `source` is attached as JSON; without it, the report itself is.
    """

    title: str
    sections: tuple[Section, ...]
    printed_by: str
    printed_at: dt.datetime
    scope: str
    subtitle: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    demo: bool = False
    signature: bool = True
    landscape: bool = False
    source: Mapping[str, Any] = field(default_factory=dict)

    @property
    def printed(self) -> str:
        """When it was printed, in the time of Shanghai."""
        local = self.printed_at.astimezone(SHANGHAI)
        return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"

    def to_json(self) -> dict[str, Any]:
        """The report as JSON data."""
        return {**dataclasses.asdict(self), "printed_at": self.printed_at.isoformat()}


def render_report(report: Report, *, progress: Callable[[int, int], None] | None = None) -> bytes:
    """Return `report` as PDF/A-3u, its source data attached, numbered 第x页 共y页 over the whole.

    `progress(done, total)` is called as rows and paragraphs are laid out; what it raises ends the rendering.
    """
    context = {
        "report": report,
        "title": shown(report.title),
        "title_lines": title_lines(shown(report.title), TITLE_LIMIT),
        "subtitle": shown(report.subtitle),
        "facts": [(shown(label), shown(value)) for label, value in report.facts],
        "scope": shown(report.scope),
        "printed_by": shown(report.printed_by),
        "printed": report.printed,
    }
    chunks = render_chunks(
        report.sections,
        context,
        landscape=report.landscape,
        source=report.source or report.to_json(),
        progress=progress or _nothing,
    )
    return merge(chunks, landscape=report.landscape)


def _nothing(done: int, total: int) -> None:
    """No progress wanted."""
