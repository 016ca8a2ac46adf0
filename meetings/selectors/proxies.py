"""For which units somebody else may log (代录), as the office of the area sees and sets it."""

import dataclasses

from portal.models import Placement, Unit


@dataclasses.dataclass(frozen=True)
class Below:
    """A unit directly below another, whether that one's clerk may log for it, and whether more lies below."""

    unit: Unit
    allowed: bool
    has_below: bool


def units_below(parent: Unit) -> list[Below]:
    """The units directly below `parent` today; two queries."""
    placed = Placement.objects.present()
    rows = Unit.objects.filter(pk__in=placed.filter(parent=parent).values("unit"))
    units = list(rows.select_related("entry_proxy").order_by("code"))
    parents = set(placed.filter(parent__in=units).values_list("parent", flat=True))
    return [
        Below(unit, hasattr(unit, "entry_proxy") and unit.entry_proxy.allowed, unit.pk in parents)
        for unit in units
    ]
