"""Days and times as Chinese papers write them, each at its place; the year may be missing."""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator

NUMERALS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2}
N = "[〇零○一二三四五六七八九十两]"
YEAR = r"(?P<year>20\d\d|[二两][〇零○][〇零○一二三四五六七八九]{2})年"
MONTH = rf"(?P<month>1[0-2]|0?[1-9]|{N}{{1,2}})月"
DAY = rf"(?P<day>3[01]|[12]\d|0?[1-9]|{N}{{1,3}})(?:日|号)?"
TO = r"(?:至|到|[-—~]{1,2}|、|和)"
LAST = rf"{TO}(?:(?P<year2>20\d\d)年)?(?:(?P<month2>1[0-2]|0?[1-9]|{N}{{1,2}})月)?(?P<day2>3[01]|[12]\d|0?[1-9]|{N}{{1,3}})[日号]"
WEEKDAY = r"(?:,?\(?(?:本?周|星期|礼拜)(?P<weekday>[一二三四五六日天])\)?)"
OF_FIRST = r"(?:\((?:周|星期)[一二三四五六日天]\))?(?:上午|下午)?"
HALF = r"(?P<half>凌晨|清晨|早晨|早上|上午|中午|下午|傍晚|晚上|晚间|晚|午后)\)?"
CLOCK = (
    r"(?:(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)"
    rf"|(?P<hour2>2[0-4]|1\d|0?\d|{N}{{1,3}})(?:时|点)(?P<minute2>半|整|[一三]刻|[0-5]?\d分?|{N}{{1,3}}分)?)(?!\d)"
)
MOMENT = rf"(?:\)(?=[上中下][午]|晚|\d))?{WEEKDAY}?,? ?(?:{HALF})?,?(?:{CLOCK})?"
CHINESE = re.compile(rf"(?<![\d第])(?:{YEAR})?{MONTH}{DAY}(?:{OF_FIRST}{LAST})?{MOMENT}")
NUMERIC = re.compile(
    r"(?<![\d.\-/])(?P<year>20\d\d)(?P<sign>[-/.])(?P<month>0?[1-9]|1[0-2])(?P=sign)"
    rf"(?P<day>3[01]|[12]\d|0?[1-9])(?![\d\-/]|\.\d){MOMENT}(?P<seconds>:\d\d)?"
)
BARE = re.compile(
    rf"(?<![\d月年第{N[1:-1]}])(?P<day>3[01]|[12]\d|0?[1-9])日(?!内|前|以|后|游|均|产|常|报|至|起){MOMENT}"
)
RELATIVE = re.compile(rf"(?<![^\s,。;:)讯])(?P<word>昨日|昨天|今日|今天)(?!来|起|后|的){MOMENT}")
LUNAR = re.compile(r"(?:农历|阴历|旧历|夏历)[^,。;\d]{0,8}$")
LUNAR_YEAR = re.compile(r"[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年")


@dataclasses.dataclass(frozen=True)
class Mention:
    """A day that a text names, or the first and last of several; `time` is HH:MM."""

    start: int
    end: int
    year: int | None
    month: int | None
    day: int
    last: tuple[int | None, int | None, int] | None = None
    weekday: int | None = None
    time: str = ""
    stamped: bool = False
    """Written with a clock time to the second, as web pages stamp what they publish."""
    back: int | None = None
    """昨日: so many days before that of publication; then neither month nor day is named."""

    def on(self, year: int) -> dt.date | None:
        """The day in that year; None where the calendar has none, or the weekday says otherwise."""
        found = _day(year, self.month or 0, self.day)
        return None if found is None or self._other_weekday(found) else found

    def _other_weekday(self, day: dt.date) -> bool:
        return (
            self.weekday is not None
            and self.last is None
            and self.year is None
            and day.weekday() != self.weekday
        )

    def until(self, first: dt.date) -> dt.date | None:
        """The last day, where the text names several that follow one another."""
        if self.last is None:
            return None
        year, month, day = self.last
        found = _day(year or first.year, month or first.month, day)
        if found is not None and found < first and year is None and month is not None:
            found = _day(first.year + 1, month, day)
        return found if found is not None and first < found <= first + dt.timedelta(days=60) else None


def mentions(text: str) -> list[Mention]:
    """The days that a text names, in order; those of the lunar calendar are left out."""
    found = sorted([*_chinese(text), *_numeric(text)], key=lambda mention: mention.start)
    taken = [(mention.start, mention.end) for mention in found]
    bare = [each for each in _bare(text) if not any(start <= each.start < end for start, end in taken)]
    return sorted([*found, *bare, *_relative(text)], key=lambda mention: mention.start)


def _chinese(text: str) -> Iterator[Mention]:
    for match in CHINESE.finditer(text):
        month, day = number(match["month"]), number(match["day"])
        if month is None or day is None or _is_lunar(text, match.start()) or not _dated(match):
            continue
        last = None
        if match["day2"] and (last_day := number(match["day2"])) is not None:
            last = (_year(match["year2"]), number(match["month2"]), last_day)
            last = last if _follows(match, day, last) else None
        yield Mention(
            match.start(), _end(match), _year(match["year"]), month, day, last, _weekday(match), _time(match)
        )


def _dated(match: re.Match[str]) -> bool:
    """Whether the day is written out: 3月12日, or 3月12-13日; a bare 3月12 is a number."""
    return match.group(0)[match.end("day") - match.start() :][:1] in ("日", "号") or match["day2"] is not None


def _follows(match: re.Match[str], day: int, last: tuple[int | None, int | None, int]) -> bool:
    """Two days named one by one are several days only where one follows the other: 7日、8日."""
    sign = match.string[match.end("day") : match.start("day2")]
    return not ("、" in sign or "和" in sign) or (last[1] is None and last[2] == day + 1)


def _numeric(text: str) -> Iterator[Mention]:
    for match in NUMERIC.finditer(text):
        yield Mention(
            match.start(), _end(match), int(match["year"]), int(match["month"]), int(match["day"]),
            weekday=_weekday(match), time=_time(match), stamped=match["seconds"] is not None,
        )  # fmt: skip


def _bare(text: str) -> Iterator[Mention]:
    for match in BARE.finditer(text):
        yield Mention(
            match.start(),
            _end(match),
            None,
            None,
            int(match["day"]),
            weekday=_weekday(match),
            time=_time(match),
        )


def _relative(text: str) -> Iterator[Mention]:
    for match in RELATIVE.finditer(text):
        back = 1 if match["word"].startswith("昨") else 0
        yield Mention(match.start(), _end(match), None, None, 0, time=_time(match), back=back)


def _end(match: re.Match[str]) -> int:
    """The end of what was matched, without a sign that hangs on."""
    return match.start() + len(match.group(0).rstrip(", ("))


def _is_lunar(text: str, place: int) -> bool:
    return LUNAR.search(text, max(0, place - 12), place) is not None or bool(
        LUNAR_YEAR.search(text, max(0, place - 4), place)
    )


def number(text: str | None) -> int | None:
    """A small number in digits or in Chinese: 十二, 二十一, 30."""
    if not text:
        return None
    if text.isdigit() and text.isascii():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        if len(tens) > 1 or len(ones) > 1:
            return None
        return NUMERALS.get(tens, 0 if tens else 1) * 10 + NUMERALS.get(ones, 0)
    return int("".join(str(NUMERALS.get(each, 0)) for each in text))


def _year(text: str | None) -> int | None:
    return number(text) if text else None


def _weekday(match: re.Match[str]) -> int | None:
    return "一二三四五六日".find(match["weekday"].replace("天", "日")) if match["weekday"] else None


def _time(match: re.Match[str]) -> str:
    hour, minute = number(match["hour"] or match["hour2"]), _minute(match)
    if hour is None or minute is None:
        return ""
    half = match["half"] or ""
    if (half in ("下午", "傍晚", "晚上", "晚间", "晚", "午后") and hour < 12) or (
        half == "中午" and hour < 4
    ):
        hour += 12
    elif not half and hour < 7:
        # 3点 may be that of the night or of the afternoon.
        return ""
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


def _minute(match: re.Match[str]) -> int | None:
    if match["minute"]:
        return int(match["minute"])
    words = {None: 0, "半": 30, "整": 0, "一刻": 15, "三刻": 45}
    written = match["minute2"]
    return words[written] if written in words else number(written.removesuffix("分"))


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
