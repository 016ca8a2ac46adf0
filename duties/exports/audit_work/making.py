"""The work of the report's job: the PDF, and the same as XLSX."""

import tempfile
from typing import BinaryIO

from duties.audit_sampling import ALGORITHM
from duties.audit_words import CHECKS, Result, Subject
from duties.exports.audit_work.report import (
    DRAW_HEADS,
    NO_VERDICT,
    SAMPLE_HEADS,
    Content,
    build_report,
    draw_line,
    facts_of,
    sample_line,
)
from duties.models import AuditPaper, AuditWork
from duties.selectors.audit_work.works import tally_of
from duties.services.audit_work.steps import require_auditor
from portal import clock
from portal.documents.report import render_report
from portal.models import Job
from portal.selectors.installation import installation
from portal.services.files import file_store
from portal.services.jobs import job_actor, job_progress
from portal.services.package_key import fingerprint_words, package_key_ensure
from portal.tables import saved_to, sheet_write

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET, PRINTED = 10, 100
CHECK_HEADS = ("底稿", "标识", "核对", "结果")
PAPER_HEADS = ("说明", "附件数", "抽样时情况的SHA-256")


def audit_report(job: Job) -> None:
    """Read the work, write the spreadsheet, print the report, keep both for the auditor."""
    actor = job_actor(job)
    work = AuditWork.objects.select_related("unit", "base", "auditor").get(public_id=job.parameters["work"])
    post = require_auditor(actor, work)
    job_progress(job, 0, PRINTED, "读取底稿")
    papers = list(work.papers.prefetch_related("files").order_by("position"))
    content = Content(
        work=work,
        draws=list(work.draws.all()),
        papers=papers,
        tally=tally_of(work),
        key=fingerprint_words(package_key_ensure()),
        printed_by=f"{actor.name}({post.label})",
        printed_at=clock.now(),
        demo=installation().demo,
    )
    name = f"审计核查 {work.title[:60]} {clock.today():%Y%m%d}"
    with tempfile.TemporaryFile() as book:
        write_book(book, content)
        job_progress(job, SHEET, PRINTED, "印制报告")
        printed = render_report(
            build_report(content),
            progress=lambda done, total: job_progress(
                job, SHEET + (PRINTED - SHEET) * done // max(total, 1), PRINTED, "印制报告"
            ),
        )
        sheet = file_store(actor=actor, name=f"{name}.xlsx", content=book, content_type=XLSX)
    page = file_store(actor=actor, name=f"{name}.pdf", content=printed, content_type="application/pdf")
    job.files.add(sheet, page)


def write_book(stream: BinaryIO, content: Content) -> None:
    """The sheets 说明, 抽样, 样本, 核对 and 抽样时情况."""
    about = [
        *facts_of(content),
        ("总体情况", content.work.summary or "核查尚未小结。"),
        ("抽样算法", ALGORITHM),
        ("说明", NO_VERDICT),
        ("生成人", content.printed_by),
        ("生成时间", f"{content.printed_at:%Y-%m-%d %H:%M}"),
        *((("演示数据", "所列单位、人员和记录均为虚构"),) if content.demo else ()),
    ]
    drawn: dict[int, int] = {}
    for paper in content.papers:
        drawn[paper.draw_id] = drawn.get(paper.draw_id, 0) + 1
    with saved_to(stream) as book:
        sheet_write(book, "说明", (18, 90), [], about)
        lines = [draw_line(draw, drawn.get(draw.pk, 0)) for draw in content.draws]
        sheet_write(book, "抽样", (8, 14, 14, 20, 24, 8, 8, 10, 68), DRAW_HEADS, lines)
        sheet_write(
            book,
            "样本",
            (12, 14, 44, 50, 22, 22, 60, 10, 68),
            (*SAMPLE_HEADS, *PAPER_HEADS),
            [(*sample_line(paper), *_more(paper)) for paper in content.papers],
            filters=True,
        )
        checks = [line for paper in content.papers for line in _checks(paper)]
        sheet_write(book, "核对", (12, 44, 40, 14), CHECK_HEADS, checks, filters=True)
        facts = [line for paper in content.papers for line in _facts(paper)]
        sheet_write(book, "抽样时情况", (12, 22, 24, 80), ("底稿", "部分", "项目", "内容"), facts)


def _more(paper: AuditPaper) -> tuple[str | int, ...]:
    return paper.remark, len(paper.files.all()), paper.facts_sha256


def _checks(paper: AuditPaper) -> list[tuple[str, ...]]:
    return [
        (paper.number, paper.key, word, Result(paper.checks[code]).label if code in paper.checks else "—")
        for code, word in CHECKS[Subject(paper.subject)].items()
    ]


def _facts(paper: AuditPaper) -> list[tuple[str, ...]]:
    lines: list[tuple[str, ...]] = []
    for part in paper.facts:
        for label, value in part.get("facts", []):
            lines.append((paper.number, part["heading"], label, value))
        for line in part.get("lines", []):
            told = ";".join(f"{head}:{value}" for head, value in zip(part["heads"], line, strict=True))
            lines.append((paper.number, part["heading"], str(line[0]), told))
    return lines
