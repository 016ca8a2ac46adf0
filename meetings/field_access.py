"""Who may do what with the work in the field (docs/field-work.md): households, contact points, problems."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from meetings.access import OPEN
from meetings.models import Problem
from portal import access
from portal.access import Actor
from portal.models import Role, Unit

KEEPERS = frozenset({Role.CLERK})
"""Who keeps the register of the own unit."""

LINKERS = frozenset({Role.CLERK, Role.OFFICE})
"""Who enters contact points and resident teams: the clerk for the own unit, the office for its area."""


def may_keep_register(actor: Actor, unit: Unit) -> bool:
    """Whether `actor` may change the register of `unit`, which lies in the actor's scope."""
    return actor.post is not None and actor.role in KEEPERS and actor.post.unit.pk == unit.pk


def require_keeping(actor: Actor, unit: Unit) -> None:
    """Raise Http404 unless `actor` may change the register of `unit`."""
    if not may_keep_register(actor, unit):
        raise Http404


def may_link(actor: Actor, unit: Unit) -> bool:
    """Whether `actor` may enter links of `unit`, which lies in the actor's scope."""
    if actor.post is None or actor.role not in LINKERS:
        return False
    return actor.role == Role.OFFICE or actor.post.unit.pk == unit.pk


def require_linking(actor: Actor, unit: Unit) -> None:
    """Raise Http404 unless `actor` may enter links of `unit`."""
    if not may_link(actor, unit):
        raise Http404


def visible_problems(actor: Actor) -> QuerySet[Problem]:
    """The problems that `actor` may read, of entries that stand: found by, or to be solved by, a unit in scope."""
    units = access.readable_units(actor)
    return Problem.objects.filter(Q(entry__unit__in=units) | Q(owner_unit__in=units), entry__state__in=OPEN)


def may_solve(actor: Actor, problem: Problem) -> bool:
    """Whether `actor` may say that `problem` is solved: a clerk of its owner or of who found it."""
    if actor.post is None or actor.role != Role.CLERK:
        return False
    return actor.post.unit.pk in (problem.owner_unit_id, problem.entry.unit_id)


def require_solving(actor: Actor, problem: Problem) -> None:
    """Raise PermissionDenied unless `actor` may say that `problem` is solved."""
    if not may_solve(actor, problem):
        raise PermissionDenied


def may_reopen(actor: Actor, problem: Problem) -> bool:
    """Whether `actor` may put `problem` back on the list: a clerk of who found it, or the office above its owner."""
    if actor.post is None:
        return False
    if actor.role == Role.CLERK:
        return actor.post.unit.pk == problem.entry.unit_id
    return actor.role == Role.OFFICE and access.may_read(actor, problem.owner_unit)


def require_reopening(actor: Actor, problem: Problem) -> None:
    """Raise PermissionDenied unless `actor` may put `problem` back on the list."""
    if not may_reopen(actor, problem):
        raise PermissionDenied
