"""What was said and done about the facts of a package: statements with their files, and the change log of duties."""

from typing import Any

from django.db.models import Prefetch, Q

from duties.models import Statement, StatementStep
from portal.models import Change
from portal.package_files import log_lines, put_file
from portal.packages import PackageScope, PackageWriter

FACTS = (
    "duties.record", "duties.link", "duties.household", "duties.householdregistration", "duties.waiver",
    "duties.statement", "duties.urging", "duties.periodlock", "portal.unit", "portal.existence", "portal.name",
    "portal.placement", "portal.tag", "portal.tenure", "portal.succession",
)  # fmt: skip
"""The kinds whose changes, where their unit lies in the area, a package tells."""

EVERYWHERE = ("regulation_load", "reading_revise", "data_import", "world_make")
"""Changes of the whole installation on which the counting of any area rests."""


def write_statements(scope: PackageScope, writer: PackageWriter) -> None:
    """情况说明 and 申请豁免 of the area, step by step, as far as they were made by K."""
    steps = (
        StatementStep.objects.filter(at__lte=scope.known_at).select_related("by").prefetch_related("files")
    )
    found = Statement.objects.filter(
        unit__in=scope.units, made_at__gte=scope.since, made_at__lte=scope.known_at
    ).select_related("rule__regulation", "unit", "made_by")
    rows = found.prefetch_related(Prefetch("steps", steps.order_by("at", "pk"))).order_by("made_at", "pk")
    writer.lines("statements/statements.jsonl", [_statement(each, writer) for each in rows])


def write_history(scope: PackageScope, writer: PackageWriter) -> None:
    """The change log of the facts from the first day of the package until K."""
    kept = Q(target_kind__in=FACTS, unit__in=scope.units) | Q(action__in=EVERYWHERE)
    rows = Change.objects.filter(kept, at__gte=scope.since, at__lte=scope.known_at)
    writer.lines("history/facts.jsonl", log_lines(rows.order_by("at", "pk").iterator()))


def _statement(statement: Statement, writer: PackageWriter) -> dict[str, Any]:
    """One statement, the files of its steps put into the archive."""
    return {
        "ref": str(statement.public_id),
        "kind": statement.kind,
        "regulation": statement.rule.regulation.code,
        "rule": statement.rule.code,
        "unit": statement.unit.code,
        "role": statement.role,
        "period": statement.period,
        "steps": [
            {
                "act": step.act,
                "state": step.state,
                "text": step.text,
                "by": step.by.name,
                "post": step.post,
                "at": step.at.isoformat(),
                "files": [put_file(writer, "statements/files", file) for file in step.files.all()],
            }
            for step in statement.steps.all()
        ],
    }
