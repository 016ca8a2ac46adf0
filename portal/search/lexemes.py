"""What an entry of the index is found by: lexemes of a tsvector, and the tsquery of what somebody typed. Pure.

Chinese is written without blanks, so a text is cut at every character: the three characters from there on are a lexeme,
and any one to three characters inside the text are the beginning of one. Pinyin and initials are cut at every syllable
in the same way and marked, so that they do not meet words of the text. It needs no extension of the database.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence

from portal.search.plain import is_latin, runs, squeeze
from portal.search.readings import Syllables, initials, readings, usual

GRAM = 3
PINYIN, INITIALS = "~", "^"
PINYIN_LENGTH, INITIALS_LENGTH = 16, 8
"""Longer stretches are cut, so that a long title does not weigh more than a book."""
LONGEST_TEXT = 5_000
"""So many characters of a text are found."""


def grams(run: str) -> Iterator[str]:
    """The lexemes of one stretch of characters."""
    return (run[at : at + GRAM] for at in range(len(run)))


def spoken_lexemes(said: Iterable[Syllables]) -> Iterator[str]:
    """The lexemes of readings: pinyin and initials from each syllable on."""
    for syllables in said:
        first = initials(syllables)
        for at in range(len(syllables)):
            yield PINYIN + _joined(syllables, at, PINYIN_LENGTH)
            yield INITIALS + _joined(first, at, INITIALS_LENGTH)


def _joined(parts: Sequence[str], at: int, length: int) -> str:
    """The parts from `at` on in one word, as far as they fit."""
    return "".join(parts[at : at + length])[:length]


def lexemes(names: Sequence[str], text: str, *, thorough: bool) -> set[str]:
    """The lexemes of what is called by `names`, the first its title, and says `text`.

    `thorough` is for names proper: every name with all its readings; otherwise the title with its usual one.
    """
    said = itertools.chain.from_iterable(map(readings, names)) if thorough else [usual(names[0])]
    written = itertools.chain(map(squeeze, names), *map(runs, names), runs(text[:LONGEST_TEXT]))
    return set(itertools.chain(spoken_lexemes(said), *map(grams, written)))


def tsvector(found: Iterable[str]) -> str:
    """The lexemes as the database reads a tsvector; they hold letters, digits and marks only."""
    return " ".join(f"'{each}'" for each in sorted(found))


def tsquery(words: Sequence[str]) -> str:
    """What an entry must hold to be found by all of `words` (`typed_words`)."""
    return " & ".join(f"({' | '.join(_ways(word))})" for word in words)


def spoken_query(word: str) -> str:
    """The same by pinyin or initials alone, for a squeezed word in plain letters."""
    return f"'{PINYIN}{word[:PINYIN_LENGTH]}':* | '{INITIALS}{word[:INITIALS_LENGTH]}':*"


def _ways(word: str) -> Iterator[str]:
    """The ways in which one word may be found: in a title as a whole, in a text, by pinyin, by initials."""
    whole = squeeze(word)
    yield _held([whole])
    if (parts := runs(word)) != [whole]:
        yield _held(parts)
    if is_latin(whole):
        yield spoken_query(whole)


def _held(stretches: Iterable[str]) -> str:
    """That every stretch of characters is in the text."""
    found = []
    for stretch in stretches:
        if len(stretch) <= GRAM:
            found.append(f"'{stretch}':*")
        else:
            found += [f"'{stretch[at : at + GRAM]}'" for at in range(len(stretch) - GRAM + 1)]
    return f"({' & '.join(dict.fromkeys(found))})"
