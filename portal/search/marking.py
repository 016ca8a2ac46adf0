"""Which characters of a title or text somebody's words have found, to be shown: by the characters or by how they are read. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from portal.search.plain import is_latin, runs, squeeze
from portal.search.readings import initials, options

Stretches = list[tuple[str, bool]]
AROUND = 36
"""So many characters are shown before and after what was found in a text."""


def marked(text: str, words: Iterable[str]) -> Stretches:
    """The text in stretches, each with whether it was looked for."""
    places = [at for at, character in enumerate(text) if runs(character)]
    plain = "".join(text[at].lower() for at in places)
    found: set[int] = set()
    for word in words:
        for start, end in _spans(plain, squeeze(word)):
            if end <= len(places):
                found.update(range(places[start], places[end - 1] + 1))
    return _stretches(text, found)


def says(text: str, word: str, *, first: bool = False) -> bool:
    """Whether the word stands in the text or is spoken in it; with `first` at its beginning."""
    spans = _spans(squeeze(text), squeeze(word))
    return any(start == 0 or not first for start, _ in spans)


def _spans(plain: str, word: str) -> Iterator[tuple[int, int]]:
    """Where the word stands, or is spoken, in squeezed text."""
    start, written = plain.find(word), False
    while start >= 0:
        written = True
        yield start, start + len(word)
        start = plain.find(word, start + 1)
    if not written and is_latin(word):
        yield from _spoken_spans(plain, word)


def _spoken_spans(plain: str, word: str) -> Iterator[tuple[int, int]]:
    said = options(plain)
    widths = [len(piece) for piece, _ in said]
    firsts = [(piece, tuple(dict.fromkeys(initials(each)))) for piece, each in said]
    for at in range(len(said)):
        for ways in (said, firsts):
            end = _reached(ways, at, word)
            if end is not None:
                start = sum(widths[:at])
                yield start, start + sum(widths[at:end])
                break


def _reached(said: Sequence[tuple[str, tuple[str, ...]]], at: int, word: str) -> int | None:
    """Up to which syllable the word goes that begins at the syllable `at`; None where it is spoken otherwise."""
    if not word:
        return at
    if at == len(said):
        return None
    for syllable in said[at][1]:
        if syllable.startswith(word):
            return at + 1
        if word.startswith(syllable):
            end = _reached(said, at + 1, word[len(syllable) :])
            if end is not None:
                return end
    return None


def _stretches(text: str, found: set[int]) -> Stretches:
    stretches: Stretches = []
    for at, character in enumerate(text):
        if stretches and stretches[-1][1] == (at in found):
            stretches[-1] = stretches[-1][0] + character, stretches[-1][1]
        else:
            stretches.append((character, at in found))
    return stretches


def excerpt(text: str, words: Iterable[str]) -> str:
    """The part of a text around the first of the words that stands in it; empty where none does."""
    small = text.lower()
    starts = [small.find(part) for word in words for part in runs(word)]
    first = min((start for start in starts if start >= 0), default=None)
    if first is None:
        return ""
    begin, end = max(first - AROUND, 0), first + 2 * AROUND
    return f"{'…' if begin else ''}{text[begin:end]}{'…' if end < len(text) else ''}"
