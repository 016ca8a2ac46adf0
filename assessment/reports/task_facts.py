"""Facts of the annual tasks (任务清单): the unit's own list of the year, how each goes; a half-year report tells of them too."""

from collections import Counter

from django.urls import reverse

from assessment.reports.blocks import NOTHING, Grid, Row
from assessment.reports.sources import Asked, Found
from duties.models import Task
from duties.selectors.annual_tasks.reading import IN_FORCE, task_lines
from duties.task_lights import Light
from portal.wording import date_cn

SHOWN = 40
"""So many tasks are listed in a report."""
HEADS = ("任务", "牵头单位", "完成时限", "进度", "情况")


def tasks(asked: Asked) -> Found:
    """The tasks on the unit's issued list of the year, and those that it leads for others; four queries at most."""
    year = asked.period.start.year
    found = Task.objects.filter(IN_FORCE, year=year, unit=asked.unit) | Task.objects.filter(
        IN_FORCE, year=year, lead=asked.unit
    )
    rows = list(found.select_related("lead", "list").order_by("position", "pk")[: SHOWN + 1])
    lines = task_lines(rows)
    grid = Grid(
        "tasks",
        f"{year}年任务清单",
        HEADS,
        [
            Row(
                str(line.task.public_id),
                (
                    line.task.title,
                    line.task.lead.name,
                    date_cn(line.task.due_on),
                    line.progress,
                    line.light.label if line.light else NOTHING,
                ),
                url=reverse("task", args=[line.task.public_id]),
            )
            for line in lines[:SHOWN]
        ],
        none=f"{year}年没有已印发的任务清单",
        more=f"此处列前{SHOWN}项,其余见任务清单" if len(lines) > SHOWN else "",
    )
    if not lines:
        return Found([grid])
    lights = Counter(line.light for line in lines)
    told = "、".join(f"{light.label}{lights[light]}项" for light in Light if lights[light])
    return Found([grid], f"{year}年任务清单共{len(lines)}项:{told}。")
