"""Who stands how to a talk: the two units on a day, and an actor to the talk."""

import datetime as dt

from django.db.models import QuerySet

from duties.models import Talk, TalkPromise
from duties.talk_rights import Standing
from duties.talk_states import RECORDED, Action, Place, Promise, State, allowed, promise_allowed
from portal import clock
from portal.access import Actor
from portal.models import Area, Placement, Unit, Word
from portal.selectors.vocabulary import vocabulary


def standing(office: Unit, unit: Unit, day: dt.date | None = None) -> Standing:
    """How `unit` stands to `office` on `day` (default today); two queries."""
    depth = (
        Area.objects.filter(ancestor=office, unit=unit, during__contains=day or clock.today())
        .values_list("depth", flat=True)
        .first()
    )
    known = tiers()
    return Standing(known.get(office.kind), known.get(unit.kind), depth)


def tiers() -> dict[str, int]:
    """The tier of each kind of unit that is party and government; a department has none. One query."""
    words = vocabulary().words.get(Word.Group.UNIT, {})
    return {code: int(word.data["tier"]) for code, word in words.items() if word.data.get("tier") is not None}


def places(actor: Actor, talk: Talk) -> frozenset[Place]:
    """How the actor's post and person stand to the talk; two queries at most."""
    post, found = actor.post, set()
    if post is None or actor.account is None:
        return frozenset()
    if post.unit.pk == talk.office_id:
        found.add(Place.OFFICE)
    if post.unit.pk == talk.unit_id:
        found.add(Place.UNIT)
    person = actor.account.person_id
    if (
        State(talk.state) in RECORDED
        and person is not None
        and any(each.person_id == person for each in talk.people.all())
    ):
        found.add(Place.SEATED)
    return frozenset(found)


def open_acts(actor: Actor, talk: Talk) -> frozenset[Action]:
    """What the actor may do with the talk now, by the table."""
    if actor.role is None:
        return frozenset()
    return allowed(State(talk.state), places(actor, talk), actor.role)


def promise_acts(actor: Actor, talk: Talk, promise: TalkPromise) -> frozenset[Action]:
    """What the actor may do about one promise now, by both tables."""
    if actor.role is None:
        return frozenset()
    return promise_allowed(State(talk.state), Promise(promise.state), places(actor, talk), actor.role)


def talked_units(office: Unit, day: dt.date | None = None) -> QuerySet[Unit]:
    """The units that `office` may talk to on `day`: those below that are party and government, and its own departments."""
    day = day or clock.today()
    tiered = list(tiers())
    if office.kind not in tiered:
        return Unit.objects.none()
    reached = Area.objects.filter(ancestor=office, depth__gt=0, during__contains=day)
    below = Unit.objects.filter(kind__in=tiered, pk__in=reached.values("unit"))
    own = Placement.objects.present(day).filter(parent=office).exclude(unit__kind__in=tiered).values("unit")
    return (below | Unit.objects.filter(pk__in=own)).order_by("code")
