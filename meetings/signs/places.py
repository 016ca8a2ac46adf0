"""One leader in two places at overlapping times."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from meetings.signs.texts import SIGNS


@dataclass(frozen=True)
class Presence:
    """Somebody was said to be at a place from a time to a time, by an entry."""

    entry: int
    person: int
    starts: dt.datetime
    ends: dt.datetime
    place: str


@dataclass(frozen=True)
class Overlap:
    """Two entries that have one person in two places for some minutes."""

    person: int
    entries: tuple[int, int]
    minutes: int


def same_place(left: str, right: str) -> bool:
    """Whether two names may mean one place: one says the other with more words, or one is not given."""
    a, b = SIGNS.sub("", left), SIGNS.sub("", right)
    digits_a, digits_b = _figures(left), _figures(right)
    return (a in b or b in a) and (digits_a == digits_b or not digits_a or not digits_b)


def _figures(words: str) -> str:
    return "".join(each for each in words if each.isdigit())


def overlaps(presences: Iterable[Presence], *, minutes: int) -> Iterator[Overlap]:
    """All pairs of one person in two places for so many minutes or more."""
    of_person = defaultdict(list)
    for each in presences:
        of_person[each.person].append(each)
    for held in of_person.values():
        yield from _overlaps(sorted(held, key=lambda each: (each.starts, each.entry)), minutes)


def _overlaps(held: list[Presence], minutes: int) -> Iterator[Overlap]:
    under_way: list[Presence] = []
    for each in held:
        under_way = [other for other in under_way if other.ends > each.starts]
        for other in under_way:
            common = int((min(each.ends, other.ends) - each.starts).total_seconds() // 60)
            if common >= minutes and each.entry != other.entry and not same_place(each.place, other.place):
                first, second = sorted((each.entry, other.entry))
                yield Overlap(each.person, (first, second), common)
        under_way.append(each)
