"""Writing down tasks: on a list that is being drawn up they are changed at once; the same words make a revision later."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from duties.annual_task_states import ListAction, TaskAction, TaskState
from duties.models import Rule, Task, TaskList, TaskMilestone
from duties.services.annual_tasks.lists import require_drafting
from duties.services.annual_tasks.steps import list_locked, roll_up, task_locked, task_move
from portal import clock
from portal.access import Actor
from portal.models import Unit
from portal.services.changes import log_change, state_of

MOST_TASKS = 200
MOST_MILESTONES = 20


@dataclasses.dataclass(frozen=True)
class Wording:
    """All that is written down about a task; milestones are (title, day)."""

    title: str
    rule: Rule
    lead: Unit
    starts_on: dt.date
    due_on: dt.date
    measures: str = ""
    partners: Sequence[Unit] = ()
    role: str = ""
    target: str = ""
    target_number: Decimal | None = None
    target_measure: str = ""
    weight: int = 1
    milestones: Sequence[tuple[str, dt.date]] = ()


COLUMNS = (
    "title", "rule", "lead", "starts_on", "due_on", "measures", "role", "target", "target_number",
    "target_measure", "weight",
)  # fmt: skip


@transaction.atomic
def task_add(*, actor: Actor, task_list: TaskList, version: int, wording: Wording) -> Task:
    """Add a task to the end of a list that is being drawn up.

    Raises ValidationError for dates that do not fit, or where the list was changed since `version` was seen.
    """
    fresh = list_locked(actor, task_list, ListAction.EDIT, version)
    return _add(actor, fresh, wording)


@transaction.atomic
def tasks_add(*, actor: Actor, task_list: TaskList, version: int, wordings: Sequence[Wording]) -> list[Task]:
    """Add several tasks to a list that is being drawn up, all or none; raises as `task_add`, naming the task."""
    fresh = list_locked(actor, task_list, ListAction.EDIT, version)
    made = []
    for wording in wordings:
        try:
            made.append(_add(actor, fresh, wording))
        except ValidationError as error:
            raise ValidationError(f"“{wording.title}”:{''.join(error.messages)}") from error
    return made


def _add(actor: Actor, task_list: TaskList, wording: Wording) -> Task:
    """Add a task to the end of a locked list."""
    assert actor.account is not None
    if task_list.tasks.exclude(state=TaskState.REMOVED.value).count() >= MOST_TASKS:
        raise ValidationError(f"一份清单最多 {MOST_TASKS} 项任务。")
    task = Task(
        list=task_list,
        unit=task_list.unit,
        year=task_list.year,
        position=next_position(task_list),
        made_by=actor.account,
        made_at=clock.now(),
    )
    task_write(task, wording)
    log_change(actor=actor, action="task_add", target=task, unit=task.unit, after=state_of(task))
    return task


def next_position(task_list: TaskList) -> int:
    """The number of the next task of a list."""
    last = task_list.tasks.order_by("-position").values_list("position", flat=True).first()
    return (last or 0) + 1


@transaction.atomic
def task_edit(*, actor: Actor, task: Task, version: int, wording: Wording) -> Task:
    """Change a task of a list that is being drawn up."""
    assert task.list is not None
    list_locked(actor, task.list, ListAction.EDIT, None)
    fresh = task_locked(actor, task, TaskAction.REMOVE, version)
    before = state_of(fresh)
    fresh.version += 1
    task_write(fresh, wording)
    log_change(
        actor=actor, action="task_edit", target=fresh, unit=fresh.unit, before=before, after=state_of(fresh)
    )
    return fresh


@transaction.atomic
def task_remove(*, actor: Actor, task: Task, version: int) -> Task:
    """Take a task off a list that is being drawn up; the row stays.

    Raises ValidationError for one that was issued, is a superior's, or has parts: such a task is cancelled after the issue.
    """
    fresh = task_locked(actor, task, TaskAction.REMOVE, version)
    assert fresh.list is not None
    require_drafting(fresh.list)
    if fresh.issued_on or fresh.parent_id or fresh.parts.exclude(state=TaskState.REMOVED.value).exists():
        raise ValidationError("本任务印发过或来自上级,不能删去;请在印发后提出取消。")
    task_move(actor, fresh, TaskAction.REMOVE)
    return fresh


def task_write(task: Task, wording: Wording) -> None:
    """Set the columns of a task, its partners and open milestones; call it inside a transaction.

    Raises ValidationError at the field for what does not fit: days outside the year or the superior's task, milestones
    outside the task, a partner that leads.
    """
    check_wording(task, wording)
    for name in COLUMNS:
        setattr(task, name, getattr(wording, name))
    exclude = ["public_id", "list", "unit", "parent", "rule", "lead", "made_by"]
    task.full_clean(exclude=exclude)
    task.save()
    task.partners.set(wording.partners)
    set_milestones(task, wording.milestones)
    roll_up(task)


def check_wording(task: Task, wording: Wording) -> None:
    """Raise ValidationError for what does not fit together, all faults at once."""
    faults: dict[str, list[str]] = {}
    if not wording.starts_on <= wording.due_on:
        faults["due_on"] = ["完成时限不能早于开始日期。"]
    elif task.parent is not None and wording.due_on > task.parent.due_on:
        faults["due_on"] = [f"上级任务的完成时限是 {task.parent.due_on:%Y-%m-%d},不能更晚。"]
    elif wording.due_on.year < task.year or wording.starts_on.year > task.year:
        faults["due_on"] = [f"本清单是 {task.year} 年度的,任务时间应与该年度有关。"]
    outside = [title for title, day in wording.milestones if not wording.starts_on <= day <= wording.due_on]
    if outside:
        faults["milestones"] = [f"节点“{title}”不在开始日期和完成时限之间。" for title in outside]
    if len(wording.milestones) > MOST_MILESTONES:
        faults["milestones"] = [f"最多 {MOST_MILESTONES} 个节点。"]
    if any(partner.pk == wording.lead.pk for partner in wording.partners):
        faults["partners"] = ["牵头单位不能同时是协办单位。"]
    if (wording.target_number is None) != (not wording.target_measure):
        faults["target_measure"] = ["目标值和计量单位请一起填写,或都不填。"]
    if faults:
        raise ValidationError(faults)


def set_milestones(task: Task, milestones: Sequence[tuple[str, dt.date]]) -> None:
    """Replace the milestones that have not been reached; those that have stay as they are."""
    reached = {(each.title, each.due_on) for each in task.milestones.filter(done_on__isnull=False)}
    wanted = [pair for pair in milestones if pair not in reached]
    kept = [
        each for each in task.milestones.filter(done_on__isnull=True) if (each.title, each.due_on) in wanted
    ]
    task.milestones.filter(done_on__isnull=True).exclude(pk__in=[each.pk for each in kept]).delete()
    there = {(each.title, each.due_on) for each in kept}
    TaskMilestone.objects.bulk_create(
        TaskMilestone(task=task, title=title, due_on=day)
        for title, day in wanted
        if (title, day) not in there
    )


def wording_of(task: Task) -> Wording:
    """What is written down about a task now; three queries."""
    columns: dict[str, Any] = {name: getattr(task, name) for name in COLUMNS}
    milestones = [(each.title, each.due_on) for each in task.milestones.all()]
    return Wording(**columns, partners=list(task.partners.all()), milestones=milestones)
