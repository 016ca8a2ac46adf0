"""What task lists give to other parts: overdue tasks to be supervised, and the page behind the record of a list."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping

from django.urls import reverse

from duties.annual_task_states import ListAction
from duties.models import Task, TaskList, TaskStep
from duties.naming import article_name
from duties.record_sources import Facts, RecordSource
from duties.selectors.annual_tasks.reading import IN_FORCE
from duties.selectors.annual_tasks.rights import visible_tasks
from duties.supervision_sources import Matter, Source
from portal import clock
from portal.access import Actor

KIND = "task"


class TaskSource(Source):
    """Tasks in force by their public id."""

    kind = KIND
    label = "年度任务"

    def matter(self, actor: Actor, ref: str) -> Matter | None:
        """The task, if the actor may read it; one query."""
        key = _key(ref)
        task = visible_tasks(actor).filter(IN_FORCE, public_id=key).first() if key else None
        return matter_of(task) if task else None

    def settled(self, refs: Collection[str]) -> Mapping[str, str]:
        """Which tasks have been completed since, or are no more in force; one query."""
        keys = {key: ref for ref in refs if (key := _key(ref))}
        standing = dict(Task.objects.filter(IN_FORCE, public_id__in=keys).values_list("public_id", "done_on"))
        return {
            ref: "已完成" if key in standing else "任务已取消或撤回"
            for key, ref in keys.items()
            if standing.get(key) is not None or key not in standing
        }


def matter_of(task: Task) -> Matter:
    """A task as a matter to be supervised; its list, lead and rule have been read."""
    assert task.list is not None
    return Matter(
        kind=KIND,
        ref=str(task.public_id),
        unit=task.lead,
        title=task.title,
        basis=f"{task.list.title}第{task.position}项,落实{article_name(task.rule.article)}",
        url=reverse("task", args=[task.public_id]),
        due_on=task.due_on,
        why_not=_why_not(task),
    )


def _why_not(task: Task) -> str:
    if task.done_on is not None:
        return "该任务已完成,无需督办。"
    if task.due_on >= clock.today():
        return "该任务尚未到完成时限,逾期未完成的才能转督办。"
    return ""


def _key(ref: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(ref)
    except ValueError:
        return None


class TaskListRecords(RecordSource):
    """The list that was issued with a record."""

    def signs(self, records: Collection[int], until: dt.datetime) -> set[int]:
        """Signs of formalism are looked for in entries alone."""
        return set()

    def facts(self, record: int, until: dt.datetime) -> Mapping[str, Facts]:
        """Who drew up and issued the list, with how many tasks; two queries."""
        found = TaskList.objects.filter(record=record).select_related("made_by").first()
        if found is None:
            return {}
        issues = (
            TaskStep.objects.filter(list=found, action=ListAction.ISSUE.value, at__lte=until)
            .order_by("-at")
            .first()
        )
        issued = f"{issues.at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M} {issues.name}" if issues else "—"
        return {"任务清单": [("名称", found.title), ("拟定", found.made_by.name), ("印发", issued)]}

    def page(self, record: int) -> str:
        """The page of the list; one query."""
        found = TaskList.objects.filter(record=record).values_list("public_id", flat=True).first()
        return reverse("task-list", args=[found]) if found else ""
