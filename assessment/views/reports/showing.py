"""Sections as the page shows them: words as paragraphs, facts with links to what they count."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from assessment.models import Report, ReportSection
from assessment.reports.blocks import Bars, Block, Figures, Grid, from_json
from duties.naming import chinese_number
from portal.charts import NO_POINT, Chart, Point, Series
from portal.documents.paper import Heading, Paragraph, Table
from portal.documents.plain_text import to_blocks


@dataclasses.dataclass(frozen=True)
class ShownSection:
    """A section with its number, its words in blocks and its facts."""

    section: ReportSection
    number: str
    words: Sequence[Mapping[str, Any]]
    facts: Sequence[Mapping[str, Any]]
    comments: Sequence[Any]


def shown_sections(report: Report, sections: Sequence[ReportSection]) -> list[ShownSection]:
    """The sections of a report; comments must be prefetched."""
    return [
        ShownSection(
            section,
            chinese_number(section.position + 1),
            shown_words(section.words),
            shown_facts(report, section),
            list(section.comments.all()),
        )
        for section in sections
    ]


def shown_words(words: str) -> list[Mapping[str, Any]]:
    """Words as the blocks that the paper will have."""
    shown: list[Mapping[str, Any]] = []
    for block in to_blocks(words):
        match block:
            case Heading():
                shown.append({"type": "heading", "text": block.text})
            case Paragraph():
                shown.append({"type": "paragraph", "text": block.text})
            case Table():
                shown.append(
                    {"type": "table", "heads": block.heads, "rows": block.rows, "caption": block.caption}
                )
    return shown


def shown_facts(report: Report, section: ReportSection) -> list[Mapping[str, Any]]:
    """The facts of a section with the addresses of what each counts."""
    return [_shown(report, section, block) for block in from_json(section.facts)]


def _shown(report: Report, section: ReportSection, block: Block) -> Mapping[str, Any]:
    if isinstance(block, Figures):
        items = [(item, _url(report, item.query)) for item in block.items]
        return {"type": "figures", "block": block, "items": items}
    if isinstance(block, Grid):
        rows = [(row, row.url or _url(report, row.query)) for row in block.rows]
        return {"type": "grid", "block": block, "rows": rows}
    return {"type": "chart", "chart": _chart(section, block)}


def _url(report: Report, query: Mapping[str, str]) -> str:
    """The obligations behind a figure; empty where there are none to list."""
    if not query:
        return ""
    return f"{reverse('report-rows')}?{urlencode({'report': str(report.public_id), **query})}"


def _chart(section: ReportSection, block: Bars) -> Chart:
    points = [NO_POINT if bar.value is None else Point(bar.value, bar.says) for bar in block.bars]
    return Chart(
        id=f"chart-{section.code}-{block.key}",
        title=block.caption,
        shape="lying",
        across="名称",
        names=[bar.name for bar in block.bars],
        series=[Series("完成率", points)],
        share=True,
    )
