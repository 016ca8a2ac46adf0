"""The units of a board: where it stands in the tree, and what is below it on a day; constant queries."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import Q

from duties.selectors.board.sums import Part
from duties.selectors.board.table import Tree
from portal.models import Area, Unit


def path_to(unit: Unit, scope: Unit, day: dt.date) -> list[Unit]:
    """The units from `scope` down to `unit` on `day`, both included: the breadcrumb that the reader may follow."""
    above = Area.objects.filter(unit=unit, during__contains=day).select_related("ancestor").order_by("-depth")
    units = [area.ancestor for area in above]
    return units[units.index(scope) :] if scope in units else [unit]


def tree_below(unit: Unit, day: dt.date, unfolded: Collection[int], parts: Iterable[Part]) -> Tree:
    """What stood directly below `unit` and below its parts on `day`, and whatever else has sums there."""
    placed = Area.objects.filter(depth=1, during__contains=day)
    children: dict[int, list[int]] = {}
    below = placed.filter(ancestor=unit).values("unit")
    for ancestor, key in placed.filter(Q(ancestor=unit) | Q(ancestor__in=below)).values_list(
        "ancestor_id", "unit_id"
    ):
        children.setdefault(ancestor, []).append(key)
    for part in parts:
        if part.part is not None and part.part not in children.setdefault(unit.pk, []):
            children[unit.pk].append(part.part)
        if part.part is not None and part.sub is not None:
            siblings = children.setdefault(part.part, [])
            if part.sub not in siblings:
                siblings.append(part.sub)
    first = children.get(unit.pk, [])
    wanted = {unit.pk, *first, *(key for part in first if part in unfolded for key in children.get(part, []))}
    return Tree(unit, Unit.objects.in_bulk(wanted), children)
