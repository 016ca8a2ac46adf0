"""What of supervision waits for whoever reads: for a unit what it has to do, for an office and an approver to decide."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from duties.models import SupervisedUnit, SupervisionItem
from duties.supervision_access import visible_items
from duties.supervision_states import UNDER_WAY, WITH_UNIT, Holder, State
from portal.access import Actor
from portal.feeds import CalendarEntry
from portal.models import Role, Unit

DESK = frozenset({Role.CLERK, Role.OFFICIAL})


def held_by(holder: Holder) -> list[str]:
    """The states in which `holder` has to act."""
    return [state.value for state in State if state.holder == holder]


def waits_for(actor: Actor) -> Q | None:
    """The condition on items that they wait for the actor; None for a post for which nothing ever waits."""
    if actor.post is None:
        return None
    unit = actor.post.unit
    if actor.post.role in DESK:
        unsigned = SupervisedUnit.objects.filter(
            item=OuterRef("pk"), unit=unit, part=SupervisedUnit.Part.PARTNER, signed_at__isnull=True
        )
        return Q(unit=unit, state__in=WITH_UNIT) | Q(Exists(unsigned), state__in=UNDER_WAY)
    if actor.post.role == Role.OFFICE:
        return Q(office=unit, state__in=held_by(Holder.OFFICE))
    if actor.post.role == Role.APPROVER:
        return Q(office=unit, state__in=held_by(Holder.APPROVER))
    return None


def waiting_for(actor: Actor) -> QuerySet[SupervisionItem]:
    """The items that wait for the actor, nearest deadline first."""
    condition = waits_for(actor)
    rows = SupervisionItem.objects.filter(condition) if condition else SupervisionItem.objects.none()
    return rows.select_related("unit", "office", "notice").order_by("deadline", "pk")


def deadlines(actor: Actor, unit: Unit | None) -> Iterator[CalendarEntry]:
    """The deadlines of items that a unit has to act on, for the calendar of its people and of the unit; one query."""
    own = actor.post.unit if actor.post and actor.post.role in DESK else None
    acting = unit or own
    if acting is None:
        return
    rows = visible_items(actor).filter(unit=acting, state__in=WITH_UNIT)
    for item in rows.order_by("deadline", "pk"):
        yield CalendarEntry(
            ref=f"supervision-{item.public_id.hex}",
            day=item.deadline,
            title=f"督办件{item.number}办结期限",
            text=f"{item.notice.title} · {item.get_state_display()}",
            url=reverse("supervision-item", args=[item.public_id]),
            alarm_on=item.deadline - dt.timedelta(days=3),
        )
