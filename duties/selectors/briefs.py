"""Reading briefs: which ones one may see, about which units one may ask, and what is set for each."""

import datetime as dt
import uuid

from django.db.models import QuerySet
from django.http import Http404

from duties.models import Brief, BriefSchedule
from duties.selectors.talks.rights import tiers
from portal import clock
from portal.access import READS_BELOW, Actor, readable_units
from portal.models import Area, Role, Unit

MAKERS = frozenset({Role.OFFICE, Role.APPROVER})
"""Roles that have a brief made at once; leaders read, and write 批示 alone."""


def readable_briefs(actor: Actor) -> QuerySet[Brief]:
    """The briefs about units in the actor's area, the latest first; none for who reads the own unit alone."""
    if actor.role not in READS_BELOW:
        return Brief.objects.none()
    return Brief.objects.filter(unit__in=readable_units(actor)).select_related("unit", "file", "before")


def readable_brief_or_404(actor: Actor, public_id: uuid.UUID) -> Brief:
    """One brief in the actor's scope; raises Http404 otherwise."""
    brief = readable_briefs(actor).filter(public_id=public_id).first()
    if brief is None:
        raise Http404
    return brief


def briefed_units(actor: Actor) -> list[Unit]:
    """The units that briefs can be about: the own one and those right below that have units below them; two queries."""
    if actor.post is None:
        return []
    known = tiers()
    kinds = [code for code, tier in known.items() if tier < max(known.values())]
    near = Area.objects.filter(ancestor=actor.post.unit, depth=1, during__contains=clock.today())
    below = Unit.objects.filter(pk__in=near.values("unit"), kind__in=kinds).order_by("code")
    return [actor.post.unit, *below]


def schedules(units: list[Unit]) -> dict[int, BriefSchedule]:
    """What is set for each unit (id); those without a row have nothing set. One query."""
    found = BriefSchedule.objects.filter(unit__in=units).select_related("changed_by")
    return {each.unit_id: each for each in found}


def issue_before(unit: Unit, day: dt.date) -> Brief | None:
    """The latest brief of `unit` whose day lies before `day`: with what a new one is compared."""
    return Brief.objects.filter(unit=unit, day__lt=day).order_by("-read_at").first()
