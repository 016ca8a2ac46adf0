"""What presses in an area, by unit and by obligation, with the furthest step that each has reached; constant queries."""

import dataclasses
from typing import Any

from django.db.models import Case, Count, Exists, Q, QuerySet, Subquery, Value, When

from duties.ledger.status import Status
from duties.models import Alert, Step
from duties.models.ledger import ObligationQuerySet
from duties.selectors.alerts import PRESSING, Lateness, in_order, of_row
from duties.selectors.ledger import in_area, ledger
from duties.selectors.policies import RANKS
from portal.models import Unit

SHOWN = (Step.URGE, Step.SUPERVISE, Step.TALK)
"""The steps that have a column of their own."""


@dataclasses.dataclass(frozen=True)
class Filters:
    """What of the area is asked for; empty means all. `name` is part of a unit's name."""

    step: str = ""
    lateness: str = ""
    name: str = ""


def pressing_rows(area: Unit, filters: Filters) -> ObligationQuerySet:
    """Rows of `ledger()` that press in the area of a unit, with `lateness` and the furthest `step` that is open."""
    rank = Case(*[When(step=code, then=Value(number)) for code, number in RANKS.items()])
    furthest = of_row(Alert.objects.filter(settled_at__isnull=True)).order_by(rank.desc()).values("step")[:1]
    rows = in_order(ledger().filter(PRESSING, in_area(area)))
    if filters.name:
        rows = rows.filter(unit__name__icontains=filters.name)
    if filters.lateness:
        rows = rows.filter(lateness=filters.lateness)  # type: ignore[misc]
    if filters.step:
        rows = rows.filter(reached(Step(filters.step)))
    return rows.annotate(step=Subquery(furthest))


def reached(step: Step) -> Q:
    """The condition that the obligation has reached the step and none after it."""
    opened = Alert.objects.filter(settled_at__isnull=True)
    later = [code for code, rank in RANKS.items() if rank > RANKS[step]]
    there = Q(Exists(of_row(opened.filter(step=step))))
    return there & ~Q(Exists(of_row(opened.filter(step__in=later)))) if later else there


def by_unit(rows: ObligationQuerySet) -> QuerySet[Any, Any]:
    """How much presses on each unit, the most overdue first: overdue, due soon, and how many reached each late step."""
    counts = {str(step): Count("pk", filter=Q(step=step)) for step in SHOWN}
    grouped = rows.order_by().values("unit__public_id", "unit__name", "unit__code")
    return grouped.annotate(
        overdue=Count("pk", filter=Q(status=Status.OVERDUE)),
        due_soon=Count("pk", filter=Q(status=Status.DUE_SOON)),
        **counts,
    ).order_by("-overdue", "-due_soon", "unit__code")


def step_counts(rows: ObligationQuerySet) -> dict[Step, int]:
    """How many obligations have reached each step and none after it."""
    found = dict(rows.order_by().values_list("step").annotate(number=Count("pk")))  # type: ignore[misc]
    return {step: found.get(step, 0) for step in Step}


def lateness_choices() -> list[tuple[str, str]]:
    """The groups of lateness to choose from."""
    return [(each.value, each.label) for each in Lateness]
