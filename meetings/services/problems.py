"""What becomes of problems: solved with a note and files, opened again with a reason, carried over by a correction."""

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from duties.household_numbers import personal_fault
from meetings.access import OPEN
from meetings.field_access import require_reopening, require_solving
from meetings.models import Entry, Problem
from portal import clock
from portal.access import Actor
from portal.models import StoredFile
from portal.services.changes import log_change, state_of


@transaction.atomic
def problem_solve(
    *, actor: Actor, problem: Problem, solved_on: dt.date, note: str, files: Sequence[StoredFile] = ()
) -> Problem:
    """Say when and how a problem was solved.

    Raises PermissionDenied for anyone but the clerks of its owner and of who found it; ValidationError for what is
    solved already, a day that cannot be, or a note that is empty or tells of persons.
    """
    require_solving(actor, problem)
    fresh = _locked(problem)
    if fresh.solved_on is not None:
        raise ValidationError("这个问题已登记解决;现显示最新情况。")
    if not note.strip():
        raise ValidationError({"note": "请写明怎样解决的。"})
    if fault := personal_fault(note):
        raise ValidationError({"note": fault})
    if solved_on > clock.today():
        raise ValidationError({"solved_on": "解决日期不能晚于今天。"})
    if fresh.entry.occurred_on is not None and solved_on < fresh.entry.occurred_on:
        raise ValidationError({"solved_on": "解决日期不能早于调研走访日期;请核对。"})
    before = state_of(fresh)
    fresh.solved_on, fresh.solved_note, fresh.solved_by = solved_on, note.strip(), actor.account
    _save(fresh)
    fresh.files.set(files)
    _log(actor, "problem_solve", fresh, before)
    return fresh


@transaction.atomic
def problem_reopen(*, actor: Actor, problem: Problem, reason: str) -> Problem:
    """Put a problem back on the list: it is not solved after all. Raises PermissionDenied, ValidationError."""
    require_reopening(actor, problem)
    if not reason.strip():
        raise ValidationError({"reason": "请写明为什么重新列入。"})
    fresh = _locked(problem)
    if fresh.solved_on is None:
        raise ValidationError("这个问题还没有登记解决;现显示最新情况。")
    before = state_of(fresh)
    fresh.solved_on, fresh.solved_note, fresh.solved_by = None, "", None
    _save(fresh)
    fresh.files.clear()
    _log(actor, "problem_reopen", fresh, before, reason)
    return fresh


def problems_carry_over(actor: Actor, old: Entry, new: Entry) -> None:
    """Let problems that a correction repeats keep what was done about them."""
    solved = {each.key: each for each in old.problems.filter(solved_on__isnull=False)}
    for problem in new.problems.filter(key__in=solved):
        before, done = state_of(problem), solved[problem.key]
        problem.solved_on, problem.solved_note, problem.solved_by = (
            done.solved_on, done.solved_note, done.solved_by,
        )  # fmt: skip
        _save(problem)
        problem.files.set(done.files.all())
        _log(actor, "problem_carry", problem, before)


def _locked(problem: Problem) -> Problem:
    """The problem as it now is; raises ValidationError where its entry does not stand any more."""
    rows = Problem.objects.select_for_update(of=("self",)).select_related("entry", "owner_unit", "solved_by")
    fresh = rows.filter(pk=problem.pk).first()
    if fresh is None or fresh.entry.state not in OPEN:
        raise ValidationError("这个问题所在的登记单已退回或撤回,不能办理;请刷新页面。")
    return fresh


def _save(problem: Problem) -> None:
    problem.full_clean(exclude=["entry", "owner_unit", "solved_by"])
    problem.save()


def _log(actor: Actor, action: str, problem: Problem, before: dict[str, object], reason: str = "") -> None:
    log_change(
        actor=actor,
        action=action,
        target=problem,
        unit=problem.owner_unit,
        before=before,
        after=state_of(problem),
        reason=reason,
    )
