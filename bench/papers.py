"""Papers: one notice by the portal against WeasyPrint alone on the same HTML, and a report of 1,000 rows per row."""

import datetime as dt
from collections.abc import Iterator

from weasyprint import HTML

from bench.figures import Figure, alternately, median, p95, times
from duties.notice import Facts, Wording, default_demands, default_title, notice_paper
from portal import clock
from portal.documents.official import OfficialDocument, official_html, render_official
from portal.documents.pdfa import VARIANT
from portal.documents.report import Report, Section, Table, render_report

DAY = dt.date(2026, 10, 12)
ROWS = 1000


def run() -> Iterator[Figure]:
    """All figures of papers."""
    yield one_notice()
    yield report_rows()


def one_notice() -> Figure:
    """A notice of two pages, from its data to the file, against the file from the finished page."""
    paper = _notice()
    html = official_html(paper)
    portal, alone = alternately(
        lambda: render_official(paper), lambda: HTML(string=html).write_pdf(pdf_variant=VARIANT), 10
    )
    return Figure(
        "one notice as PDF",
        median(portal),
        median(alone),
        "WeasyPrint alone on the same HTML",
        1.3,
        p95=p95(portal),
    )


def report_rows() -> Figure:
    """A report of many rows, the time of a thousand of them."""
    report = _report()
    found = times(lambda: render_report(report), 2)
    return Figure(
        f"report of {ROWS:,} rows as PDF", median(found), note="no floor: laid out in chunks of 500 rows"
    )


def _notice() -> OfficialDocument:
    facts = Facts(
        regulation="新疆生产建设兵团乡村振兴责任制实施细则",
        provision="第八条第二款（二）",
        quote="每季度至少主持召开1次党委常委会会议、行政常务会议、农村工作领导小组暨乡村振兴领导小组会议",
        title="领导小组会议",
        seat="",
        period="2026年第三季度",
        required=1,
        counted=0,
        piece="次",
        due_on=dt.date(2026, 9, 30),
        day=DAY,
        measure="count",
    )
    wording = Wording(
        title=default_title("演示27团", [facts]),
        demands=default_demands([facts.measure]),
        deadline=dt.date(2026, 10, 31),
        copies_to=("演示三师",),
    )
    return notice_paper(
        issuer="演示兵团",
        unit="演示27团",
        facts=[facts],
        wording=wording,
        day=DAY,
        demo=True,
        source={"bench": "papers"},
    )


def _report() -> Report:
    heads = ("单位", "责任主体", "事项", "条款", "周期", "完成/应完成", "到期日", "逾期天数")
    row = (
        "演示27团",
        "单位",
        "领导小组会议",
        "第八条第二款（二）",
        "2026年第三季度",
        "0/1",
        "2026-09-30",
        "12",
    )
    return Report(
        title="履职台账审计导出报告",
        sections=(Section("一、逾期未完成事项", (Table(heads, (row,) * ROWS),)),),
        printed_by="演示-丁一",
        printed_at=clock.now(),
        scope="演示兵团",
        demo=True,
        landscape=True,
    )
