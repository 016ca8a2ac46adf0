"""Figures of an area named for other programs: the same sums as dashboards show, each under a code."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from duties.models import Rule
from duties.selectors.board.sums import Reach
from duties.selectors.figures.by import By, Figure, by_tier, figures_by
from duties.selectors.figures.measures import Measures
from duties.selectors.figures.spans import Span, stand_over
from portal.models import Unit, Word
from portal.selectors.vocabulary import vocabulary

KINDS: Mapping[str, By] = {
    "unit": "unit",
    "part": "part",
    "tier": "tier",
    "kind": "kind",
    "article": "article",
    "rule": "rule",
}
"""What figures may be taken by; `part` is the unit directly below, `unit` the bearer."""


@dataclasses.dataclass(frozen=True)
class FigureRow:
    """The measures of one force under a code and its name."""

    key: str
    name: str
    force: str
    measures: Measures


def figure_rows(reach: Reach, span: Span, by: str) -> list[FigureRow]:
    """The figures of an area, in the order of code and force; three queries."""
    stand_over([span], reach.unit, below=reach.below)
    figures = figures_by(reach, [span], *(["regulation", "article"] if by == "article" else [KINDS[by]]))
    if by == "tier":
        figures = by_tier(figures, vocabulary())
    named = NAMES[by](figures, reach)
    rows = [FigureRow(*named[each.key], each.force, each.measures) for each in figures]
    return sorted(rows, key=lambda row: (row.key, row.force))


Named = dict[tuple[Any, ...], tuple[str, str]]


def _units(figures: Sequence[Figure], reach: Reach) -> Named:
    """Units by code; what an area's own unit bears stands under it."""
    keys = {each.key[0] for each in figures} - {None}
    found = {unit.pk: (unit.code, unit.name) for unit in Unit.objects.filter(pk__in=keys)}
    own = (reach.unit.code, reach.unit.name)
    return {each.key: own if each.key[0] is None else found[each.key[0]] for each in figures}


def _rules(figures: Sequence[Figure], reach: Reach) -> Named:
    keys = [each.key[0] for each in figures]
    rules = Rule.objects.filter(pk__in=keys).select_related("regulation")
    return {(rule.pk,): (f"{rule.regulation.code}/{rule.code}", f"第{rule.article}条") for rule in rules}


def _articles(figures: Sequence[Figure], reach: Reach) -> Named:
    return {each.key: (f"{each.key[0]}/{each.key[1]:03d}", f"第{each.key[1]}条") for each in figures}


def _kinds(figures: Sequence[Figure], reach: Reach) -> Named:
    words = vocabulary()
    return {each.key: (each.key[0], words.name(Word.Group.UNIT, each.key[0])) for each in figures}


def _tiers(figures: Sequence[Figure], reach: Reach) -> Named:
    return {
        each.key: ("none", "未分级") if each.key[0] is None else (str(each.key[0]), f"第{each.key[0]}级")
        for each in figures
    }


NAMES: Mapping[str, Callable[[Sequence[Figure], Reach], Named]] = {
    "unit": _units,
    "part": _units,
    "tier": _tiers,
    "kind": _kinds,
    "article": _articles,
    "rule": _rules,
}
