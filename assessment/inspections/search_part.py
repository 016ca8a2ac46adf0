"""What of inspections is found by searching: the inspections themselves, and what they found."""

from collections.abc import Collection, Iterator

from django.db.models import Q

from assessment.inspection_states import State
from assessment.models import Finding, Inspection, InspectionPlan
from assessment.selectors.inspections import finding_url, readable_findings, readable_inspections
from portal import access
from portal.access import Actor
from portal.search.sources import Found, Source, addresses, only, own_key


def search_sources() -> list[Source]:
    """Inspections by the unit that is inspected, findings by their words."""
    return [
        Source(
            "inspection", "督查", 52, inspection_rows, inspections_seen, access.BUSINESS,
            follows={"assessment.inspection": own_key, "assessment.inspectionplan": inspections_of}, recent=True,
        ),
        Source(
            "finding", "督查问题", 53, finding_rows, findings_seen, access.BUSINESS,
            follows={"assessment.finding": own_key}, recent=True,
        ),
    ]  # fmt: skip


def inspections_of(plan: InspectionPlan) -> Collection[int]:
    """The inspections of a plan that was written."""
    return plan.inspections.values_list("pk", flat=True)


def inspection_rows(refs: Collection[int] | None) -> Iterator[Found]:
    """Inspections by who inspects whom."""
    address = addresses("inspection")
    rows = only(Inspection.objects.order_by("pk"), refs).select_related("office", "unit", "plan", "team")
    for each in rows.iterator():
        team = each.team.name if each.team else ""
        yield Found(
            ref=each.pk,
            unit=each.unit_id,
            title=f"督查{each.unit.name}",
            note=" · ".join(
                filter(None, (each.office.name, f"{each.plan.year}年", team, State(each.state).label))
            ),
            text=f"{each.office.name}督查{each.unit.name} {each.conclusion}",
            day=each.done_on or each.starts_on,
            url=address(each.public_id),
        )


def inspections_seen(actor: Actor) -> Q:
    """Those that one may read."""
    return Q(ref__in=readable_inspections(actor).order_by().values("pk"))


def finding_rows(refs: Collection[int] | None) -> Iterator[Found]:
    """Findings by their words."""
    rows = only(Finding.objects.order_by("pk"), refs).select_related("inspection__unit")
    for each in rows.iterator():
        yield Found(
            ref=each.pk,
            unit=each.inspection.unit_id,
            title=each.text,
            note=f"{each.inspection.unit.name} · {each.clause}",
            text=each.text,
            day=each.found_on,
            url=finding_url(each),
        )


def findings_seen(actor: Actor) -> Q:
    """Those that one may read."""
    return Q(ref__in=readable_findings(actor).order_by().values("pk"))
