"""The list of problems (问题清单): which wait to be solved, whose, overdue, and what became of each."""

import uuid

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from meetings.field_access import visible_problems
from meetings.models import Problem
from meetings.selectors.followed import Step, steps_of
from portal import clock
from portal.access import Actor
from portal.marks import Mark
from portal.models import StoredFile

MARKS = {
    "open": Mark("pending", "·", "待解决"),
    "overdue": Mark("overdue", "!", "逾期未解决"),
    "solved": Mark("met", "✓", "已解决"),
    "solved_late": Mark("met-late", "✓", "逾期解决"),
}
STATES = {"open": "待解决", "overdue": "逾期未解决", "solved": "已解决"}
"""What the list can be narrowed to."""


def in_state(state: str) -> Q:
    """The condition of being in one of STATES."""
    today = clock.today()
    return {
        "open": Q(solved_on=None),
        "overdue": Q(solved_on=None, due_on__lt=today),
        "solved": Q(solved_on__isnull=False),
    }.get(state, Q())


def problem_counts(rows: QuerySet[Problem]) -> dict[str, int]:
    """How many there are in each state; one query."""
    found: dict[str, int] = rows.order_by().aggregate(
        **{state: Count("pk", filter=in_state(state), distinct=True) for state in STATES}
    )
    return found


def problem_mark(problem: Problem) -> Mark:
    """How its state looks."""
    if problem.solved_on is not None:
        late = problem.due_on is not None and problem.solved_on > problem.due_on
        return MARKS["solved_late" if late else "solved"]
    overdue = problem.due_on is not None and problem.due_on < clock.today()
    return MARKS["overdue" if overdue else "open"]


def problem_or_404(actor: Actor, public_id: uuid.UUID) -> Problem:
    """The problem with this public id, if the actor may read it; raises Http404 otherwise."""
    rows = visible_problems(actor).select_related("entry__unit", "owner_unit", "solved_by")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def problem_file_or_404(actor: Actor, public_id: uuid.UUID, file: uuid.UUID) -> StoredFile:
    """A file that shows how a problem was solved; raises Http404 where the actor may not read it."""
    found = problem_or_404(actor, public_id).files.filter(public_id=file).first()
    if found is None:
        raise Http404
    return found


ACTIONS = {
    "problem_solve": "登记解决",
    "problem_reopen": "重新列入",
    "problem_carry": "随登记单更正沿用",
}


def problem_steps(problem: Problem) -> list[Step]:
    """Who solved or reopened it, when and why, the latest first; one query."""
    return steps_of(problem, ACTIONS, "solved_note")
