"""Who sees task lists and tasks, and what one may do with them (docs/tasks.md): the policy of lists, pages and services."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from duties.annual_task_states import (
    LIST_TABLE,
    TASK_TABLE,
    WAITING,
    ListAction,
    ListState,
    Place,
    TaskAction,
    TaskState,
    list_allowed,
    task_allowed,
)
from duties.models import Task, TaskList
from portal import access, clock
from portal.access import Actor
from portal.models import Area, Role, Unit

DRAFT_READERS = frozenset({Role.CLERK, Role.OFFICIAL, Role.OFFICE, Role.APPROVER})
"""Roles that read what their own unit has not issued yet: who draws up and who issues."""

SHOWN = [TaskState.LISTED.value, TaskState.CANCELLED.value]


def visible_lists(actor: Actor) -> QuerySet[TaskList]:
    """The lists that the actor may read: issued ones of the scope and those on which it leads or helps, own drafts."""
    units = access.readable_units(actor).values("pk")
    joined = Task.objects.filter(_joined(units), list=OuterRef("pk"), state__in=SHOWN)
    seen = Q(state=ListState.ISSUED.value) & (Q(unit__in=units) | Q(Exists(joined)))
    if actor.post is not None and actor.role in DRAFT_READERS:
        seen |= Q(unit=actor.post.unit)
    return TaskList.objects.filter(seen).select_related("unit")


def visible_tasks(actor: Actor) -> QuerySet[Task]:
    """The tasks that the actor may read.

    Those in force or cancelled of the scope, those that units of it lead or help with, what is broken down to units of
    it or by them; for who draws up and who issues the own unit's drafts too.
    """
    units = access.readable_units(actor).values("pk")
    issued = Q(state__in=SHOWN, list__state=ListState.ISSUED.value)
    seen = issued & (Q(unit__in=units) | _joined(units))
    seen |= Q(state__in=[state.value for state in WAITING]) & (
        Q(unit__in=units) | Q(parent__unit__in=units, parent__list__state=ListState.ISSUED.value)
    )
    if actor.post is not None and actor.role in DRAFT_READERS:
        seen |= Q(unit=actor.post.unit) & ~Q(state=TaskState.REMOVED.value)
    return Task.objects.filter(seen).select_related(
        "list", "unit", "lead", "rule__regulation", "parent__unit"
    )


def _joined(units: QuerySet[Unit, Any]) -> Q:
    """The condition on tasks that one of `units` leads or helps."""
    helped = Task.partners.through.objects.filter(task=OuterRef("pk"), unit__in=units)
    return Q(lead__in=units) | Q(Exists(helped))


def list_or_404(actor: Actor, public_id: uuid.UUID) -> TaskList:
    """One list in the actor's scope; raises Http404 otherwise."""
    rows = visible_lists(actor).select_related("unit", "made_by", "submitted_by", "issued_by", "record")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def task_or_404(actor: Actor, public_id: uuid.UUID) -> Task:
    """One task in the actor's scope; raises Http404 otherwise."""
    found = visible_tasks(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def list_places(actor: Actor, found: TaskList) -> frozenset[Place]:
    """How the unit of the actor's post stands to a list."""
    own = actor.post is not None and actor.post.unit.pk == found.unit_id
    return frozenset({Place.OWN}) if own else frozenset()


def task_places(actor: Actor, task: Task) -> frozenset[Place]:
    """How the unit of the actor's post stands to a task; two queries at most."""
    if actor.post is None:
        return frozenset()
    unit = actor.post.unit.pk
    found = {
        Place.OWN: unit == task.unit_id,
        Place.PARENT: task.parent is not None and unit == task.parent.unit_id,
        Place.LEAD: unit == task.lead_id,
        Place.PARTNER: task.partners.filter(pk=unit).exists(),
        Place.SUPERIOR: unit != task.unit_id and _is_above(unit, task.unit_id),
    }
    return frozenset(place for place, stands in found.items() if stands)


def _is_above(unit: int, below: int) -> bool:
    return Area.objects.filter(ancestor=unit, unit=below, during__contains=clock.today()).exists()


def list_acts(actor: Actor, found: TaskList) -> frozenset[ListAction]:
    """What the actor may do with a list now."""
    if actor.role is None:
        return frozenset()
    return list_allowed(found.at, list_places(actor, found), actor.role)


def task_acts(actor: Actor, task: Task) -> frozenset[TaskAction]:
    """What the actor may do with a task now; a task on a draft that is submitted stays as it is."""
    if actor.role is None:
        return frozenset()
    acts = task_allowed(task.at, task_places(actor, task), actor.role, in_force=task.in_force)
    drafted = task.list is not None and task.list.at == ListState.DRAFTING
    return acts if drafted else acts - {TaskAction.REMOVE}


def may_ever_list(actor: Actor, found: TaskList, action: ListAction) -> bool:
    """Whether the actor may take `action` on the list in any state of it."""
    return _may_ever(
        actor, list_places(actor, found), (m.who for (_, a), m in LIST_TABLE.items() if a == action)
    )


def may_ever_task(actor: Actor, task: Task, action: TaskAction) -> bool:
    """Whether the actor may take `action` on the task in any state of it."""
    return _may_ever(
        actor, task_places(actor, task), (m.who for (_, a), m in TASK_TABLE.items() if a == action)
    )


def _may_ever(actor: Actor, places: Iterable[Place], lines: Iterable[frozenset[tuple[Place, str]]]) -> bool:
    stands = {(place, str(actor.role)) for place in places}
    return any(stands & who for who in lines)
