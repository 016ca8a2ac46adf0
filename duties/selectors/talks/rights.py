"""Who stands how to a talk: the two units on a day, and an actor to the talk."""

import datetime as dt

from django.db.models import QuerySet

from duties.models import Talk, TalkPromise
from duties.talk_rights import Standing
from duties.talk_states import (
    BEFORE_TALK,
    OVER,
    RECORDED,
    Action,
    Place,
    Promise,
    State,
    allowed,
    promise_allowed,
)
from portal import clock
from portal.access import Actor
from portal.models import Area, Placement, Unit, Word
from portal.selectors.succession import exists_today, successor_of
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


def astray(talk: Talk) -> str:
    """What keeps a talk from going on as it stands, and what the office does now; empty where nothing does."""
    if State(talk.state) not in BEFORE_TALK:
        return gone_words(talk)
    why_not = standing(talk.office, talk.unit).why_not()
    return why_not and (gone_words(talk) or f"{why_not}本约谈只能取消。")


def gone_words(talk: Talk) -> str:
    """What has happened to a unit that is no more, and what the office does now; empty where it exists.

    A talk that was held has words only where nobody took over: else it is passed on.
    """
    if State(talk.state) in OVER or exists_today(talk.unit_id):
        return ""
    successor = successor_of(talk.unit)
    ended = f"{talk.unit.name}已撤并,由{successor.name}承接。" if successor else f"{talk.unit.name}已撤销。"
    if State(talk.state) in RECORDED:
        return f"{ended}没有可以接续整改的单位:未完成的整改承诺请逐项注明「不再要求」,再办结约谈。"
    return f"{ended}本约谈只能取消;仍须约谈的,请另对现在的责任单位提出。"


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
