"""One value of a file: text as written, full-width digits read, brought into the one form in which it is kept.

What cannot be read raises ValueError with a Chinese sentence that says what would be right.
"""

import datetime as dt
import functools
import re
import unicodedata
from collections.abc import Callable

from duties.interchange.columns import Column, Kind
from duties.periods import first_day, kind_of

BLANK = " \t\r\n\v\f\u3000\u00a0\ufeff\u200b"
NEUTRAL = re.compile(r"'+[=+@-]")
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)", re.ASCII | re.IGNORECASE
)


def read_value(column: Column, text: str) -> str:
    """The value of a column as it is kept; an empty one stays empty. Raises ValueError."""
    text = plain(text)
    if not text:
        if column.must:
            raise ValueError("必须填写;请补填")
        return "0" if column.kind == "flag" else ""
    return READERS[column.kind](column, text)


def plain(text: str) -> str:
    """Text without blanks around it, and without the apostrophe that kept a spreadsheet from running it."""
    text = text.strip(BLANK)
    return text[1:] if NEUTRAL.match(text) else text


def _text(column: Column, text: str) -> str:
    if "\0" in text:
        raise ValueError("含有不可见的控制字符;请删去后重填")
    if column.words and text not in column.words:
        raise ValueError(f"{text} 不在可填的词中;请填 {'、'.join(column.words)} 之一")
    if len(text) > column.longest:
        raise ValueError(f"有 {len(text)} 个字,最多 {column.longest} 个字;请缩短")
    return text


def _list(column: Column, text: str) -> str:
    items = {item.strip(BLANK) for item in text.replace("；", ";").split(";")} - {""}
    return ";".join(sorted(_text(column, item) for item in items))


@functools.lru_cache(maxsize=65_536)
def _day(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    if not DAY.fullmatch(plain):
        raise ValueError(f"{text} 不是日期;请写成 2025-03-31")
    try:
        return dt.date.fromisoformat(plain).isoformat()
    except ValueError as error:
        raise ValueError(f"{text} 不是日历上的日期;请核对年月日") from error


def _instant(column: Column, text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    if not INSTANT.fullmatch(plain):
        raise ValueError(f"{text} 不是带时区的时间;请写成 2025-04-10T23:59:59+08:00")
    try:
        return dt.datetime.fromisoformat(plain.upper().replace(" ", "T")).isoformat()
    except ValueError as error:
        raise ValueError(f"{text} 不是真实的时间;请核对年月日时分秒和时区") from error


def _flag(column: Column, text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    if plain not in ("0", "1"):
        raise ValueError(f"{text} 不是 1 或 0;请填 1(是)或 0(否)")
    return plain


@functools.lru_cache(maxsize=4_096)
def _period(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    try:
        first_day(plain), kind_of(plain)
    except ValueError as error:
        raise ValueError(
            f"没有周期 {text};请写成 2025、2025H1、2025Q1、2025-03、2025-03a、2025W07 或 T2023-05-10"
        ) from error
    return plain


READERS: dict[Kind, Callable[[Column, str], str]] = {
    "text": _text,
    "list": _list,
    "date": lambda column, text: _day(text),
    "instant": _instant,
    "flag": _flag,
    "period": lambda column, text: _period(text),
}
