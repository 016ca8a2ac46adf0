"""The scoring board (units × indicators) and the ranking by class, each in constant queries."""

import dataclasses
from collections.abc import Sequence
from decimal import Decimal

from assessment.models import Assessed, Scheme, Score
from assessment.scoring.kinds import AWAITED, Kind
from assessment.scoring.numbers import exact, rounded
from assessment.selectors.schemes.trees import Place, in_order


@dataclasses.dataclass(frozen=True)
class Cell:
    """One line of one unit: the points as shown, None where there are none, and a word for that."""

    points: Decimal | None
    word: str = ""
    lost: bool = False


@dataclasses.dataclass(frozen=True)
class BoardRow:
    """A unit with its cells in the order of the lines."""

    assessed: Assessed
    cells: Sequence[Cell]


def board_of(scheme: Scheme, units: Sequence[Assessed]) -> tuple[list[Place], list[BoardRow]]:
    """The lines of a scheme in order, and a row for each of some units; two queries."""
    lines = [place for place in in_order(scheme.indicators.all()) if place.kind]
    kept = Score.objects.filter(assessed__in=units).values_list(
        "assessed_id", "indicator_id", "points", "excused", "numbers"
    )
    cells = {
        (unit, line): (points, bool(excused), numbers is None)
        for unit, line, points, excused, numbers in kept
    }
    kinds = {place.indicator.pk: place for place in lines}
    return lines, [
        BoardRow(each, [_shown(kinds[key], cells.get((each.pk, key))) for key in kinds]) for each in units
    ]


def _shown(place: Place, kept: tuple[str, bool, bool] | None) -> Cell:
    if kept is None:
        return Cell(None, "—")
    points, excused, empty = kept
    if points:
        number = exact(points)
        return Cell(rounded(number), lost=_lost(place, number))
    if excused:
        return Cell(None, "不适用")
    return Cell(None, "待评定" if place.kind in AWAITED and empty else "不计")


def _lost(place: Place, number: object) -> bool:
    if place.kind == Kind.DEDUCTION:
        return bool(number)
    return place.kind != Kind.ADDITION and number != exact(str(place.indicator.weight))


def ranking_of(scheme: Scheme) -> list[tuple[str, list[Assessed]]]:
    """The assessed units by class, by place, those without a total last; one query."""
    found: dict[str, list[Assessed]] = {}
    units = scheme.units.select_related("unit")
    for each in sorted(units, key=lambda one: (one.group, one.place or 10_000, one.unit.code)):
        found.setdefault(each.group, []).append(each)
    return sorted(found.items())
