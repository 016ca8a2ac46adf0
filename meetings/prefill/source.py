"""A text made even for reading (widths, blanks, wrapped lines), with the way back to the words as they stood."""

import bisect
import dataclasses
import itertools
import re
import unicodedata
from functools import cached_property

MOST_CHARACTERS = 100_000
"""So much is read of a text; minutes are a tenth of it."""

LONGEST_SENTENCE = 600
"""What has no end for so long is no sentence; it is cut, so that reading takes no longer than the text is long."""

MOST_LISTED = 60

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe0e\ufe0f]")
KEPT = frozenset("…①②③④⑤⑥⑦⑧⑨⑩")
"""Characters whose plain form would say something else."""
SAME = {
    "∶": ":",
    "︰": ":",
    "﹕": ":",
    "‐": "-",
    "‑": "-",
    "–": "-",
    "―": "—",
    "〜": "~",
    "∼": "~",
    "•": "·",
    "‧": "·",
    "・": "·",
    "｡": "。",
}
WIDE = r"[\u3001-\u303f\u3400-\u9fff\uff01-\uffee·—“”‘’《》〇○①-⑩]"
NARROW = r"[,:;()!?\-~]"
BETWEEN = re.compile(
    rf"(?<={WIDE}) +(?=\S)|(?<=\S) +(?={WIDE})|(?<={NARROW}) +| +(?={NARROW})|^ +| +$", re.MULTILINE
)
ENDS = "。!?;:…!?;:"
LEADING = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}[、.是章条]|\(?[一二三四五六七八九十\d]{1,2}[)、.]|[①-⑩]|[^,。]{2,8}:)"
)
LEAST_WIDTH, MOST_WIDTH, SLACK = 30, 120, 4


@dataclasses.dataclass(frozen=True)
class Line:
    """A line of the even text that is not empty: its place and its words."""

    start: int
    end: int
    text: str


class Source:
    """`text` is even: half-width signs and digits, no blanks inside of Chinese, one line a paragraph."""

    def __init__(self, raw: str) -> None:
        self.raw = raw[:MOST_CHARACTERS]
        text, places = _plain(self.raw)
        text, places = _without(text, places, [match.span() for match in BETWEEN.finditer(text)])
        self.text, self._places = text, places

    def words(self, start: int, end: int) -> str:
        """What stood in the text as given, from `start` to `end` of the even text."""
        if end <= start:
            return ""
        return self.raw[self._places[start] : self._places[end - 1] + 1]

    def raw_before(self, place: int) -> str:
        """The character that stood before this place in the text as given; empty at its beginning."""
        before = self._places[place] - 1 if place < len(self._places) else -1
        return self.raw[before] if before >= 0 else ""

    @cached_property
    def lines(self) -> list[Line]:
        """The lines that say something, in order."""
        found, start = [], 0
        for line in self.text.split("\n"):
            if line.strip():
                found.append(Line(start, start + len(line), line))
            start += len(line) + 1
        return found

    @cached_property
    def _sentence_ends(self) -> list[int]:
        return [
            match.end()
            for match in re.finditer(rf"[^。!?\n]{{0,{LONGEST_SENTENCE}}}(?:[。!?\n]|\Z|(?=.))", self.text)
        ]

    def line_at(self, place: int) -> Line:
        """The line at a place; the place lies in one."""
        return self.lines[bisect.bisect_right(self._line_starts, place) - 1]

    def lines_after(self, place: int) -> list[Line]:
        """The lines that begin after a place, as many as a list may fill."""
        first = bisect.bisect_right(self._line_starts, place)
        return self.lines[first : first + MOST_LISTED]

    @cached_property
    def _line_starts(self) -> list[int]:
        return [line.start for line in self.lines]

    def sentence(self, place: int) -> tuple[int, int]:
        """Where the sentence around a place begins and ends."""
        number = bisect.bisect_right(self._sentence_ends, place)
        start = self._sentence_ends[number - 1] if number else 0
        end = self._sentence_ends[number] if number < len(self._sentence_ends) else len(self.text)
        return start, end

    def sentences(self) -> list[tuple[int, int]]:
        """All sentences in order."""
        bounds = [0, *self._sentence_ends, len(self.text)]
        return [(start, end) for start, end in itertools.pairwise(bounds) if start < end]


def _plain(raw: str) -> tuple[str, list[int]]:
    """Each character in its plain form, with the place from which it came."""
    characters, places = [], []
    wraps = _wraps(raw)
    for place, character in enumerate(raw):
        if INVISIBLE.match(character) or (character == "\r" and raw[place + 1 : place + 2] == "\n"):
            continue
        if place in wraps:
            continue
        if character in "\r\n\v\f\x85\u2028\u2029":
            plain = "\n"
        elif character == "\t":
            plain = "\t"
        elif character.isspace():
            plain = " "
        elif character in KEPT or not character.isprintable():
            plain = character if character.isprintable() else " "
        else:
            plain = SAME.get(character) or unicodedata.normalize("NFKC", character)
        if len(plain) == 1:
            characters.append(plain)
        else:
            characters.append(character)
        places.append(place)
    return "".join(characters), places


def _without(text: str, places: list[int], spans: list[tuple[int, int]]) -> tuple[str, list[int]]:
    """The text without these spans."""
    parts, kept, last = [], [], 0
    for start, end in spans:
        parts.append(text[last:start])
        kept.extend(places[last:start])
        last = end
    parts.append(text[last:])
    kept.extend(places[last:])
    return "".join(parts), kept


def _wraps(raw: str) -> set[int]:
    """The places of line ends by which a paragraph was only broken to fit a page.

    Such lines are about as wide as one another and stop in the middle of a sentence; the next begins without indent.
    """
    lines = raw.split("\n")
    widths = [_width(line.rstrip()) for line in lines]
    stops = [line.rstrip()[-1:] in ENDS for line in lines]
    full = _page_width(widths, stops)
    if not full:
        return set()
    wraps, end = set(), -1
    for number, (line, following) in enumerate(itertools.pairwise(lines)):
        end += len(line) + 1
        goes_on = (
            following.strip() and not following[0].isspace() and not LEADING.match(_plain_line(following))
        )
        if abs(widths[number] - full) <= SLACK and not stops[number] and goes_on:
            wraps.add(end)
    return wraps


def _width(line: str) -> int:
    """How wide a line prints: a Chinese character is twice as wide as a letter."""
    return sum(1 if unicodedata.east_asian_width(character) in "NaHn" else 2 for character in line)


def _page_width(widths: list[int], stops: list[bool]) -> int:
    """The width at which lines were broken: where most lie close together, and two at least stop in mid-sentence."""
    best, most = 0, 2
    for full in sorted({width for width in widths if LEAST_WIDTH <= width <= MOST_WIDTH}, reverse=True):
        close = [number for number, width in enumerate(widths) if full - SLACK <= width <= full]
        if len(close) > most and sum(not stops[number] for number in close) >= 2:
            best, most = full, len(close)
    return best


def _plain_line(line: str) -> str:
    return unicodedata.normalize("NFKC", line).replace(" ", "")
