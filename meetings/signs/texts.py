"""Whether two minutes are one text with other dates and names.

Texts are taken as runs of five characters without figures, dates and signs. Routine minutes rightly share the frame of
their unit: what a few neighbours (other minutes of the unit) say as well is frame, and only what is left, the own words of
the two, is held against each other. MinHash bands bring together what is worth comparing, so that no text meets every other.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

RUN = 5
BANDS, ROWS = 32, 6
SHORTEST = 60
"""Minutes of fewer characters are too short to be told apart."""
OWN_SHORTEST = 40
FRAME = 3
"""What so many neighbours say as well is frame."""
NEIGHBOURS = 8
"""So many of the unit's other minutes are asked what is frame."""
LEAST_WHOLE = 0.58
"""Two texts of which less than this is common are none, whatever their own words: so much may be frame alone."""

DATES = re.compile(r"[0-9〇一二三四五六七八九十百]+(?=[年月日时点分号次届期周])")
SIGNS = re.compile(r"[\W\d_]+")
MASK = (1 << 32) - 1
MASK_OF_BAND = (1 << 63) - 1


@dataclass(frozen=True)
class Resemblance:
    """How far two minutes are one: over all their words, and over what is not frame (with its length)."""

    whole: float
    own: float
    own_length: int


def plain(text: str) -> str:
    """The text without figures, dates and signs."""
    return SIGNS.sub("", DATES.sub("", text))


def runs(text: str) -> frozenset[str]:
    """All runs of RUN characters of the plain text; none of a text too short to be told apart."""
    words = plain(text)
    if len(words) < SHORTEST:
        return frozenset()
    return frozenset(words[start : start + RUN] for start in range(len(words) - RUN + 1))


@lru_cache(maxsize=65536)
def _number(run: str) -> int:
    return int.from_bytes(hashlib.blake2b(run.encode(), digest_size=4).digest(), "big")


def _factors() -> list[tuple[int, int]]:
    digest = hashlib.shake_256(b"minutes").digest(BANDS * ROWS * 8)
    words = [int.from_bytes(digest[at : at + 4], "big") for at in range(0, len(digest), 4)]
    return [(words[at] | 1, words[at + 1]) for at in range(0, len(words), 2)]


FACTORS = _factors()


def bands_of(text: str) -> list[int]:
    """One number a band; texts that resemble each other share one or more. Nothing of a short text."""
    numbers = [_number(run) for run in runs(text)]
    if not numbers:
        return []
    least = [min((factor * each + offset) & MASK for each in numbers) for factor, offset in FACTORS]
    return [_band(place, least[place * ROWS : (place + 1) * ROWS]) for place in range(BANDS)]


def _band(place: int, least: list[int]) -> int:
    words = f"{place}:{least}".encode()
    return int.from_bytes(hashlib.blake2b(words, digest_size=8).digest(), "big") & MASK_OF_BAND


def _jaccard(left: Collection[str], right: Collection[str]) -> float:
    a, b = set(left), set(right)
    return len(a & b) / len(a | b) if a or b else 0.0


def resemblance(left: str, right: str, neighbours: Iterable[str] = ()) -> Resemblance:
    """Hold two minutes against each other; `neighbours` are other minutes of their units."""
    a, b = runs(left), runs(right)
    seen = Counter(run for each in neighbours for run in runs(each))
    frame = {run for run, times in seen.items() if times >= FRAME}
    own_a, own_b = a - frame, b - frame
    return Resemblance(_jaccard(a, b), _jaccard(own_a, own_b), min(len(own_a), len(own_b)))


def is_copy(found: Resemblance, *, whole: float, own: float) -> bool:
    """Whether the office should ask: almost all is the same, or the own words of both are, and they are some."""
    by_own = found.own >= own and found.own_length >= OWN_SHORTEST and found.whole >= LEAST_WHOLE
    return found.whole >= whole or by_own
