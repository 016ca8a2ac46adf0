"""The inspections of an audit package: those closed by K of units of the area, or held by them, with what they found."""

from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from assessment.inspection_states import Action
from assessment.models import Finding, Inspection, InspectionStep
from portal.models import Change
from portal.package_files import log_lines, put_file
from portal.packages import PackageScope, PackageWriter

FOLDER = "inspections/files"
KINDS = ("assessment.inspection", "assessment.finding")


def write_inspections(scope: PackageScope, writer: PackageWriter) -> None:
    """Each inspection with its points and findings, files, and the history since it was first closed."""
    rows = list(_inspections(scope))
    writer.lines("inspections/inspections.jsonl", [_line(each, scope, writer) for each in rows])
    # What was written before the close is the team's own work; a reader of the package sees what came of it.
    shown_from = {str(each.public_id): each.first_closed for each in rows}
    for finding in Finding.objects.filter(inspection__in=rows).select_related("inspection"):
        shown_from[str(finding.public_id)] = shown_from[str(finding.inspection.public_id)]
    changes = Change.objects.filter(
        target_kind__in=KINDS, target_ref__in=shown_from, at__lte=scope.known_at
    ).order_by("at", "pk")
    kept = (row for row in changes if row.at >= shown_from[row.target_ref])
    writer.lines("history/inspections.jsonl", log_lines(kept))


def _inspections(scope: PackageScope) -> QuerySet[Any]:
    """Those whose last word by K is the close, in the days of the package."""
    moves = InspectionStep.objects.filter(
        matter=OuterRef("pk"), at__lte=scope.known_at, action__in=[Action.CLOSE.value, Action.REOPEN.value]
    )
    closing = moves.filter(action=Action.CLOSE.value).order_by("at")
    findings = (
        Finding.objects.filter(found_at__lte=scope.known_at).prefetch_related("files").select_related("rule")
    )
    return (
        Inspection.objects.filter(Q(unit__in=scope.units) | Q(office__in=scope.units))
        .annotate(
            last=Subquery(moves.order_by("-at", "-pk").values("action")[:1]),
            first_closed=Subquery(closing.values("at")[:1]),
        )
        .filter(last=Action.CLOSE.value, done_on__gte=scope.first, done_on__lte=min(scope.last, scope.as_of))
        .select_related("unit", "office", "plan", "team__head", "record")
        .prefetch_related("points__rule", "team__members", Prefetch("findings", findings.order_by("number")))
        .order_by("done_on", "pk")
    )


def _line(inspection: Any, scope: PackageScope, writer: PackageWriter) -> dict[str, Any]:
    team = inspection.team
    return {
        "ref": str(inspection.public_id),
        "office": inspection.office.code,
        "unit": inspection.unit.code,
        "year": inspection.plan.year,
        "done_on": inspection.done_on.isoformat(),
        "team": team.name if team else "",
        "head": team.head.code if team and team.head else "",
        "members": sorted(person.code for person in team.members.all()) if team else [],
        "conclusion": inspection.conclusion,
        "record": inspection.record.ref if inspection.record else "",
        "points": [
            {
                "rule": point.rule.code if point.rule else "",
                "text": point.text,
                "clause": point.clause,
                "result": point.result,
                "remark": point.remark,
                "standing": point.standing,
            }
            for point in inspection.points.all()
        ],
        "findings": [_finding(each, scope, writer) for each in inspection.findings.all()],
    }


def _finding(finding: Finding, scope: PackageScope, writer: PackageWriter) -> dict[str, Any]:
    settled = finding.settled_at is not None and finding.settled_at <= scope.known_at
    withdrawn = finding.withdrawn_at is not None and finding.withdrawn_at <= scope.known_at
    return {
        "ref": str(finding.public_id),
        "number": finding.number,
        "rule": finding.rule.code if finding.rule else "",
        "article": finding.article,
        "clause": finding.clause,
        "severity": finding.severity,
        "text": finding.text,
        "found_on": finding.found_on.isoformat(),
        "due_on": finding.due_on.isoformat(),
        "settled_at": finding.settled_at.isoformat() if settled and finding.settled_at else "",
        "settled_text": finding.settled_text if settled else "",
        "withdrawn_at": finding.withdrawn_at.isoformat() if withdrawn and finding.withdrawn_at else "",
        "withdrawn_text": finding.withdrawn_text if withdrawn else "",
        "files": [put_file(writer, FOLDER, file) for file in finding.files.all()],
    }
