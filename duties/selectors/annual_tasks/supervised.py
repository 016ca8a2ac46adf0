"""Which supervision items (督办件) are about a task."""

from duties.annual_task_sources import KIND
from duties.models import SupervisionItem, Task
from duties.supervision_access import visible_items
from portal.access import Actor


def items_about(actor: Actor, task: Task) -> list[SupervisionItem]:
    """The items about a task that the actor may read; one query."""
    found = visible_items(actor).filter(matters__kind=KIND, matters__ref=str(task.public_id))
    return list(found.distinct().order_by("-made_at"))
