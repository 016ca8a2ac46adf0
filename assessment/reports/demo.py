"""Reports of a demonstration: a department's half-year report that waits for its signature, a division's annual one begun."""

from assessment.models import Report
from assessment.reports.kinds import ANNUAL, HALF_YEAR
from assessment.selectors.reports.offers import offers_of
from assessment.services.reports.commenting import comment_add
from assessment.services.reports.drafting import report_draft
from assessment.services.reports.moving import report_review, report_submit
from assessment.services.reports.writing import section_write
from duties.demo.questions import actor_of
from portal.access import Actor

BUREAU, DIVISION, REMARKER = "jingbanju", "bangongshi3", "shending3"
WORDS = "演示:按年度计划推进,指导两个团场完成项目申报。"
REMARK = "演示:请写明下一步措施的责任单位和完成时限。"


def add_reports() -> None:
    """Draft as the people who can sign in; where there is nobody or nothing due, or a second time, nothing."""
    if Report.objects.exists():
        return
    bureau, division, remarker = actor_of(BUREAU), actor_of(DIVISION), actor_of(REMARKER)
    if bureau is not None and (report := _drafted(bureau, HALF_YEAR.code)) is not None:
        for section in report.sections.filter(words=""):
            section_write(
                actor=bureau, report=report, code=section.code, version=section.version, words=WORDS
            )
        report = report_submit(actor=bureau, report=report, version=report.version)
        report_review(actor=bureau, report=report, version=report.version)
    if division is not None and remarker is not None:
        report = _drafted(division, ANNUAL.code)
        if report is not None:
            comment_add(actor=remarker, report=report, text=REMARK, code="next")


def _drafted(actor: Actor, kind: str) -> Report | None:
    """The first report of a kind that the actor's unit owes and has not begun."""
    offers = [offer.due for offer in offers_of(actor) if offer.due.kind.code == kind]
    return report_draft(actor=actor, kind=kind, period=offers[0].row.period) if offers else None
