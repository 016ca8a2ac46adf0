"""Who sees, answers and closes the questions about entries (docs/signs.md)."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from meetings.access import CLERKS
from meetings.models import Entry, Sign
from portal import access
from portal.access import Actor
from portal.models import Placement, Role

ANSWERERS = CLERKS | {Role.OFFICIAL}
READERS = ANSWERERS | {Role.OFFICE}
"""Roles that may open questions: the office asks, the unit's clerks and officials answer."""


def visible_signs(actor: Actor) -> QuerySet[Sign]:
    """The questions about an entry of the actor's area, or of its own unit for those who answer."""
    if actor.post is None or actor.role not in READERS:
        return Sign.objects.none()
    reached = Entry.objects.filter(unit__in=access.readable_units(actor))
    return Sign.objects.filter(pk__in=Sign.entries.through.objects.filter(entry__in=reached).values("sign"))


def may_answer(actor: Actor, sign: Sign) -> bool:
    """Whether the actor answers for its unit: it is of a unit concerned."""
    if actor.post is None or actor.role not in ANSWERERS:
        return False
    return sign.entries.filter(unit=actor.post.unit).exists()


def may_close(actor: Actor, sign: Sign) -> bool:
    """Whether the actor is the office of an area in which one of the entries lies."""
    return actor.role == Role.OFFICE and visible_signs(actor).filter(pk=sign.pk).exists()


def may_set_thresholds(actor: Actor) -> bool:
    """Whether the actor is the office at the unit above which there is none: thresholds are the same for all."""
    if actor.post is None or actor.role != Role.OFFICE:
        return False
    return not Placement.objects.present().filter(unit=actor.post.unit).exists()


def require(allowed: bool) -> None:
    """Raise PermissionDenied unless it is allowed."""
    if not allowed:
        raise PermissionDenied
