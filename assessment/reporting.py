"""What reports put into the shell: their sources of facts, papers, parts, lists, pages, search, packages, demonstration."""

import dataclasses

from django.http import HttpRequest

from assessment.report_states import State
from assessment.reports import ledger_facts, lower_facts, problem_facts, record_facts, task_facts
from assessment.reports.demo import add_reports
from assessment.reports.package_part import write_reports
from assessment.reports.paper import KIND
from assessment.reports.record_source import ORIGIN, ReportSource, report_page
from assessment.reports.search_part import search_source
from assessment.reports.sources import add_source
from assessment.selectors.reports.counted import check_record
from assessment.selectors.reports.offers import WRITERS, offers_of, pressing, waiting_for
from assessment.selectors.reports.reading import MARKS
from assessment.services.reports.signing import SIGN_JOB, document_follow
from assessment.services.reports.steps import MESSAGE_KIND
from duties.record_checks import add_record_check
from duties.record_sources import add_record_source
from portal import access, registry
from portal.access import Actor
from portal.lists.known import add_list
from portal.models import Role
from portal.registry import Part

DESKS = frozenset({Role.OFFICE, Role.APPROVER})
"""Roles without 我的职责: what waits for them stands on their desk and above their messages."""
SOURCES = (
    ("fulfilment", "履职总体情况", ledger_facts.fulfilment),
    ("articles", "按条款履职情况", ledger_facts.articles),
    ("trend", "分季度履职情况", ledger_facts.trend),
    ("parts", "所属单位履职情况", ledger_facts.parts),
    ("lower", "下级报告汇总", lower_facts.lower_reports),
    ("records", "履职记录", record_facts.records),
    ("tasks", "任务清单", task_facts.tasks),
    ("overdue", "逾期未完成事项", problem_facts.overdue),
    ("supervision", "督办和约谈", problem_facts.supervision),
)


def join() -> None:
    """Register them; called once, when the app is ready."""
    for name, label, source in SOURCES:
        add_source(name, label, source)
    add_record_check("report", check_record)
    add_record_source(ReportSource())
    registry.add_document_holder(ORIGIN, "这是报告的公文:请在报告页面撤回、修改后重新签发。")
    registry.add_document_follower(KIND, document_follow)
    registry.add_document_page(KIND, report_page)
    registry.add_job_kind(SIGN_JOB, "assessment.services.reports.signing.report_sign_work")
    registry.add_message_kind(MESSAGE_KIND, "报告")
    for name, listing in (
        ("reports", "reports.ReportList"),
        ("reporting", "reporting.ReportingList"),
        ("report-rows", "report_rows.ReportRowList"),
    ):
        add_list(name, f"assessment.listings.{listing}")
    registry.add_page("报告", "reports", roles=access.BUSINESS, order=44)
    registry.add_page_label("reporting", "下级报送情况")
    registry.add_page_label("report-rows", "报告数据明细")
    registry.add_part("mine", waiting_part, order=16)
    registry.add_part("messages", desk_part, order=14)
    registry.add_part("desk", desk_part, order=16)
    registry.add_search_source(search_source())
    registry.add_command("起草报告", "report-new", roles=WRITERS, words=["年度报告", "半年报告", "评估"])
    registry.add_command("下级报送情况", "reporting", roles=access.READS_BELOW, words=["报告", "收文"])
    registry.add_package_part("报告", write_reports, order=42)
    registry.add_demo_part(add_reports)


def desk_part(request: HttpRequest, actor: Actor) -> Part | None:
    """The same at the desks of who has no 我的职责."""
    part = waiting_part(request, actor) if actor.role in DESKS else None
    return dataclasses.replace(part, template="assessment/reports/desk.html") if part else None


def waiting_part(request: HttpRequest, actor: Actor) -> Part | None:
    """The reports that are due and not begun, and those in which the reader has to act; four queries at most."""
    offers = pressing(offers_of(actor))
    reports, number = waiting_for(actor)
    if not offers and not reports:
        return None
    context = {
        "report_offers": offers,
        "reports_waiting": [(report, MARKS[State(report.state)]) for report in reports],
        "reports_number": number,
    }
    return Part("assessment/reports/part.html", context, number + len(offers), "报告")
