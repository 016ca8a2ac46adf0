"""Who lags: the units right below in the order of the ranking, from its end; and the silent ones of the whole area."""

from collections.abc import Iterable

from duties.briefs.facts import Order, Place, Silent
from duties.selectors.board.sums import Part, Reach, Tally, total
from duties.selectors.figures.measures import measures_of
from duties.selectors.figures.ranking import Ranked, ranked
from duties.selectors.figures.silent import silent_units
from duties.selectors.figures.spans import Span
from duties.selectors.moment import reading_day
from duties.selectors.talks.rights import tiers
from portal.models import Area, Unit, Word
from portal.selectors.vocabulary import vocabulary

SILENT = 8
"""So many silent units are named."""


def order_of(unit: Unit, parts: Iterable[Part]) -> Order:
    """The units right below `unit` that are party and government, the lowest 完成率 first; three queries."""
    must = [part for part in parts if part.force == "must"]
    placed = Area.objects.filter(ancestor=unit, depth=1, during__contains=reading_day())
    tallies = _by_part(must)
    near = {*tallies, *placed.values_list("unit", flat=True)}
    tiered = list(tiers())
    units = {each.pk: each for each in Unit.objects.filter(pk__in=near, kind__in=tiered).order_by("code")}
    measured = {key: measures_of(tallies[key]) for key in units if key in tallies}
    found = ranked(
        measured,
        {key: each.rate for key, each in measured.items()},
        [key for key in units if key in measured],
        highest=True,
    )
    places = [_place(units[each.key], each, each.place) for each in found[::-1] if each.place is not None]
    names = vocabulary()
    kinds = [
        names.name(Word.Group.UNIT, kind) for kind in tiered if kind in {each.kind for each in units.values()}
    ]
    return Order("、".join(kinds), places, len(units) - len(places))


def _by_part(parts: Iterable[Part]) -> dict[int, Tally]:
    sums: dict[int, list[Tally]] = {}
    for part in parts:
        if part.part is not None:
            sums.setdefault(part.part, []).append(part.tally)
    return {key: total(each) for key, each in sums.items()}


def _place(unit: Unit, found: Ranked[int], place: int) -> Place:
    return Place(
        unit=str(unit.public_id),
        name=unit.name,
        rank=place,
        tied=found.tied,
        base=found.measures.base,
        fulfilled=found.measures.actual,
        met=found.measures.on_time,
        overdue=found.measures.overdue,
    )


def silent_of(reach: Reach, span: Span) -> Silent:
    """The silent units of the area (what must be done alone), the first few by name; three queries."""
    found = silent_units(reach, [span], force="must")
    named = Unit.objects.filter(pk__in=[each.unit for each in found]).order_by("code")
    return Silent(len(found), list(named.values_list("name", flat=True)[:SILENT]))
