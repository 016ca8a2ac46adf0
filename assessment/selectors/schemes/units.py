"""Whom a unit assesses: the units of the next tier that are party and government, placed directly under it."""

import datetime as dt

from django.db.models import QuerySet

from portal import clock
from portal.models import Placement, Unit, Word
from portal.selectors.vocabulary import vocabulary


def assessable_kind(office: Unit) -> str:
    """The kind of units that `office` assesses (article 17): those of the next tier; empty where it assesses none."""
    words = vocabulary().words.get(Word.Group.UNIT, {})
    tiers = {
        code: int(word.data["tier"]) for code, word in words.items() if word.data.get("tier") is not None
    }
    own = tiers.get(office.kind)
    if own is None or own > 2:
        return ""
    return next((code for code, tier in tiers.items() if tier == own + 1), "")


def units_of(office: Unit, kind: str, year: int) -> QuerySet[Unit]:
    """The units of `kind` placed directly under `office` on the last day of the year, or today if that is earlier."""
    day = min(dt.date(year, 12, 31), clock.today())
    placed = Placement.objects.present(day).filter(parent=office)
    return Unit.objects.filter(kind=kind, pk__in=placed.values("unit")).order_by("code")
