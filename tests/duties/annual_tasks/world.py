"""Ways of a task list through its life, by those who are there (tests.duties.office_world)."""

import datetime as dt
from decimal import Decimal
from typing import Any

from duties.models import Rule, Task, TaskList
from duties.services.annual_tasks.breaking import Breakdown, Share, task_accept, task_break_down
from duties.services.annual_tasks.drafting import Wording, task_add
from duties.services.annual_tasks.lists import task_list_draft, task_list_issue, task_list_submit
from duties.services.annual_tasks.reporting import task_report
from tests.duties.office_world import NOW, OfficeWorld

__all__ = ["NOW", "OfficeWorld"]

STARTS, DUE = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
STEPS = [("完成招标", dt.date(2026, 4, 30)), ("主体完工", dt.date(2026, 12, 1))]
PEOPLE = {"师": ("office", "approver"), "团": ("clerk", "official")}
"""Who draws up and who issues."""


def wording(world: OfficeWorld, unit: str = "师", **values: Any) -> Wording:
    """A task that a unit may write down."""
    given = {
        "title": "建成高标准农田",
        "rule": Rule.objects.select_related("regulation").get(code="a5.3"),
        "lead": world.units[unit],
        "starts_on": STARTS,
        "due_on": DUE,
        "target_number": Decimal(2),
        "target_measure": "万亩",
        "milestones": STEPS,
    }
    return Wording(**(given | values))


def drafted(world: OfficeWorld, unit: str = "师", *, tasks: int = 1, **values: Any) -> TaskList:
    """A list with some tasks that is being drawn up."""
    who = world.actors[PEOPLE[unit][0]]
    found = task_list_draft(actor=who, year=2026, title=f"{unit}任务清单", forms=["annual_tasks"])
    for number in range(tasks):
        words = wording(world, unit, title=f"任务{number + 1}", **values)
        task_add(actor=who, task_list=found, version=found.version, wording=words)
    return found


def issue(world: OfficeWorld, found: TaskList) -> TaskList:
    """Submit and issue a list."""
    drafter, issuer = PEOPLE[found.unit.code]
    submitted = task_list_submit(actor=world.actors[drafter], task_list=found, version=again(found).version)
    return task_list_issue(actor=world.actors[issuer], task_list=submitted, version=submitted.version)


def issued(world: OfficeWorld, unit: str = "师", **values: Any) -> TaskList:
    """An issued list."""
    return issue(world, drafted(world, unit, **values))


def in_force(world: OfficeWorld, unit: str = "师", **values: Any) -> Task:
    """The first task of an issued list."""
    found = issued(world, unit, **values)
    return again(found.tasks.order_by("position")[0])


def broken_down(world: OfficeWorld, weights: tuple[int, ...] = (1, 3)) -> tuple[Task, list[Task]]:
    """A task of the division with parts for its regiments, not accepted yet."""
    task = in_force(world)
    units = [world.units[code] for code in ("团", "邻")]
    parts = task_break_down(
        actor=world.actors["office"],
        task=task,
        version=task.version,
        breakdown=Breakdown("建成高标准农田", dt.date(2026, 11, 30)),
        shares=[Share(unit, Decimal(1), weight) for unit, weight in zip(units, weights, strict=False)],
    )
    return again(task), parts


def accepted(world: OfficeWorld) -> tuple[Task, Task]:
    """The same, the regiment's part accepted onto an issued list."""
    issued(world, "团")
    task, parts = broken_down(world)
    part = task_accept(actor=world.actors["clerk"], task=parts[0], version=parts[0].version)
    return again(task), again(part)


def report(world: OfficeWorld, task: Task, percent: int, who: str = "clerk") -> Task:
    """Report progress as somebody who sees the task as it is now."""
    task = again(task)
    return task_report(
        actor=world.actors[who], task=task, version=task.version, percent=percent, text="进展如下。"
    )


def again(row: Any) -> Any:
    """A list or task as it now is, with what its pages read."""
    if isinstance(row, TaskList):
        return TaskList.objects.select_related("unit", "record", "submitted_by").get(pk=row.pk)
    return Task.objects.select_related("list", "unit", "lead", "rule__regulation", "parent__unit").get(
        pk=row.pk
    )
