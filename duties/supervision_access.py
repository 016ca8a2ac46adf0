"""Who sees a supervision item and what one may do with it (docs/supervision.md): the policy of lists, pages and services."""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet

from duties.models import SupervisedUnit, SupervisionItem
from duties.supervision_states import BEFORE_ISSUE, BY_NOTICE, TABLE, Action, Place, State, allowed
from portal import access, clock
from portal.access import Actor
from portal.models import Area, Role
from portal.selectors.succession import exists_today

UNISSUED = [*BEFORE_ISSUE, State.CANCELLED]
"""States in which the notice has no number: only the office's side knows of the item."""


def visible_items(actor: Actor) -> QuerySet[SupervisionItem]:
    """The items that the actor may read, latest first.

    Once issued, whoever reads the office or one of the units that act; before that the office's side only, without
    the auditor.
    """
    units = access.readable_units(actor)
    supervised = SupervisedUnit.objects.filter(item=OuterRef("pk"), unit__in=units)
    seen = ~Q(state__in=UNISSUED) & (Q(office__in=units) | Q(Exists(supervised)))
    if actor.role in access.READS_BELOW - {Role.AUDITOR}:
        seen |= Q(office__in=units)
    return SupervisionItem.objects.filter(seen).select_related("notice", "unit", "office")


def place_of(actor: Actor, item: SupervisionItem) -> Place:
    """How the unit of the actor's post stands to the item: the office, the unit that leads or helps, or above that."""
    if actor.post is None:
        return Place.ELSEWHERE
    unit = actor.post.unit.pk
    if unit == item.office_id:
        return Place.OFFICE
    if unit == item.unit_id:
        return Place.LEAD
    if SupervisedUnit.objects.filter(item=item, unit=unit).exists():
        return Place.PARTNER
    above = Area.objects.filter(ancestor=unit, unit=item.unit_id, depth__gt=0, during__contains=clock.today())
    return Place.SUPERIOR if above.exists() else Place.ELSEWHERE


def open_actions(actor: Actor, item: SupervisionItem) -> frozenset[Action]:
    """What the actor may do with the item now, but for what is done with its notice."""
    if actor.post is None:
        return frozenset()
    actions = allowed(item.at, place_of(actor, item), actor.post.role)
    return actions - (BY_NOTICE - {Action.CANCEL, Action.WITHDRAW})


def may_ever(actor: Actor, item: SupervisionItem, action: Action) -> bool:
    """Whether the actor may take `action` on the item in any state of it."""
    if actor.post is None:
        return False
    who = (place_of(actor, item), str(actor.post.role))
    return any(who in move.who for (_, each), move in TABLE.items() if each == action)


def require_action(actor: Actor, item: SupervisionItem, action: Action) -> None:
    """Raise PermissionDenied for whoever may not take `action` in any state of the item."""
    if not may_ever(actor, item, action):
        raise PermissionDenied


def is_orphan(item: SupervisionItem) -> bool:
    """Whether the unit that leads exists no more, so that nobody there can act."""
    return not exists_today(item.unit_id)
