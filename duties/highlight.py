"""The words of an article with the quotes of its rules marked and numbered. Pure: neither Django nor the clock."""

import dataclasses
from collections.abc import Mapping


@dataclasses.dataclass(frozen=True)
class Stretch:
    """A stretch of text: quoted by some rules or by none; `ends` are the numbers of the rules whose quote ends here."""

    text: str
    quoted: bool
    ends: tuple[int, ...] = ()


def highlight(text: str, quotes: Mapping[int, str]) -> list[list[Stretch]]:
    """The paragraphs of `text` as stretches; `quotes` are the quoted words by the number of the rule.

    Quotes may be equal, overlap or lie in one another. A quote is marked where it first stands; one that is not in the
    text is not marked, which the loading of a rulebook refuses anyway.
    """
    quoted, ends = [False] * len(text), dict[int, list[int]]()
    for number, quote in sorted(quotes.items()):
        start = text.find(quote)
        if start >= 0:
            end = start + len(quote)
            quoted[start:end] = [True] * len(quote)
            ends.setdefault(end, []).append(number)
    paragraphs, position = [], 0
    for line in text.splitlines():
        paragraphs.append(_stretches(line, position, quoted, ends))
        position += len(line) + 1
    return paragraphs


def _stretches(line: str, offset: int, quoted: list[bool], ends: Mapping[int, list[int]]) -> list[Stretch]:
    """One line, cut where marking begins or stops and where a quote ends."""
    stretches, start = [], 0
    for index in range(1, len(line) + 1):
        at = offset + index
        last = index == len(line)
        if last or at in ends or quoted[at] != quoted[at - 1]:
            stretches.append(Stretch(line[start:index], quoted[at - 1], tuple(ends.get(at, ()))))
            start = index
    return stretches
