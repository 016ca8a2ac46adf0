"""Who may keep the register of households and the contact points (docs/field-work.md); all may be read in one's scope."""

from django.http import Http404

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
