"""Task lists in an audit package: the lists of the area with their tasks and what was done about them by K."""

from typing import Any

from django.db.models import Prefetch

from duties.models import Task, TaskList, TaskStep
from portal.package_files import put_file
from portal.packages import PackageScope, PackageWriter


def write_annual_tasks(scope: PackageScope, writer: PackageWriter) -> None:
    """The lists of the area begun by K, one a line with tasks; the steps of each task, and their evidence."""
    steps = TaskStep.objects.filter(at__lte=scope.known_at).prefetch_related("files").order_by("at", "pk")
    milestones = Prefetch("milestones")
    tasks = Task.objects.filter(made_at__lte=scope.known_at, unit__in=scope.units).select_related(
        "rule__regulation", "lead", "unit", "parent", "list"
    )
    lists = TaskList.objects.filter(made_at__lte=scope.known_at, unit__in=scope.units).select_related("unit")
    lists = lists.prefetch_related(Prefetch("steps", steps)).order_by("year", "unit__code")
    rows = tasks.prefetch_related(Prefetch("steps", steps), milestones, "partners").order_by(
        "year", "unit__code", "pk"
    )
    writer.lines("tasks/lists.jsonl", [_list(each) for each in lists])
    writer.lines("tasks/tasks.jsonl", [_task(each, writer) for each in rows])


def _list(found: TaskList) -> dict[str, Any]:
    return {
        "ref": str(found.public_id),
        "unit": found.unit.code,
        "year": found.year,
        "title": found.title,
        "forms": found.forms,
        "steps": [_step(step) for step in found.steps.all()],
    }


def _task(task: Task, writer: PackageWriter) -> dict[str, Any]:
    number = task.target_number
    return {
        "ref": str(task.public_id),
        "list": str(task.list.public_id) if task.list else None,
        "parent": str(task.parent.public_id) if task.parent else None,
        "unit": task.unit.code,
        "year": task.year,
        "title": task.title,
        "measures": task.measures,
        "regulation": task.rule.regulation.code,
        "rule": task.rule.code,
        "lead": task.lead.code,
        "partners": sorted(each.code for each in task.partners.all()),
        "role": task.role,
        "starts_on": task.starts_on.isoformat(),
        "due_on": task.due_on.isoformat(),
        "target": task.target,
        "target_number": None if number is None else f"{number.normalize():f}",
        "target_measure": task.target_measure,
        "weight": task.weight,
        "milestones": [
            {
                "title": each.title,
                "due_on": each.due_on.isoformat(),
                "done_on": each.done_on.isoformat() if each.done_on else None,
            }
            for each in task.milestones.all()
        ],
        "steps": [
            _step(step) | {"files": [put_file(writer, "tasks/files", file) for file in step.files.all()]}
            for step in task.steps.all()
        ],
    }


def _step(step: TaskStep) -> dict[str, Any]:
    return {
        "action": step.action,
        "text": step.text,
        "percent": step.percent,
        "day": step.day.isoformat() if step.day else None,
        "by": step.name,
        "post": step.post,
        "at": step.at.isoformat(),
    }
