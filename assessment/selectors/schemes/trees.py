"""The indicators of a scheme as the pure tree, as lines that are scored, and in the order in which they are shown."""

import dataclasses
from collections.abc import Iterable, Sequence
from fractions import Fraction

from assessment.facts.asked import Line
from assessment.models import Indicator
from assessment.scoring.kinds import QUANTITATIVE, Kind
from assessment.scoring.reading import method_of
from assessment.scoring.tree import Node


@dataclasses.dataclass(frozen=True)
class Place:
    """An indicator in its place: how deep it lies, and its number in words (1.2)."""

    indicator: Indicator
    depth: int
    number: str

    @property
    def kind(self) -> Kind | None:
        """How it is scored; None for a group."""
        return Kind(self.indicator.kind) if self.indicator.kind else None

    @property
    def is_quantitative(self) -> bool:
        """Whether it is scored from counted facts."""
        return self.kind in QUANTITATIVE


def in_order(indicators: Iterable[Indicator]) -> list[Place]:
    """All indicators as the tree is read, parents before their children; numbered 1, 1.1, 1.2, 2."""
    below: dict[int | None, list[Indicator]] = {}
    for each in sorted(indicators, key=lambda indicator: (indicator.position, indicator.pk)):
        below.setdefault(each.parent_id, []).append(each)
    return _walk(below, None, 0, "")


def _walk(below: dict[int | None, list[Indicator]], at: int | None, depth: int, before: str) -> list[Place]:
    found = []
    for number, each in enumerate(below.get(at, ()), start=1):
        numbered = f"{before}{number}"
        found.append(Place(each, depth, numbered))
        found += _walk(below, each.pk, depth + 1, f"{numbered}.")
    return found


def nodes_of(indicators: Iterable[Indicator]) -> list[Node]:
    """The indicators as the pure tree."""
    return [
        Node(
            each.pk, each.name, Fraction(each.weight), Kind(each.kind) if each.kind else None, each.parent_id
        )
        for each in indicators
    ]


def lines_of(indicators: Sequence[Indicator]) -> list[Line]:
    """The indicators that are scored, with their methods."""
    return [
        Line(each.pk, Kind(each.kind), method_of(Kind(each.kind), each.parameters))
        for each in indicators
        if each.kind
    ]
