"""The commendations of an audit package: those issued by K to units of the area. Leads stand in no package."""

from typing import Any

from django.db.models import OuterRef, Subquery

from assessment.commendation_states import Action
from assessment.models import Commendation, CommendationStep
from portal.packages import PackageScope, PackageWriter


def write_commendations(scope: PackageScope, writer: PackageWriter) -> None:
    """Each with the facts that it rests on, its decision, and by K its withdrawal; three queries."""
    steps = CommendationStep.objects.filter(matter=OuterRef("pk"), at__lte=scope.known_at)
    rows = (
        Commendation.objects.filter(unit__in=scope.units)
        .annotate(
            issued_at=Subquery(steps.filter(action=Action.ISSUE.value).order_by("at").values("at")[:1]),
            withdrawn_at=Subquery(steps.filter(action=Action.WITHDRAW.value).order_by("at").values("at")[:1]),
        )
        .filter(issued_at__gte=scope.since)
        .select_related("unit", "office", "person", "paper", "decided_by")
        .prefetch_related("facts")
        .order_by("issued_at", "pk")
    )
    writer.lines("commendations/commendations.jsonl", [_line(each) for each in rows])


def _line(row: Any) -> dict[str, Any]:
    return {
        "ref": str(row.public_id),
        "office": row.office.code,
        "unit": row.unit.code,
        "subject": row.subject,
        "person": row.person.code if row.person else "",
        "role": row.role,
        "year": row.year,
        "manner": row.manner,
        "reason": row.reason,
        "facts": [
            {"title": each.title, "value": each.value, "basis": each.basis, "day": each.day.isoformat()}
            for each in row.facts.all()
        ],
        "decided_by": row.decided_by.name if row.decided_by else "",
        "decision": row.decision,
        "paper": row.paper.number if row.paper else "",
        "issued_at": row.issued_at.isoformat(),
        "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else "",
        "end_reason": row.end_reason if row.withdrawn_at else "",
    }
