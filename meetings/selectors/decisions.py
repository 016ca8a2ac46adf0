"""Decisions to follow up (待落实事项): which are open, whose, overdue, and what became of each."""

import uuid

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from meetings.access import OPEN, visible_entries
from meetings.models import Decision
from meetings.selectors.followed import Step, steps_of
from portal import clock
from portal.access import Actor, readable_units
from portal.marks import Mark
from portal.models import StoredFile

MARKS = {
    "open": Mark("pending", "·", "待落实"),
    "overdue": Mark("overdue", "!", "逾期未落实"),
    "closed": Mark("met", "✓", "已落实"),
    "closed_late": Mark("met-late", "✓", "逾期落实"),
}
STATES = {"open": "待落实", "overdue": "逾期未落实", "closed": "已落实"}
"""What the list can be narrowed to."""


def visible_decisions(actor: Actor) -> QuerySet[Decision]:
    """Decisions of entries that stand, of sittings that the actor may read or for units in the actor's scope."""
    rows = Decision.objects.filter(entry__state__in=OPEN)
    own = Q(owner_unit__in=readable_units(actor).values("pk"))
    return rows.filter(own | Q(entry__in=visible_entries(actor).values("pk")))


def in_state(state: str) -> Q:
    """The condition of being in one of STATES."""
    today = clock.today()
    return {
        "open": Q(closed_on=None),
        "overdue": Q(closed_on=None, due_on__lt=today),
        "closed": Q(closed_on__isnull=False),
    }.get(state, Q())


def counts(rows: QuerySet[Decision]) -> dict[str, int]:
    """How many there are in each state; one query."""
    found = rows.aggregate(**{state: Count("pk", filter=in_state(state), distinct=True) for state in STATES})
    return {state: found[state] for state in STATES}


def mark_of(decision: Decision) -> Mark:
    """How its state looks."""
    if decision.closed_on is not None:
        late = decision.due_on is not None and decision.closed_on > decision.due_on
        return MARKS["closed_late" if late else "closed"]
    overdue = decision.due_on is not None and decision.due_on < clock.today()
    return MARKS["overdue" if overdue else "open"]


def decision_or_404(actor: Actor, public_id: uuid.UUID) -> Decision:
    """The decision with this public id, if the actor may read it; raises Http404 otherwise."""
    rows = visible_decisions(actor).select_related("entry__unit", "owner_unit", "closed_by")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def closing_file_or_404(actor: Actor, public_id: uuid.UUID, file: uuid.UUID) -> StoredFile:
    """A file that proves how a decision was carried out; raises Http404 where the actor may not read it."""
    found = decision_or_404(actor, public_id).files.filter(public_id=file).first()
    if found is None:
        raise Http404
    return found


ACTIONS = {"decision_close": "办结", "decision_reopen": "重新办理", "decision_carry": "随登记单更正沿用"}


def decision_steps(decision: Decision) -> list[Step]:
    """Who closed or reopened it, when and why, the latest first; one query."""
    return steps_of(decision, ACTIONS, "closing_note")
