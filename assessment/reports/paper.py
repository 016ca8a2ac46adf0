"""A report as an upward official paper (GB/T 9704-2012, 7.2.6): words and facts section by section. Pure but for its models.

The facts stand as they were kept: nobody can word a figure. The paper says as of when they are.
"""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence

from assessment.models import Report, ReportSection
from assessment.reports import blocks
from assessment.reports.blocks import Bars, Figures, Grid
from duties.naming import chinese_number
from portal.clock import SHANGHAI
from portal.documents.paper import Align, Block, Chart, Heading, OfficialDocument, Paragraph, Table
from portal.documents.plain_text import to_blocks
from portal.wording import date_cn

KIND = "工作报告"
UNSIGNED = "待签发"
PAIRS = 2
"""So many figures stand side by side."""


def report_paper(
    report: Report, sections: Sequence[ReportSection], *, signer: str, day: dt.date, demo: bool
) -> OfficialDocument:
    """The draft of the paper; without a signer it says so where the name will stand."""
    body = [block for section in sections for block in section_blocks(section)]
    return OfficialDocument(
        kind=KIND,
        issuer_name=report.unit.name,
        issuer_mark=report.unit.name,
        title=report.title,
        addressee=report.addressee,
        body=(*body, Paragraph(moment_words(report))),
        signatory=report.unit.name,
        date=day,
        signer=signer or UNSIGNED,
        printed_by=report.unit.name,
        demo=demo,
        draft=True,
        source={
            "report": str(report.public_id),
            "unit": report.unit.code,
            "kind": report.kind,
            "period": report.period,
            "as_of": report.as_of.isoformat(),
            "known_at": report.known_at.isoformat(),
            "sections": [
                {"code": section.code, "words": section.words, "facts": section.facts} for section in sections
            ],
        },
    )


def moment_words(report: Report) -> str:
    """As of when the figures are, in a sentence."""
    known = report.known_at.astimezone(SHANGHAI)
    return (
        f"本报告所列数据取自履职台账,截至{date_cn(report.as_of)},"
        f"为{date_cn(known.date())}{known:%H:%M}所掌握的情况。"
    )


def section_blocks(section: ReportSection) -> Iterator[Block]:
    """A section with its number: heading, words, facts."""
    yield Heading(1, f"{chinese_number(section.position + 1)}、{section.heading}")
    yield from to_blocks(section.words)
    for block in blocks.from_json(section.facts):
        yield from fact_blocks(block)


def fact_blocks(block: blocks.Block) -> Iterator[Block]:
    """Figures and tables as tables, charts as charts; a table without rows as a sentence."""
    match block:
        case Figures():
            yield _figures(block)
        case Grid(rows=[]):
            yield Paragraph(f"{block.caption}:{block.none}。" + (f"{block.more}。" if block.more else ""))
        case Grid():
            yield Table(
                tuple(block.heads),
                tuple(tuple(row.cells) for row in block.rows),
                caption=block.caption,
                align=_aligns(block),
            )
            if block.more:
                yield Paragraph(f"{block.more}。")
        case Bars():
            yield Chart(block.caption, tuple((bar.name, bar.value, bar.says) for bar in block.bars))


def _figures(block: Figures) -> Table:
    """Names and values in pairs; the last row is filled up."""
    cells = [(item.label, item.says) for item in block.items]
    cells += [("", "")] * (-len(cells) % PAIRS)
    rows = tuple(tuple(itertools.chain(*cells[at : at + PAIRS])) for at in range(0, len(cells), PAIRS))
    return Table(("指标", "数值") * PAIRS, rows, caption=block.caption, align=("left", "right") * PAIRS)


def _aligns(block: Grid) -> tuple[Align, ...]:
    """Words left, figures right."""
    columns = list(zip(*(row.cells for row in block.rows), strict=True))
    return tuple("right" if all(map(_is_figure, column)) else "left" for column in columns)


def _is_figure(text: str) -> bool:
    return text == blocks.NOTHING or (text[:1].isdigit() and not text[-1:].isalpha())
