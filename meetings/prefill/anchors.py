"""The day on which a paper was put out, by which a day without its year is understood."""

import dataclasses
import datetime as dt
import re

from meetings.prefill.dates import Mention, mentions
from meetings.prefill.paper import DATED_LINE, Paper

PUT_OUT = re.compile(
    r"(?:发布(?:时间|日期|于)?|发表时间|更新时间|来源时间|印发(?:时间|日期)?|成文日期|印制日期|刊发|日期|编发|发稿)[::]?$"
)
NUMBERED = re.compile(r"(?:〔|\[|\(|【)(?P<year>20\d\d)(?:〕|\]|\)|】)(?:第)?\d+(?:号|期)")
NTH = re.compile(r"(?P<year>20\d\d)年(?:度)?第[一二三四五六七八九十\d]{1,4}[次期]")
TELLS = re.compile(r"[。,;]|召开|举行|会议|调研|主持|学习|开展|时间|日前|之前|底前|以前")
"""A line with any of these is no mere signature."""
SHORT, LONGEST_EDGE = 60, 120
WINDOW = dt.timedelta(days=330)


@dataclasses.dataclass(frozen=True)
class Anchor:
    """A day of publication, or only a year; `years` are all that the paper itself is numbered with."""

    day: dt.date | None
    year: int | None = None

    def resolve(self, mention: Mention, *, planned: bool) -> dt.date | None:
        """The day that a mention means; None where its year is unsure or no calendar has it."""
        if mention.year is not None and mention.month is not None:
            return mention.on(mention.year)
        if self.day is None:
            return mention.on(self.year) if self.year is not None and mention.month is not None else None
        if mention.back is not None:
            return None if planned else self.day - dt.timedelta(days=mention.back)
        if mention.month is None:
            return _in_month(mention, self.day, planned=planned)
        return _nearest(mention, self.day, planned=planned)


def _nearest(mention: Mention, day: dt.date, *, planned: bool) -> dt.date | None:
    """The last such day up to publication; for what is planned the first from then on."""
    years = (day.year, day.year + 1) if planned else (day.year, day.year - 1)
    for year in years:
        found = mention.on(year)
        if found is None:
            continue
        if (found >= day) if planned else (found <= day):
            return found if abs(found - day) <= WINDOW else None
    return None


def _in_month(mention: Mention, day: dt.date, *, planned: bool) -> dt.date | None:
    """A bare 18日 of news: of the month of publication, or of the one before."""
    if planned or mention.weekday is not None:
        return None
    for month in (day.replace(day=1), (day.replace(day=1) - dt.timedelta(days=1)).replace(day=1)):
        try:
            found = month.replace(day=mention.day)
        except ValueError:
            return None
        if found <= day:
            return found if day - found <= dt.timedelta(days=15) else None
    return None


def anchor_of(paper: Paper, published: dt.date | None) -> Anchor:
    """The day given with the paper, else the one that its head or its end names, else the year of its number."""
    if published is not None:
        return Anchor(published)
    if day := _stated(paper):
        return Anchor(day)
    return Anchor(None, _numbered(paper))


def _stated(paper: Paper) -> dt.date | None:
    """A full day in a line of its own, or after 发布时间, at the head or the end; the first of the head, else the last."""
    lines = paper.source.lines
    edge = {line.start for line in (*lines[:14], *lines[-8:])}
    head: list[dt.date] = []
    foot: list[dt.date] = []
    for line in lines:
        if line.start not in edge or len(line.text) > LONGEST_EDGE:
            continue
        for mention in mentions(line.text):
            if mention.year is None or not is_published(line.text, mention):
                continue
            day = mention.on(mention.year)
            if day:
                (head if line.end <= paper.body or line in paper.head[:8] else foot).append(day)
    days = foot[-1:] or head[:1] if paper.is_notice else head[:1] or foot[-1:]
    return days[0] if days else None


def is_published(line: str, mention: Mention) -> bool:
    """Whether this day of a line is that of publication, signing or printing."""
    before, after = line[: mention.start], line[mention.end :]
    if PUT_OUT.search(before) or mention.stamped or after.startswith(("印发", "讯")):
        return True
    if re.search(r"来源|浏览|点击|阅读|作者|编辑|发布", line) and len(line) < 80:
        return True
    if re.search(r"(?:时间|日期):?$", before):
        return False
    return bool(DATED_LINE.match(line)) or (len(line) < SHORT and not TELLS.search(before + after))


def _numbered(paper: Paper) -> int | None:
    """The year in the number of the paper or of the sitting, where all agree."""
    head = "\n".join(line.text for line in paper.head[:6])
    years = {int(match["year"]) for pattern in (NUMBERED, NTH) for match in pattern.finditer(head)}
    return years.pop() if len(years) == 1 else None
