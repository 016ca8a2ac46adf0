"""Reading alert policies: their versions, which one holds, and what they ask of each rule."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from duties import alert_plan
from duties.alert_plan import Planned, Version
from duties.models import AlertPolicy, PolicyException, PolicyStep, Reading, Regulation, Step
from duties.policy_draft import ExceptionDraft, PolicyDraft, StepDraft
from duties.selectors.scope import reads_rules_anew
from portal import clock
from portal.access import Actor


@dataclasses.dataclass(frozen=True)
class Overview:
    """The policy of one regulation: the version in force, those to come, and all, the latest first."""

    regulation: Regulation
    present: AlertPolicy
    upcoming: list[AlertPolicy]
    versions: list[AlertPolicy]
    titles: dict[int, str]
    may_change: bool


RANKS = {code: rank for rank, code in enumerate(Step)}
"""The place of each step in the order of steps."""


def with_steps(policies: QuerySet[AlertPolicy]) -> QuerySet[AlertPolicy]:
    """Policies with their steps, in order, and what is said of single rules; three queries."""
    exceptions = PolicyException.objects.select_related("rule").order_by("rule__position", "force")
    steps = PolicyStep.objects.prefetch_related(Prefetch("exceptions", exceptions))
    return policies.select_related("regulation", "adopted_by").prefetch_related(Prefetch("steps", steps))


def versions_of(regulation: Regulation) -> list[AlertPolicy]:
    """All versions of the regulation's policy with their steps, the latest first."""
    return list(with_steps(AlertPolicy.objects.filter(regulation=regulation)).order_by("-number"))


def overview(actor: Actor) -> list[Overview]:
    """The policies of all regulations that have one, in the order in which the regulations came into force."""
    by_regulation: dict[int, list[AlertPolicy]] = {}
    for policy in with_steps(AlertPolicy.objects.all()).order_by("regulation__effective_on", "-number"):
        by_regulation.setdefault(policy.regulation_id, []).append(policy)
    titles = rule_titles()
    today = clock.today()
    return [
        Overview(
            versions[0].regulation,
            present_version(versions) or versions[-1],
            [each for each in versions if each.since > today],
            versions,
            titles,
            reads_rules_anew(actor, versions[0].regulation),
        )
        for versions in by_regulation.values()
    ]


def rule_titles(regulation: Regulation | None = None) -> dict[int, str]:
    """By id the names of rules with rows in the ledger, as last read, in the order of the rulebook; one query."""
    readings = Reading.objects.filter(known__endswith__isnull=True).exclude(measure="continuous")
    if regulation is not None:
        readings = readings.filter(rule__regulation=regulation)
    ordered = readings.order_by("rule__regulation", "rule__position", "version__number")
    return dict(ordered.values_list("rule_id", "title"))


def version_or_404(regulation: Regulation, number: int) -> AlertPolicy:
    """One version with its steps; raises Http404."""
    found = with_steps(AlertPolicy.objects.filter(regulation=regulation, number=number)).first()
    if found is None:
        raise Http404
    return found


def present_version(versions: Sequence[AlertPolicy], day: dt.date | None = None) -> AlertPolicy | None:
    """Of all versions of one policy the one that decides on `day` (default today)."""
    day = day or clock.today()
    begun = [each for each in versions if each.since <= day]
    return max(begun, key=lambda each: each.number, default=None)


def steps_of(policy: AlertPolicy) -> list[PolicyStep]:
    """The steps of a version in their order."""
    return sorted(policy.steps.all(), key=lambda step: RANKS[Step(step.code)])


def as_version(policy: AlertPolicy) -> Version:
    """A version, read with `with_steps`, as `duties.alert_plan` takes it."""
    return Version(
        policy.since,
        [
            alert_plan.Step(
                id=step.pk,
                code=step.code,
                rank=RANKS[Step(step.code)],
                days=step.days,
                at_once=step.at_once,
                addressees=tuple(step.addressees),
                cap=step.cap,
                exceptions={each.rule_id or each.force: each.days for each in step.exceptions.all()},
            )
            for step in steps_of(policy)
        ],
    )


def draft_of(policy: AlertPolicy) -> PolicyDraft:
    """What a version, read with `with_steps`, says, as a draft to begin from."""
    steps = steps_of(policy)
    return PolicyDraft(
        [
            StepDraft(
                step.code, step.days, tuple(step.addressees), tuple(step.channels), step.cap, step.at_once
            )
            for step in steps
        ],
        [
            ExceptionDraft(step.code, each.days, each.rule_id, each.force)
            for step in steps
            for each in step.exceptions.all()
        ],
    )


def planned(day: dt.date) -> list[Planned]:
    """What the policies in force up to `day` ask of each rule that has rows in the ledger; five queries."""
    policies: dict[int, list[Version]] = {}
    begun = AlertPolicy.objects.filter(since__lte=day).order_by("number")
    for policy in with_steps(begun):
        policies.setdefault(policy.regulation_id, []).append(as_version(policy))
    subjects = subjects_of_regulations()
    return [
        each
        for regulation, versions in policies.items()
        for each in alert_plan.plan(versions, subjects.get(regulation, ()))
    ]


def subjects_of_regulations() -> dict[int, list[alert_plan.Subject]]:
    """By regulation the rules with rows in the ledger, each with every force it has had; one query."""
    rows: Iterable[tuple[int, int, str]] = (
        Reading.objects.filter(known__endswith__isnull=True)
        .exclude(measure="continuous")
        .order_by("rule", "force")
        .values_list("rule__regulation_id", "rule_id", "force")
        .distinct()
    )
    found: dict[int, list[alert_plan.Subject]] = {}
    for regulation, rule, force in rows:
        found.setdefault(regulation, []).append((rule, force))
    return found
