"""Ranking with ties (排名): equal figures share a place, and the places after them are left out. Pure."""

import dataclasses
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, TypeVar

from duties.selectors.figures.measures import Measures

Key = TypeVar("Key", bound=Hashable)

RULE = "数值相同的并列同一名次,其后名次相应空出(如 1、2、2、4);并列者按单位代码先后列出。没有计率基数的不排名,列在最后。"
"""How ties are placed, as pages state it."""


@dataclasses.dataclass(frozen=True)
class Ranked(Generic[Key]):
    """A unit with its place; `place` is None where there is nothing to rank by. `tied`: others share the place."""

    key: Key
    measures: Measures
    value: float | None
    place: int | None
    tied: bool = False


def ranked(
    measured: Mapping[Key, Measures],
    values: Mapping[Key, float | None],
    order: Iterable[Key],
    *,
    highest: bool,
) -> list[Ranked[Key]]:
    """The keys by value, `highest` or lowest first, ties and those without a value in the given order."""
    listed = list(order)
    having = sorted(
        ((value, key) for key in listed if (value := values[key]) is not None),
        key=lambda pair: -pair[0] if highest else pair[0],
    )
    shared = Counter(value for value, _ in having)
    places: dict[float, int] = {}
    for place, (value, _) in enumerate(having, 1):
        places.setdefault(value, place)
    found = [Ranked(key, measured[key], value, places[value], shared[value] > 1) for value, key in having]
    return [*found, *(Ranked(key, measured[key], None, None) for key in listed if values[key] is None)]
