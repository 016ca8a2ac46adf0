"""What reports put into audit packages: those that were sent by K, with words, facts, paper and steps."""

from typing import Any

from django.db.models import Prefetch

from assessment.models import Report, ReportStep
from portal.models import Change
from portal.package_files import log_lines, put_file
from portal.packages import PackageScope, PackageWriter


def write_reports(scope: PackageScope, writer: PackageWriter) -> None:
    """The reports of the area sent from the first day until K, and their history since they were first sent.

    Words change only before a report is sent or after it came back; a draft is its unit's own matter.
    """
    steps = ReportStep.objects.filter(
        at__lte=scope.known_at, action__in=["send", "receive", "return", "withdraw"]
    )
    found = Report.objects.filter(
        unit__in=scope.units,
        steps__action="send",
        steps__at__gte=scope.since,
        steps__at__lte=scope.known_at,
    ).distinct()
    rows = (
        found.select_related("unit", "to", "document__file", "record")
        .prefetch_related(Prefetch("steps", steps.order_by("at", "pk"), "outside"))
        .order_by("drafted_at", "pk")
    )
    reports = list(rows)
    writer.lines("reports/reports.jsonl", [_report(each, scope, writer) for each in reports])
    changes = Change.objects.filter(
        target_kind="assessment.report",
        target_ref__in=[str(each.public_id) for each in reports],
        action__in=["report_send", "report_receive", "report_return", "report_withdraw"],
        at__lte=scope.known_at,
    )
    writer.lines("history/reports.jsonl", log_lines(changes.order_by("at", "pk").iterator()))


def _report(report: Report, scope: PackageScope, writer: PackageWriter) -> dict[str, Any]:
    """One report; its paper, where it was issued by K, holds the words and facts as they were sent."""
    document = report.document
    issued = document is not None and document.issued_at is not None and document.issued_at <= scope.known_at
    return {
        "ref": str(report.public_id),
        "unit": report.unit.code,
        "to": report.to.code if report.to else "",
        "kind": report.kind,
        "period": report.period,
        "number": document.number if issued and document else "",
        "paper": put_file(writer, "reports/files", document.file)
        if issued and document and document.file
        else "",
        "record": report.record.ref if report.record else "",
        "steps": [
            {
                "act": step.action,
                "at": step.at.isoformat(),
                "by": step.name,
                "post": step.post,
                "text": step.text,
            }
            for step in report.outside  # type: ignore[attr-defined]
        ],
    }
