"""Lists of who was there: 出席, 请假, 列席, each name without title and unit."""

import dataclasses
import re
from collections.abc import Iterator

from meetings.prefill.found import Found, Item
from meetings.prefill.labels import FOUND, labelled
from meetings.prefill.paper import Paper
from meetings.prefill.people import Name, names_in

PRESENT, LEAVE, ATTENDING = "present", "leave", "attending"
AWAY = re.compile(r"请假|因公|因事|因病|出差|休假|缺席|未到|外出")
STANDS_IN = re.compile(r"委托|代(?!表|理|县|市)|替")
SEPARATOR = re.compile(r"[、,;。/\n\t]")
BRACKET = re.compile(r"\([^()\n]{0,40}\)")
EXCUSED = re.compile(
    r"(?P<who>[^。;:\n]{2,60}?)(?:同志)?(?:因[^,。;、\n]{0,10})?(?:请假(?!的|人|条|报)|未能参加|未能出席|未出席|未参加|缺席)"
)
PIECE = re.compile(r"[^、,;。/\n\t]+")


@dataclasses.dataclass(frozen=True)
class _Entry:
    """One person of a list, and in what way."""

    state: str
    start: int
    end: int
    name: str


def attendance_of(paper: Paper) -> dict[str, Found]:
    """The lists by their labels; a leave told in a sentence counts too."""
    entries: list[_Entry] = []
    for state in (PRESENT, LEAVE, ATTENDING):
        for label in labelled(paper.source, (state,)):
            entries.extend(_listed(paper, state, label.value, label.end))
    if not any(entry.state == LEAVE for entry in entries):
        entries.extend(_excused(paper))
    away = {entry.name for entry in entries if entry.state == LEAVE}
    found = {}
    for state in (PRESENT, LEAVE, ATTENDING):
        own = [
            entry for entry in entries if entry.state == state and (state == LEAVE or entry.name not in away)
        ]
        unique = list({entry.name: entry for entry in reversed(own)}.values())[::-1]
        if unique:
            found[state] = _as_found(paper, unique)
    return found


def _as_found(paper: Paper, entries: list[_Entry]) -> Found:
    start, end = min(entry.start for entry in entries), max(entry.end for entry in entries)
    items = tuple(Item(entry.name, paper.source.words(entry.start, entry.end)) for entry in entries)
    return Found([entry.name for entry in entries], paper.source.words(start, end), items)


def _listed(paper: Paper, state: str, start: int, end: int) -> Iterator[_Entry]:
    """The people of a list, which may run on over the next lines as long as these hold names."""
    yield from _pieces(paper, state, start, end)
    for line in paper.source.lines_after(end):
        entries = list(_pieces(paper, state, line.start, line.end))
        if not entries or FOUND.match(line.text) or not _is_list(line.text, entries):
            return
        yield from entries


def _is_list(text: str, entries: list[_Entry]) -> bool:
    """Whether a line goes on with a list: every part of it is a name or a title, no sentence."""
    return "。" not in text[:-1] and len(entries) * 2 >= len(SEPARATOR.split(text.strip("。")))


def _pieces(paper: Paper, state: str, start: int, end: int) -> Iterator[_Entry]:
    """Each part of a list with one name; brackets may say that somebody was away or stood in."""
    hidden = BRACKET.sub(lambda match: "(" + "□" * (len(match.group(0)) - 2) + ")", paper.text[start:end])
    for match in PIECE.finditer(hidden):
        if "主持" in match.group(0) and ":" in match.group(0):
            continue
        for name in _names(paper, hidden, match, start):
            said = _bracket_after(paper.text, name.end)
            if STANDS_IN.search(said):
                continue
            yield _Entry(LEAVE if AWAY.search(said) else state, name.start, name.end, name.text)


def _bracket_after(text: str, place: int) -> str:
    match = BRACKET.match(text, place)
    return match.group(0) if match else ""


def _names(paper: Paper, text: str, piece: re.Match[str], start: int) -> Iterator[Name]:
    """The names of one part: 张三, 团长张三, 张三(财政局), or several that only blanks divide."""
    raw = _blank_divided(paper, start + piece.start(), start + piece.end())
    if raw:
        yield from raw
        return
    begin = piece.start()
    named = re.match(r"(?:其中|党委常委|常委|成员|委员)?:", piece.group(0))
    begin += named.end() if named else 0
    for name in names_in(text, begin, piece.end()):
        yield Name(start + name.start, start + name.end, name.text)


def _blank_divided(paper: Paper, start: int, end: int) -> list[Name]:
    """Names in columns: 张 三  李四四  王五; single characters are put together by two."""
    words = paper.source.words(start, end)
    if not re.search(r"\S[ \u3000\xa0]+\S", words):
        return []
    parts, place = [], start
    for word in words.split():
        length = len(word)
        parts.append((place, place + length))
        place += length
    if place != end:
        return []
    if len(parts) == 3 and all(last - first == 1 for first, last in parts):
        return _whole(paper.text, start, end)
    names, number = [], 0
    while number < len(parts):
        first, last = parts[number]
        if last - first == 1 and number + 1 < len(parts) and parts[number + 1][1] - parts[number + 1][0] == 1:
            last = parts[number + 1][1]
            number += 1
        names.extend(_whole(paper.text, first, last))
        number += 1
    return names


def _whole(text: str, start: int, end: int) -> list[Name]:
    return [Name(start + name.start, start + name.end, name.text) for name in names_in(text[start:end])]


def _excused(paper: Paper) -> Iterator[_Entry]:
    """张三因公请假 in a sentence of what was held."""
    if paper.is_notice:
        return
    for match in EXCUSED.finditer(paper.plain, paper.body):
        begin = max(match.start("who"), paper.plain.rfind(",", match.start("who"), match.end("who")) + 1)
        names = names_in(paper.plain, begin, match.end("who"))
        after = match.group(0)[match.end("who") - match.start() :]
        if (
            names
            and names[-1].end >= match.end("who") - len("同志")
            and not re.match(r"[^因未请缺同]", after)
        ):
            yield from (_Entry(LEAVE, name.start, name.end, name.text) for name in names)
