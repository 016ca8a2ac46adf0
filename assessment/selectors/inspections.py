"""Which plans, inspections and findings one may read; where findings stand; and what assessments read of them."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import Http404
from django.urls import reverse

from assessment.inspection_states import Action, FindingState, State, finding_state
from assessment.inspections.severities import severity_name
from assessment.models import Finding, Inspection, InspectionPlan, InspectionStep, InspectionTeam
from duties.models import SupervisedMatter, SupervisionItem, SupervisionStep
from duties.supervision_states import OVER
from duties.supervision_states import Action as ItemAction
from duties.supervision_states import State as ItemState
from portal import access, clock
from portal.access import Actor
from portal.marks import Mark
from portal.models import Role, StoredFile, Unit

KIND = "finding"
"""What findings are called as matters of supervision items."""
NARROW = frozenset({Role.OFFICE, Role.APPROVER})
"""Roles that see a plan while it is drafted."""
MARKS = {
    State.PLANNED: Mark("upcoming", "◷", State.PLANNED.label),
    State.ON_SITE: Mark("due-soon", "◔", State.ON_SITE.label),
    State.CLOSED: Mark("met", "✓", State.CLOSED.label),
    State.CANCELLED: Mark("waived", "×", State.CANCELLED.label),
}
FINDING_MARKS = {
    FindingState.OPEN: Mark("pending", "·", FindingState.OPEN.label),
    FindingState.SUPERVISED: Mark("due-soon", "◔", FindingState.SUPERVISED.label),
    FindingState.SETTLED: Mark("met", "✓", FindingState.SETTLED.label),
    FindingState.WITHDRAWN: Mark("waived", "×", FindingState.WITHDRAWN.label),
}
LATE = Mark("overdue", "!", "逾期未整改")


def readable_plans(actor: Actor) -> QuerySet[InspectionPlan]:
    """The plans of units that the actor reads; one that nobody has approved yet its office and approver alone."""
    if actor.role not in access.READS_BELOW:
        return InspectionPlan.objects.none()
    rows = InspectionPlan.objects.filter(office__in=access.readable_units(actor).values("pk"))
    if actor.role not in NARROW:
        rows = rows.filter(decided_at__isnull=False)
    return rows.select_related("office", "made_by", "decided_by")


def readable_plan_or_404(actor: Actor, public_id: uuid.UUID) -> InspectionPlan:
    """One plan in the actor's scope; raises Http404 otherwise."""
    found = readable_plans(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def readable_inspections(actor: Actor) -> QuerySet[Inspection]:
    """The inspections that the actor may read.

    Who reads below: those of offices of the area, and closed ones of units of it. The team reads its own once the plan
    is approved. The unit that was inspected reads it once it is closed.
    """
    if actor.post is None or actor.role in access.ADMINISTRATORS:
        return Inspection.objects.none()
    units = access.readable_units(actor).values("pk")
    seen = Q(unit__in=units, state=State.CLOSED.value)
    if actor.role in access.READS_BELOW:
        held = Q(office__in=units)
        seen |= held if actor.role in NARROW else held & Q(plan__decided_at__isnull=False)
    person = actor.account.person_id if actor.account else None
    if person is not None:
        teams = InspectionTeam.objects.filter(members=person)
        own = Q(team__head=person) | Q(team__in=teams.values("pk"))
        seen |= own & Q(plan__decided_at__isnull=False)
    return Inspection.objects.filter(seen).select_related("office", "unit", "plan", "team__head", "record")


def readable_inspection_or_404(actor: Actor, public_id: uuid.UUID) -> Inspection:
    """One inspection in the actor's scope; raises Http404 otherwise."""
    found = readable_inspections(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def with_tallies(rows: QuerySet[Inspection]) -> QuerySet[Any]:
    """Inspections with how many findings they have that were not withdrawn."""
    kept = Q(findings__withdrawn_at__isnull=True)
    return rows.annotate(findings_n=Count("findings", filter=kept, distinct=True))


@dataclasses.dataclass(frozen=True)
class FindingNow:
    """A finding with where it stands today, and the supervision items on it, the latest first."""

    finding: Finding
    state: FindingState
    items: Sequence[SupervisionItem] = ()
    settled_on: dt.date | None = None

    @property
    def severity(self) -> str:
        """How grave it is, in a word."""
        return severity_name(self.finding.severity)

    @property
    def late(self) -> bool:
        """Whether it is past its day and not put right."""
        open_states = {FindingState.OPEN, FindingState.SUPERVISED}
        return self.state in open_states and self.finding.due_on < clock.today()

    @property
    def mark(self) -> Mark:
        """How it looks."""
        return LATE if self.late else FINDING_MARKS[self.state]

    @property
    def item(self) -> SupervisionItem | None:
        """The item that is under way, or closed it."""
        wanted = (item for item in self.items if item.at not in OVER or item.at == ItemState.CLOSED)
        return next(wanted, None)


def readable_findings(actor: Actor) -> QuerySet[Finding]:
    """The findings of inspections that the actor may read; the unit reads them once the inspection is closed."""
    rows = Finding.objects.filter(inspection__in=readable_inspections(actor).values("pk"))
    return rows.select_related("inspection__unit", "inspection__office", "found_by", "rule")


def findings_now(findings: Iterable[Finding]) -> list[FindingNow]:
    """Findings as they stand today; two queries however many there are."""
    listed = list(findings)
    refs = [str(each.public_id) for each in listed]
    items: dict[str, list[SupervisionItem]] = {}
    rows = SupervisedMatter.objects.filter(kind=KIND, ref__in=refs).select_related(
        "item__notice", "item__unit"
    )
    for row in rows.order_by("-item__made_at", "-pk"):
        items.setdefault(row.ref, []).append(row.item)
    return [_now(each, items.get(str(each.public_id), [])) for each in listed]


def _now(finding: Finding, items: Sequence[SupervisionItem]) -> FindingNow:
    state = finding_state(
        withdrawn=finding.withdrawn_at is not None,
        settled=finding.settled_at is not None,
        items=[item.at for item in items],
    )
    settled = finding.settled_at or next(
        (each.state_since for each in items if each.at == ItemState.CLOSED), None
    )
    return FindingNow(finding, state, items, _day(settled) if state == FindingState.SETTLED else None)


def _day(at: dt.datetime | None) -> dt.date | None:
    return at.astimezone(clock.SHANGHAI).date() if at else None


def findings_of_inspection(inspection: Inspection) -> list[FindingNow]:
    """The findings of one inspection in order, as they stand today; four queries at most."""
    rows = inspection.findings.select_related("found_by", "rule", "inspection").order_by("number")
    return findings_now(rows.prefetch_related(Prefetch("files", StoredFile.objects.order_by("pk"))))


def finding_file_or_404(actor: Actor, public_id: uuid.UUID, file: uuid.UUID) -> StoredFile:
    """A file of a finding of an inspection that the actor may read; raises Http404 otherwise."""
    inspection = readable_inspection_or_404(actor, public_id)
    shown = Finding.files.through.objects.filter(finding__inspection=inspection).values("storedfile")
    found = StoredFile.objects.filter(public_id=file, pk__in=shown).first()
    if found is None:
        raise Http404
    return found


@dataclasses.dataclass(frozen=True)
class FindingRow:
    """What an assessment reads of a finding: whose, from which inspection, on which clause, how grave, since and until when."""

    unit: int
    inspection: uuid.UUID
    clause: str
    severity: str
    text: str
    found_on: dt.date
    due_on: dt.date
    settled_on: dt.date | None
    url: str


def findings_of(units: Iterable[Unit], year: int, known_at: dt.datetime | None = None) -> list[FindingRow]:
    """The findings of the closed inspections of `units` by plans of `year`, as known at an instant (default: now).

    `severity` is the code of severities.yaml; `settled_on` the day of Shanghai on which it was put right, by then. What
    was withdrawn by then is left out. Two queries.
    """
    at = known_at or clock.now()
    moves = InspectionStep.objects.filter(
        matter=OuterRef("inspection"), at__lte=at, action__in=[Action.CLOSE.value, Action.REOPEN.value]
    )
    rows = (
        Finding.objects.filter(
            inspection__unit__in=list(units), inspection__plan__year=year, found_at__lte=at
        )
        .annotate(last=Subquery(moves.order_by("-at", "-pk").values("action")[:1]))
        .filter(last=Action.CLOSE.value)
        .exclude(withdrawn_at__lte=at)
        .select_related("inspection")
        .order_by("inspection__unit__code", "found_on", "pk")
    )
    findings = list(rows)
    closed = _closed_by(findings, at)
    return [_row(each, closed.get(str(each.public_id)), at) for each in findings]


def _closed_by(findings: Sequence[Finding], at: dt.datetime) -> dict[str, dt.datetime]:
    """By finding, when the first item on it was closed; what was closed after `at` is not known."""
    closing = SupervisionStep.objects.filter(
        item=OuterRef("item"), action=ItemAction.CLOSE.value, at__lte=at
    ).order_by("at")
    rows = SupervisedMatter.objects.filter(kind=KIND, ref__in=[str(each.public_id) for each in findings])
    rows = rows.annotate(closed_at=Subquery(closing.values("at")[:1])).filter(closed_at__isnull=False)
    return dict(rows.order_by("-closed_at").values_list("ref", "closed_at"))


def _row(finding: Finding, closed: dt.datetime | None, at: dt.datetime) -> FindingRow:
    own = finding.settled_at if finding.settled_at and finding.settled_at <= at else None
    return FindingRow(
        unit=finding.inspection.unit_id,
        inspection=finding.inspection.public_id,
        clause=finding.clause,
        severity=finding.severity,
        text=finding.text,
        found_on=finding.found_on,
        due_on=finding.due_on,
        settled_on=_day(min(filter(None, (own, closed)), default=None)),
        url=finding_url(finding),
    )


def finding_url(finding: Finding) -> str:
    """The address of a finding on the page of its inspection; the inspection has been read."""
    return f"{reverse('inspection', args=[finding.inspection.public_id])}#finding-{finding.number}"
