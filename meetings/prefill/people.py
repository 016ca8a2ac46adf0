"""Names of officials in running text and in lists; a name is only taken where its place says that it is one."""

import dataclasses
import re
from collections.abc import Iterable
from functools import cache

from meetings.prefill.lexicon import alternatives, data

HAN = "\u3400-\u9fff"
STEMS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
MARK = "(?:演示|测试|示例)-"
INVENTED = re.compile(rf"{MARK}[{STEMS}](?:[〇零一二三四五六七八九十百\d]{{1,3}}|[{STEMS}])")
MARKED = re.compile(rf"{MARK}(?P<given>[{HAN}]{{2,3}})")
DOTTED = re.compile(rf"[{HAN}]{{2,6}}(?:·[{HAN}]{{2,6}})+")
NEVER_GIVEN = frozenset("的了着过等们这那其各每个,、副第")
SUREST = 9
BEFORE = "由是请和与及、,:;。(\n\t“)日晚午人"
"""What may stand right before a name, beside a title."""


@dataclasses.dataclass(frozen=True)
class Name:
    """A name at its place."""

    start: int
    end: int
    text: str


def names_in(text: str, start: int = 0, end: int | None = None) -> list[Name]:
    """The names between two places, in order; each as short as what follows allows."""
    last = len(text) if end is None else end
    found, place = [], start
    while place < last:
        stop = (
            _invented(text, place, last)
            or _dotted(text, place, last, start)
            or _chinese(text, place, last, start)
        )
        if stop:
            found.append(Name(place, stop, text[place:stop]))
        place = stop or place + 1
    return found


def _invented(text: str, place: int, last: int) -> int | None:
    """The end of a name with a mark before it; without numeral or stem two or three characters, as what follows allows."""
    if match := INVENTED.match(text, place, last):
        return match.end()
    if match := MARKED.match(text, place, last):
        shortest = match.start("given") + 2
        return _best_end(text, range(shortest, match.end() + 1), last)
    return None


def _dotted(text: str, place: int, last: int, start: int) -> int | None:
    """The end of a name with a dot, cut where the next word begins."""
    match = DOTTED.match(text, place, last)
    if match is None or not _may_begin(text, place, start):
        return None
    dot = text.rfind("·", place, match.end())
    if _title_within(text[place : text.find("·", place)]):
        return None
    stops = [stop for stop in range(dot + 3, match.end() + 1) if _may_end(text, stop, last)]
    return stops[0] if stops else None


def _chinese(text: str, place: int, last: int, start: int) -> int | None:
    """The end of a Chinese name: surname and one or two characters.

    Where both fit, the third character may begin the next word (张三|到 …): the longer next word decides.
    """
    surname = _surname(text, place)
    if not surname or not _may_begin(text, place, start):
        return None
    begin = place + surname
    stops = [stop for stop in (begin + 1, begin + 2) if stop <= last and _given(text[begin:stop])]
    end = _best_end(text, stops, last)
    if end is None or _no_name().match(text, place) or _title_end().search(text[place:end]):
        return None
    return end


def _surname(text: str, place: int) -> int:
    if text[place : place + 2] in data()["compound_surnames"]:
        return 2
    return 1 if text[place] in _surnames() else 0


@cache
def _surnames() -> frozenset[str]:
    return frozenset(data()["surnames"])


@cache
def _no_name() -> re.Pattern[str]:
    return re.compile(alternatives("no_names"))


@cache
def _after() -> re.Pattern[str]:
    return re.compile(alternatives("after_name"))


@cache
def _title_end() -> re.Pattern[str]:
    return re.compile(f"(?:{alternatives('titles')})$")


def _given(given: str) -> bool:
    """Whether these characters may be a given name."""
    return (
        all("\u3400" <= each <= "\u9fff" for each in given)
        and not NEVER_GIVEN & set(given)
        and not _title_end().search(given)
        and given
        not in ("某", "某某", "书", "主", "局", "部", "处", "科", "团", "总", "工", "连", "所", "站")
    )


def _title_within(text: str) -> bool:
    return re.search(alternatives("titles"), text) is not None


def _may_begin(text: str, place: int, start: int) -> bool:
    if place == start or text[place - 1] in BEFORE:
        return True
    return _title_end().search(text, max(start, place - 6), place) is not None or text.endswith(
        "委托", start, place
    )


def _may_end(text: str, stop: int, last: int) -> bool:
    return _next_word(text, stop, last) > 0


def _best_end(text: str, stops: Iterable[int], last: int) -> int | None:
    """Where a name ends: before the longest word that may follow one, the first of equals; None before no such word."""
    fits = [(_next_word(text, stop, last), -stop) for stop in stops]
    length, end = max(fits, default=(0, 0))
    return -end if length else None


def _next_word(text: str, stop: int, last: int) -> int:
    """How long the word is that may follow a name at this place; the end of the text or a sign is the surest."""
    if stop >= last or not "\u3400" <= text[stop] <= "\u9fff":
        return SUREST
    match = _after().match(text, stop)
    return len(match.group(0)) if match else 0
