"""What task lists put into the shell: pages, parts of 我的职责 and of the desks, calendar, sources, lists to export."""

from django.http import HttpRequest

from duties.annual_task_sources import TaskListRecords, TaskSource
from duties.demo.annual_tasks import add_annual_tasks
from duties.exports.package.annual_tasks import write_annual_tasks
from duties.record_sources import add_record_source
from duties.selectors.annual_tasks.waiting import SHOWN, task_days, waiting_for
from duties.services.annual_tasks.lists import DRAFTING_ROLES
from duties.services.annual_tasks.steps import MESSAGE_KIND
from duties.supervision_sources import add_source
from portal import access, feeds, registry
from portal.access import Actor
from portal.lists.known import add_list
from portal.models import Role
from portal.registry import Part

DESKS = frozenset({Role.OFFICE, Role.APPROVER})
"""Roles without 我的职责: what waits for them stands in their inbox and on the desk."""


def join() -> None:
    """Register them; called once, when the app is ready."""
    registry.add_page("任务清单", "tasks", roles=access.BUSINESS, order=38)
    registry.add_page_label("task-lists", "任务清单")
    registry.add_page_label("task-serving", "任务落实情况")
    registry.add_part("mine", mine_part, order=18)
    registry.add_part("messages", desk_part, order=11)
    registry.add_part("desk", desk_part, order=18)
    registry.add_message_kind(MESSAGE_KIND, "任务")
    registry.add_command("拟定任务清单", "task-list-new", roles=DRAFTING_ROLES, words=["年度任务", "清单"])
    registry.add_command("年度任务", "tasks", roles=access.BUSINESS, words=["任务清单", "进展"])
    registry.add_demo_part(add_annual_tasks)
    registry.add_package_part("任务清单", write_annual_tasks, order=35)
    for name, listing in (
        ("tasks", "TaskListing"),
        ("task-lists", "TaskListListing"),
        ("task-serving", "ServingList"),
    ):
        add_list(name, f"duties.listings.annual_tasks.{listing}")
    feeds.add_calendar(task_days)
    add_source(TaskSource())
    add_record_source(TaskListRecords())


def mine_part(request: HttpRequest, actor: Actor) -> Part | None:
    """The lists and tasks that wait for the reader."""
    waiting = waiting_for(actor)
    if waiting is None or not waiting.count:
        return None
    context = {"waiting": waiting, "shown": SHOWN}
    return Part("duties/annual_tasks/part.html", context, waiting.count, "任务")


def desk_part(request: HttpRequest, actor: Actor) -> Part | None:
    """The same for the desks, which have no 我的职责."""
    part = mine_part(request, actor) if actor.role in DESKS else None
    return Part("duties/annual_tasks/desk.html", part.context, part.count, part.label) if part else None
