"""To which units a task can be broken down."""

from duties.annual_task_states import TaskState
from duties.models import Task
from duties.selectors.talks.rights import tiers
from portal import clock
from portal.models import Area, Unit


def units_without_part(task: Task) -> list[Unit]:
    """The units directly below the task's unit today that have no part of it, party and government first; two queries."""
    below = Area.objects.filter(ancestor=task.unit, depth=1, during__contains=clock.today())
    given = task.parts.exclude(state__in=[TaskState.REMOVED.value, TaskState.CANCELLED.value])
    units = Unit.objects.filter(pk__in=below.values("unit")).exclude(pk__in=given.values("unit"))
    governing = tiers()
    return sorted(units.order_by("code"), key=lambda unit: unit.kind not in governing)
