"""What of task lists waits for a reader: to accept, to report, to issue, to decide; and the days of the calendar."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from duties.annual_task_states import DRAFTERS, ISSUERS, LEADERS, RECEIVERS, ListState, TaskState
from duties.models import Task, TaskList, TaskMilestone, TaskRevision
from duties.selectors.annual_tasks.reading import IN_FORCE, TaskLine, is_light, task_lines
from duties.task_lights import ALERTING
from portal import clock
from portal.access import Actor
from portal.feeds import CalendarEntry
from portal.models import Unit

SHOWN = 8
SOON = dt.timedelta(days=7)
"""What is due within so many days is reminded of."""


@dataclasses.dataclass(frozen=True)
class Waiting:
    """Lists and tasks that wait for somebody, the first few of them, and how many there are."""

    lists: Sequence[TaskList]
    lines: Sequence[TaskLine]
    count: int


def _roles(who: frozenset[tuple[object, str]]) -> set[str]:
    return {role for _, role in who}


def waiting_for(actor: Actor) -> Waiting | None:
    """What waits for the actor; None for a post for which nothing ever waits. Five queries at most."""
    if actor.post is None or actor.role is None:
        return None
    unit, role = actor.post.unit, str(actor.role)
    wanted = _wanted_tasks(unit, role)
    if wanted is None:
        return None
    lists: list[TaskList] = []
    if role in _roles(ISSUERS):
        lists = list(
            TaskList.objects.filter(unit=unit, state=ListState.SUBMITTED.value).select_related("unit")
        )
    rows = Task.objects.filter(wanted).select_related("list", "unit", "lead", "parent__unit")
    found = list(rows.order_by("due_on", "pk")[: SHOWN + 1])
    count = len(found) if len(found) <= SHOWN else Task.objects.filter(wanted).count()
    return Waiting(lists, task_lines(found[:SHOWN]) if found else [], len(lists) + count)


def _wanted_tasks(unit: Unit, role: str) -> Q | None:
    """The condition on tasks that they wait for `role` at `unit`."""
    wanted: list[Q] = []
    if role in _roles(RECEIVERS):
        wanted.append(Q(state=TaskState.OFFERED.value, unit=unit))
    if role in _roles(DRAFTERS):
        wanted.append(Q(state=TaskState.DECLINED.value, parent__unit=unit))
    if role in _roles(LEADERS):
        wanted.append(Q(lead=unit) & _urges(clock.today()))
    if role in _roles(ISSUERS):
        pending = TaskRevision.objects.filter(task=OuterRef("pk"), state=TaskRevision.State.PENDING)
        wanted.append(Q(Exists(pending), unit=unit) & IN_FORCE)
    if not wanted:
        return None
    either = wanted[0]
    for each in wanted[1:]:
        either |= each
    return either


def _urges(day: dt.date) -> Q:
    """The condition on tasks that they are behind on `day`, or due or with a milestone due within the next days."""
    coming = TaskMilestone.objects.filter(
        task=OuterRef("pk"), done_on__isnull=True, due_on__range=(day, day + SOON)
    )
    soon = IN_FORCE & Q(done_on__isnull=True) & (Q(due_on__range=(day, day + SOON)) | Q(Exists(coming)))
    for each in ALERTING:
        soon |= is_light(each, day)
    return soon


def task_days(actor: Actor, unit: Unit | None) -> Iterator[CalendarEntry]:
    """The days by which tasks that a unit leads, and their milestones, are due, for the calendars; two queries."""
    own = actor.post.unit if actor.post and str(actor.role) in _roles(LEADERS) else None
    acting = unit or own
    if acting is None:
        return
    tasks = Task.objects.filter(IN_FORCE, lead=acting, done_on__isnull=True).order_by("due_on", "pk")
    for task in tasks:
        yield _entry(task, f"task-{task.public_id.hex}", task.due_on, f"任务完成时限:{task.title}")
    steps = TaskMilestone.objects.filter(task__in=tasks.order_by().values("pk"), done_on__isnull=True)
    for each in steps.select_related("task").order_by("due_on", "pk"):
        yield _entry(each.task, f"milestone-{each.public_id.hex}", each.due_on, f"任务节点:{each.title}")


def _entry(task: Task, ref: str, day: dt.date, title: str) -> CalendarEntry:
    return CalendarEntry(
        ref=ref, day=day, title=title, text=task.title, url=reverse("task", args=[task.public_id]),
        alarm_on=day - dt.timedelta(days=3),
    )  # fmt: skip
