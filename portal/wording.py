"""How days, periods and sizes are written on screens. Pure: neither Django nor the clock."""

import datetime as dt
import re
from collections.abc import Callable

WEEKDAYS = "一二三四五六日"
QUARTERS = "一二三四"
HALVES = "上下"
TITLE_LENGTH = 200
"""Characters that the column of a title holds."""
PARTS = {"a": "上旬", "b": "中旬", "c": "下旬"}

_PERIODS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(\d{4})"), lambda m: f"{m[1]}年"),
    (re.compile(r"(\d{4})H([12])"), lambda m: f"{m[1]}年{HALVES[int(m[2]) - 1]}半年"),
    (re.compile(r"(\d{4})Q([1-4])"), lambda m: f"{m[1]}年第{QUARTERS[int(m[2]) - 1]}季度"),
    (re.compile(r"(\d{4})-(\d\d)"), lambda m: f"{m[1]}年{int(m[2])}月"),
    (re.compile(r"(\d{4})-(\d\d)([abc])"), lambda m: f"{m[1]}年{int(m[2])}月{PARTS[m[3]]}"),
    (re.compile(r"(\d{4})W(\d\d)"), lambda m: f"{m[1]}年第{int(m[2])}周"),
    (re.compile(r"T(\d{4})-(\d\d)-(\d\d)"), lambda m: f"{m[1]}年{int(m[2])}月{int(m[3])}日起的任期"),
)


def day_cn(day: dt.date | None) -> str:
    """A day with its weekday, 2026年9月30日(星期三); nothing for none."""
    if day is None:
        return ""
    return f"{date_cn(day)}(星期{WEEKDAYS[day.weekday()]})"


def date_cn(day: dt.date) -> str:
    """A day without its weekday, 2026年9月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def period_cn(name: str) -> str:
    """A period in words, 2026Q3 as 2026年第三季度; a name of no known shape as it is."""
    for pattern, write in _PERIODS:
        match = pattern.fullmatch(name)
        if match:
            return write(match)
    return name


def shortened(title: str) -> str:
    """A title that fits into its column."""
    return title if len(title) <= TITLE_LENGTH else f"{title[: TITLE_LENGTH - 1]}…"
