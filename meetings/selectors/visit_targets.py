"""Where officials of a unit go: the contact points of its seats, and the units below."""

import datetime as dt
from collections.abc import Iterable

from duties.models import Link
from meetings.kinds import VISIT
from meetings.selectors.targets import targets_offered
from portal.models import Unit
from portal.selectors.vocabulary import Vocabulary


def visit_targets(unit: Unit, day: dt.date) -> tuple[list[Unit], set[int]]:
    """Contact points of `day` first, then the units below; and which (ids) are contact points; three queries."""
    links = Link.objects.present(day).filter(unit=unit).select_related("target").order_by("target__code")
    linked = {link.target_id: link.target for link in links}
    below = [each for each in targets_offered(unit, VISIT, day) if each.pk not in linked]
    return [*linked.values(), *below], set(linked)


def linked_and_below(unit: Unit, kind: str, day: dt.date) -> list[Unit]:
    """Units to which the unit or one of its seats is linked on `day`, then those directly below it; three queries."""
    links = Link.objects.present(day).filter(unit=unit).select_related("target").order_by("target__code")
    linked = {link.target_id: link.target for link in links}
    return [*linked.values(), *(each for each in targets_offered(unit, kind, day) if each.pk not in linked)]


def owner_roles(units: Iterable[Unit], words: Vocabulary) -> dict[str, list[str]]:
    """The roles that answer for each unit (by its key as text), to whom a problem may be given."""
    return {str(unit.pk): words.answer_for(unit.kind) for unit in units}
