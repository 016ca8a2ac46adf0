"""Units of one's scope with where they stand, what they are and who holds their seats on a day."""

import dataclasses
import datetime as dt

from django.db.models import Prefetch, Q, QuerySet

from portal import access
from portal.access import Actor
from portal.models import Placement, Tag, Tenure, Unit


@dataclasses.dataclass(frozen=True)
class WholeUnit:
    """A unit with its facts of one day."""

    unit: Unit
    parent: Unit | None
    tags: list[str]
    officials: list[Tenure]


def units_of(
    actor: Actor, *, day: dt.date, kind: str = "", parent: str = "", words: str = ""
) -> QuerySet[Unit]:
    """The units that the actor may read on `day`, with the facts of the day; four queries with its page."""
    placed = Placement.objects.present(day).select_related("parent")
    held = Tenure.objects.present(day).select_related("person").order_by("several", "role", "pk")
    rows = access.readable_units(actor, day).prefetch_related(
        Prefetch("placements", placed, to_attr="placed"),
        Prefetch("tags", Tag.objects.present(day).order_by("tag"), to_attr="tagged"),
        Prefetch("tenures", held, to_attr="held"),
    )
    if kind:
        rows = rows.filter(kind=kind)
    if parent:
        rows = rows.filter(pk__in=Placement.objects.present(day).filter(parent__code=parent).values("unit"))
    return rows.filter(Q(name__icontains=words) | Q(code__icontains=words)) if words else rows


def whole_unit(unit: Unit) -> WholeUnit:
    """A row of `units_of` with its facts."""
    placed: list[Placement] = unit.placed  # type: ignore[attr-defined]
    tagged: list[Tag] = unit.tagged  # type: ignore[attr-defined]
    held: list[Tenure] = unit.held  # type: ignore[attr-defined]
    return WholeUnit(unit, placed[0].parent if placed else None, [each.tag for each in tagged], held)
