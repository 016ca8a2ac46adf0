"""Findings as matters of supervision items, and inspections as the source of their records."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping

from django.urls import reverse

from assessment.inspection_states import FindingState
from assessment.inspections.severities import severity_name
from assessment.models import Finding, Inspection
from assessment.selectors.inspections import KIND, finding_url, findings_now, readable_findings
from duties.notice import inner_quotes
from duties.record_sources import Facts, RecordSource, add_record_source
from duties.supervision_sources import Matter, Source, add_source
from portal.access import Actor
from portal.wording import date_cn


class FindingSource(Source):
    """Findings by their public id: the notice on them is a 整改通知书, and closing the item puts the finding right."""

    kind = KIND
    label = "督查问题"

    def matter(self, actor: Actor, ref: str) -> Matter | None:
        """The finding, if the actor may read it; three queries at most."""
        key = _key(ref)
        found = readable_findings(actor).filter(public_id=key).first() if key else None
        return matter_of(found) if found else None

    def settled(self, refs: Collection[str]) -> Mapping[str, str]:
        """Which findings the office has said to be put right since, or has withdrawn; one query."""
        keys = {key: ref for ref in refs if (key := _key(ref))}
        rows = Finding.objects.filter(public_id__in=keys).exclude(settled_at=None, withdrawn_at=None)
        return {keys[row.public_id]: "问题已撤回" if row.withdrawn_at else "已整改" for row in rows}


def matter_of(finding: Finding) -> Matter:
    """A finding as a matter to be supervised; its inspection with unit and office has been read."""
    inspection = finding.inspection
    (now,) = findings_now([finding])
    severity, text = severity_name(finding.severity), finding.text.rstrip("。")
    return Matter(
        kind=KIND,
        ref=str(finding.public_id),
        unit=inspection.unit,
        title=text,
        basis=f"{inspection.office.name}{date_cn(finding.found_on)}督查发现({finding.clause},{severity})",
        url=finding_url(finding),
        due_on=finding.due_on,
        why_not=f"该问题现为「{now.state.label}」,无需再发通知。" if now.state != FindingState.OPEN else "",
        said=f"{date_cn(finding.found_on)}督查发现:“{inner_quotes(text)}”({finding.clause},{severity}),应于{date_cn(finding.due_on)}前完成整改。",
    )


def _key(ref: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(ref)
    except ValueError:
        return None


class InspectionRecordSource(RecordSource):
    """The page of the inspection that a record stands for, and what was found."""

    def signs(self, records: Collection[int], until: dt.datetime) -> set[int]:
        """None: no sign of formalism is looked for in inspections."""
        return set()

    def facts(self, record: int, until: dt.datetime) -> Mapping[str, Facts]:
        """Team and findings by then; two queries."""
        inspection = Inspection.objects.filter(record=record).select_related("team__head").first()
        if inspection is None:
            return {}
        findings = inspection.findings.filter(found_at__lte=until).exclude(withdrawn_at__lte=until)
        team = inspection.team
        return {
            "督查": [
                ("督查组", f"{team.name}(组长{team.head.name if team.head else '—'})" if team else "—"),
                *((f"问题{each.number}", f"{each.clause}:{each.text}") for each in findings),
            ]
        }

    def page(self, record: int) -> str:
        """The page of the inspection; one query."""
        found = Inspection.objects.filter(record=record).values_list("public_id", flat=True).first()
        return reverse("inspection", args=[found]) if found else ""


def join() -> None:
    """Let findings be supervised, and records of inspections lead to their pages."""
    add_source(FindingSource())
    add_record_source(InspectionRecordSource())
