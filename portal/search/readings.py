"""How Chinese is read: pinyin without tones, with every reading of characters that have several (多音字). Pure."""

import functools
import itertools
import math
import re
from collections.abc import Iterable

from pypinyin import Style, lazy_pinyin, pinyin

from portal.search.plain import runs, tidy

MOST_READINGS = 64
"""So many readings of one name are kept, the usual one first."""

Syllables = tuple[str, ...]
_PIECE = re.compile(r"[0-9]+|[a-z]+|[^0-9a-z]+")
_PLAIN = re.compile(r"[0-9a-z]+")


@functools.lru_cache(maxsize=20_000)
def _spoken(piece: str) -> tuple[tuple[str, str], ...]:
    """Each character of a piece with its usual reading there; digits and foreign words stay whole."""
    if _PLAIN.fullmatch(piece):
        return ((piece, piece),)
    # What has no reading stands for itself; the package takes a list too, though its types do not say so.
    return tuple(zip(piece, lazy_pinyin(piece, errors=list), strict=True))  # type: ignore[arg-type]


@functools.lru_cache(maxsize=8_000)
def _all_of(character: str) -> Syllables:
    """Every reading of one character, without tones."""
    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(found[0])) if found else ()


def spoken(text: str) -> list[tuple[str, str]]:
    """What is read one by one, each with its usual reading: 演示27团 as 演 yan, 示 shi, 27 27, 团 tuan."""
    pieces = itertools.chain.from_iterable(_PIECE.findall(run) for run in runs(tidy(text)))
    return list(itertools.chain.from_iterable(map(_spoken, pieces)))


def options(text: str) -> list[tuple[str, Syllables]]:
    """What is read one by one, each with all its readings, the usual one first."""
    return [(each, tuple(dict.fromkeys((syllable, *_all_of(each))))) for each, syllable in spoken(text)]


def usual(text: str) -> Syllables:
    """The usual reading of a text, a syllable a character: yan shi 27 tuan."""
    return tuple(syllable for _, syllable in spoken(text))


def readings(text: str) -> list[Syllables]:
    """The readings of a name, the usual one first; at most MOST_READINGS.

    Where all combinations are too many, each character is read otherwise by itself.
    """
    ways = [each for _, each in options(text)]
    first = tuple(each[0] for each in ways)
    number = math.prod(map(len, ways))
    more: Iterable[Syllables]
    if number <= MOST_READINGS:
        more = itertools.product(*ways)
    else:
        more = ((*first[:at], other, *first[at + 1 :]) for at, each in enumerate(ways) for other in each[1:])
    return list(itertools.islice(dict.fromkeys(itertools.chain([first], more)), MOST_READINGS))


def initials(syllables: Syllables) -> Syllables:
    """The first letter of each syllable; a number stays whole: y s 27 t."""
    return tuple(each if each[0].isdigit() else each[0] for each in syllables)
