"""Which rows of the ledger an actor may read: those that lie in the area of its post by their own day E (rules.md)."""

from django.db.models import Q

from duties.selectors.board.sums import Reach
from duties.selectors.ledger import in_area
from portal.access import READS_BELOW, Actor
from portal.models import Unit


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
