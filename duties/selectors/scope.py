"""Which rows of the ledger an actor may read: those that lie in the area of its post by their own day E (rules.md)."""

import datetime as dt

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef, Q, QuerySet

from duties.models import Regulation
from duties.selectors.board.sums import Reach
from duties.selectors.ledger import in_area
from portal.access import READS_BELOW, Actor
from portal.models import Area, Placement, Role, Unit


def reads_below(actor: Actor) -> bool:
    """Whether the actor's reading reaches below its own unit."""
    return actor.post is not None and actor.post.role in READS_BELOW


def readable(actor: Actor) -> Q:
    """The condition on `ledger()` that the actor may read the row; the actor has a post with a business role."""
    assert actor.post is not None
    return in_area(actor.post.unit) if reads_below(actor) else Q(unit=actor.post.unit)


def reach_of(actor: Actor, unit: Unit) -> Reach:
    """What of the area of `unit` the actor may read."""
    assert actor.post is not None
    return Reach(unit, actor.post.unit, below=reads_below(actor))


def readable_between(actor: Actor, first: dt.date, last: dt.date) -> QuerySet[Unit]:
    """The units that lay in the actor's scope on any day from `first` to `last`, both included.

    A view of a chosen period is of such units: a row of a longer period lies where its own day E puts it, which may be
    later than the period's last day. What is read of the unit keeps to `readable`.
    """
    assert actor.post is not None
    if not reads_below(actor):
        return Unit.objects.filter(pk=actor.post.unit.pk)
    days = DateRange(min(first, last), last, "[]")
    return Unit.objects.filter(
        Exists(Area.objects.filter(ancestor=actor.post.unit, unit=OuterRef("pk"), during__overlap=days))
    )


def reads_rules_anew(actor: Actor, regulation: Regulation) -> bool:
    """Whether the actor's post interprets the regulation (第二十五条): the office at the unit above which there is none."""
    if actor.post is None or actor.post.role != Role.OFFICE:
        return False
    kinds = regulation.vocabulary.get("units", {})
    own = kinds.get(actor.post.unit.kind)
    if own is None:
        return False
    tiers = [tier for entry in kinds.values() if (tier := _tier(entry)) is not None]
    is_first = not tiers or _tier(own) == min(tiers)
    return is_first and not Placement.objects.present().filter(unit=actor.post.unit).exists()


def regulations_read_anew(actor: Actor) -> list[Regulation]:
    """The regulations that the actor's post interprets."""
    if actor.post is None or actor.post.role != Role.OFFICE:
        return []
    return [each for each in Regulation.objects.all() if reads_rules_anew(actor, each)]


def _tier(entry: object) -> int | None:
    return entry.get("tier") if isinstance(entry, dict) else None
