"""Reporting on tasks in force: progress with evidence, milestones reached, what partners did, instructions of leaders."""

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from duties.annual_task_states import TaskAction, TaskState
from duties.models import Task, TaskMilestone
from duties.services.annual_tasks.lists import DRAFTING_ROLES
from duties.services.annual_tasks.steps import Said, task_locked, task_move, tell
from portal import clock
from portal.access import Actor
from portal.models import Role, StoredFile
from portal.selectors.accounts import accounts_at

ALL_DONE = 100


@transaction.atomic
def task_report(
    *,
    actor: Actor,
    task: Task,
    version: int,
    percent: int | None,
    text: str,
    files: Sequence[StoredFile] = (),
) -> Task:
    """Report how far a task is (per cent and words, with evidence); at 100 it is completed today, below it is not.

    Of a task with parts the progress is theirs; 100 says that the whole is completed, and is refused while a part is not.
    """
    said = Said(text, files, percent)
    fresh = task_locked(actor, task, TaskAction.REPORT, version, said)
    if percent is None or not 0 <= percent <= ALL_DONE:
        raise ValidationError({"percent": "请填写 0 到 100 之间的整数。"})
    if percent == ALL_DONE:
        _require_parts_done(fresh)
    fresh.percent, fresh.reported_on = percent, clock.today()
    fresh.done_on = (fresh.done_on or clock.today()) if percent == ALL_DONE else None
    task_move(actor, fresh, TaskAction.REPORT, said)
    if percent == ALL_DONE and fresh.parent is not None:
        tell(accounts_at(fresh.parent.unit, *DRAFTING_ROLES), fresh, f"分解任务已完成:{fresh.title}")
    return fresh


def _require_parts_done(task: Task) -> None:
    waiting = [TaskState.LISTED.value, TaskState.OFFERED.value]
    open_parts = task.parts.filter(state__in=waiting, done_on__isnull=True).count()
    if open_parts:
        raise ValidationError({"percent": f"还有 {open_parts} 项分解任务没有完成,不能报告 100%。"})


@transaction.atomic
def task_assist(
    *, actor: Actor, task: Task, version: int | None, text: str, files: Sequence[StoredFile] = ()
) -> Task:
    """Say what a co-operating unit has done; the progress is reported by the lead alone."""
    said = Said(text, files)
    fresh = task_locked(actor, task, TaskAction.ASSIST, version, said)
    task_move(actor, fresh, TaskAction.ASSIST, said)
    return fresh


@transaction.atomic
def task_reach(
    *, actor: Actor, task: Task, version: int, milestone: TaskMilestone, day: dt.date | None, text: str = ""
) -> Task:
    """Say on which day a milestone was reached, today at the latest."""
    said = Said(text, day=day, milestone=milestone)
    fresh = task_locked(actor, task, TaskAction.REACH, version, said)
    if day is not None and day > clock.today():
        raise ValidationError({"day": "完成日期不能晚于今天。"})
    if TaskMilestone.objects.get(pk=milestone.pk).done_on is not None:
        raise ValidationError("本节点已登记完成,请核对。")
    _set_reached(milestone, day)
    task_move(actor, fresh, TaskAction.REACH, said)
    return fresh


@transaction.atomic
def task_unreach(*, actor: Actor, task: Task, version: int, milestone: TaskMilestone, text: str) -> Task:
    """Take back that a milestone was reached, with a reason."""
    said = Said(text, milestone=milestone)
    fresh = task_locked(actor, task, TaskAction.UNREACH, version, said)
    _set_reached(milestone, None)
    task_move(actor, fresh, TaskAction.UNREACH, said)
    return fresh


def _set_reached(milestone: TaskMilestone, day: dt.date | None) -> None:
    milestone.done_on = day
    milestone.save(update_fields=["done_on"])


@transaction.atomic
def task_instruct(*, actor: Actor, task: Task, version: int | None, text: str) -> Task:
    """A leader's instruction (批示) on a task; who draws up and who leads are told."""
    fresh = task_locked(actor, task, TaskAction.INSTRUCT, version, Said(text))
    task_move(actor, fresh, TaskAction.INSTRUCT, Said(text))
    told = {
        account.pk: account
        for account in (
            *accounts_at(fresh.unit, *DRAFTING_ROLES),
            *accounts_at(fresh.lead, Role.CLERK, Role.OFFICIAL),
        )
    }
    tell(told.values(), fresh, f"批示:{fresh.title}", text.strip())
    return fresh
