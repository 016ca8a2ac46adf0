"""How every move of a list or task is made: the row locked, the table asked, a step and a row of the log written."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from duties.annual_task_states import (
    LIST_TABLE,
    TASK_TABLE,
    ListAction,
    Need,
    TaskAction,
    TaskState,
)
from duties.models import Task, TaskList, TaskMilestone, TaskRevision, TaskStep
from duties.selectors.annual_tasks.rights import list_acts, may_ever_list, may_ever_task, task_acts
from duties.task_lights import rolled
from portal import clock
from portal.access import Actor
from portal.models import Account, StoredFile
from portal.services.changes import log_change, state_of
from portal.services.messages import message_send

MESSAGE_KIND = "task"
TEXT_LENGTH = 2000
STALE = "您看到的内容已不是最新,请核对后再办理。"

WORDS: dict[ListAction | TaskAction, str] = {
    ListAction.RETURN: "请写明退回的理由。",
    ListAction.WITHDRAW: "请写明撤回印发的理由。",
    ListAction.VOID: "请写明作废的理由。",
    TaskAction.DECLINE: "请写明不接收的理由。",
    TaskAction.OFFER: "请写明重新分解的说明。",
    TaskAction.RECALL: "请写明收回的理由。",
    TaskAction.REPORT: "请写明进展情况。",
    TaskAction.ASSIST: "请写明协办情况。",
    TaskAction.UNREACH: "请写明更正的理由。",
    TaskAction.PROPOSE: "请写明调整的理由。",
    TaskAction.REFUSE: "请写明不同意的理由。",
    TaskAction.INSTRUCT: "请写明批示内容。",
}


@dataclasses.dataclass(frozen=True)
class Said:
    """What somebody says with a move: words, files, per cent, a day, about which milestone or revision."""

    text: str = ""
    files: Sequence[StoredFile] = ()
    percent: int | None = None
    day: dt.date | None = None
    milestone: TaskMilestone | None = None
    revision: TaskRevision | None = None


NOTHING = Said()


def list_locked(
    actor: Actor, found: TaskList, action: ListAction, version: int | None, said: Said = NOTHING
) -> TaskList:
    """The list as it now is, its row locked; call it inside a transaction.

    Raises PermissionDenied for who may never do this, ValidationError where it was changed since `version` was seen,
    where its state does not allow the action, or where something that it takes is missing.
    """
    rows = TaskList.objects.select_for_update(of=("self",)).select_related("unit", "record", "submitted_by")
    fresh = rows.get(pk=found.pk)
    if not may_ever_list(actor, fresh, action):
        raise PermissionDenied
    if (version is not None and fresh.version != version) or action not in list_acts(actor, fresh):
        raise ValidationError(_changed(fresh.steps.order_by("-at", "-pk").first(), fresh.at.label))
    needs = LIST_TABLE[fresh.at, action].needs
    _check_words(needs, action, said)
    if Need.TASKS in needs and not fresh.tasks.filter(state=TaskState.LISTED.value).exists():
        raise ValidationError("清单中还没有任务,请先填写任务。")
    if Need.OTHER_PERSON in needs:
        _require_another(actor, fresh.submitted_by_id, "本清单由您报请,须由另一人印发。")
    return fresh


def task_locked(
    actor: Actor, task: Task, action: TaskAction, version: int | None, said: Said = NOTHING
) -> Task:
    """The task as it now is, its row locked; raises as `list_locked` does."""
    rows = Task.objects.select_for_update(of=("self",))
    fresh = rows.select_related("list", "unit", "lead", "rule__regulation", "parent__unit").get(pk=task.pk)
    if not may_ever_task(actor, fresh, action):
        raise PermissionDenied
    if (version is not None and fresh.version != version) or action not in task_acts(actor, fresh):
        label = fresh.list.at.label if fresh.list and fresh.at == TaskState.LISTED else fresh.at.label
        raise ValidationError(_changed(fresh.steps.order_by("-at", "-pk").first(), label))
    needs = TASK_TABLE[fresh.at, action].needs
    _check_words(needs, action, said)
    if Need.DAY in needs and said.day is None:
        raise ValidationError({"day": "请填写日期。"})
    if Need.OTHER_PERSON in needs and said.revision is not None:
        _require_another(actor, said.revision.made_by_id, "本调整由您提出,须由另一人审定。")
    return fresh


def _check_words(needs: frozenset[Need], action: ListAction | TaskAction, said: Said) -> None:
    if Need.TEXT in needs and not said.text.strip():
        raise ValidationError({"text": WORDS[action]})
    if len(said.text) > TEXT_LENGTH:
        raise ValidationError({"text": f"最多 {TEXT_LENGTH} 字;请删减后再提交。"})


def _require_another(actor: Actor, first: int | None, message: str) -> None:
    if actor.account is not None and actor.account.pk == first:
        raise ValidationError(message)


def _changed(last: TaskStep | None, label: str) -> str:
    deed = (
        f"{last.name}已于{last.at.astimezone(clock.SHANGHAI):%m月%d日%H:%M}办理「{last.get_action_display()}」,"
        if last
        else ""
    )
    return f"{deed}现为「{label}」;{STALE}"


def list_move(actor: Actor, found: TaskList, action: ListAction, said: Said = NOTHING) -> TaskStep:
    """Write a locked list in the state to which the table leads, with a step and a row of the log."""
    before = state_of(TaskList.objects.get(pk=found.pk))
    to = LIST_TABLE[found.at, action].to
    if to is not None:
        found.state = to.value
    found.version += 1
    found.full_clean(exclude=["public_id", "unit", "made_by", "submitted_by", "issued_by", "record"])
    found.save()
    step = step_add(actor, action, said, list=found)
    log_change(
        actor=actor, action=f"tasklist_{action}", target=found, unit=found.unit, before=before,
        after=state_of(found), reason=said.text.strip(),
    )  # fmt: skip
    return step


def task_move(actor: Actor, task: Task, action: TaskAction, said: Said = NOTHING) -> TaskStep:
    """Write a locked task in the state to which the table leads, with a step and a row of the log; progress is rolled up.

    What the action changed in the task's own columns has been set before.
    """
    before = state_of(Task.objects.get(pk=task.pk))
    to = TASK_TABLE[task.at, action].to
    if to is not None:
        task.state = to.value
    task.version += 1
    task.full_clean(exclude=["public_id", "list", "unit", "parent", "rule", "lead", "made_by"])
    task.save()
    roll_up(task)
    step = step_add(actor, action, said, task=task)
    log_change(
        actor=actor, action=f"task_{action}", target=task, unit=task.unit, before=before, after=state_of(task),
        reason=said.text.strip(),
    )  # fmt: skip
    return step


def step_add(
    actor: Actor,
    action: ListAction | TaskAction,
    said: Said,
    *,
    list: TaskList | None = None,
    task: Task | None = None,
) -> TaskStep:
    """Keep what was done as a step."""
    assert actor.account is not None
    step = TaskStep.objects.create(
        list=list,
        task=task,
        action=action.value,
        at=clock.now(),
        by=actor.account,
        name=actor.name,
        post=actor.post.label if actor.post else "",
        text=said.text.strip(),
        percent=said.percent,
        day=said.day,
        milestone=said.milestone,
        revision=said.revision,
    )
    step.files.set(said.files)
    return step


def roll_up(task: Task) -> None:
    """Work out the progress of a task and of all tasks that it is part of, from below; each row is locked on the way."""
    current: Task | None = task
    while current is not None:
        parts = Task.objects.filter(
            parent=current, state__in=[TaskState.LISTED.value, TaskState.OFFERED.value]
        )
        progress = rolled(current.percent, parts.values_list("weight", "progress"))
        Task.objects.filter(pk=current.pk).update(progress=progress)
        current.progress = progress
        above = current.parent_id
        current = Task.objects.select_for_update(of=("self",)).get(pk=above) if above else None


def tell(accounts: Iterable[Account], about: TaskList | Task, title: str, text: str = "") -> None:
    """Put one line about a list or task as it now is into inboxes; the same move tells each account once."""
    page = "task-list" if isinstance(about, TaskList) else "task"
    message_send(
        accounts=accounts,
        key=f"{page}:{about.public_id}:{about.version}",
        kind=MESSAGE_KIND,
        title=title,
        text=text,
        url=reverse(page, args=[about.public_id]),
    )
