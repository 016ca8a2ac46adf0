"""When and where: the day, the time and the place of the occasion that a paper is about."""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator

from meetings.prefill.anchors import LONGEST_EDGE, Anchor, is_published
from meetings.prefill.dates import Mention, mentions
from meetings.prefill.found import Found
from meetings.prefill.labels import labelled
from meetings.prefill.paper import DATED_LINE, Paper

EVENT = re.compile(
    r"召开|举行|举办|开展|组织|主持|调研|走访|入户|来到|深入|赴|前往|一行|到|出席|会议|学习|座谈"
)
HELD = re.compile(
    r"召开|举行|举办|主持|调研|走访|入户|集体学习|集中学习|专题学习|学习研讨|开展[^,。]{0,20}学习|组织[^,。]{0,20}学习|会议研究|会议听取"
)
FIXED = re.compile(r"(?:定于|拟定于|拟于|决定于|将于|拟在|定在|订于|时间为|时间定为|安排在)$")
MOVED = re.compile(
    r"(?:推迟到|推迟至|推迟为|延期至|延期到|延至|延后至|改为|改至|改到|改在|改于|调整为|调整到|调整至|提前至|提前到|变更为|变更至|顺延至)$"
)
PUT_OFF = re.compile(r"推迟|延期|改期|调整|变更|顺延")
CALLED_OFF = re.compile(r"取消|停开|不再召开|暂停召开|撤销")
OPENING = re.compile(r"^\s*(?:[^,。\n]{0,12}讯)?(?:\([^()]*\))?[:,]?$")
DEADLINE = re.compile(r"^(?:之?前|以前|底前|止|截止|内|起|以后|之后)")
NO_DAY_BEFORE = re.compile(r"(?:截至|截止到?|不迟于|最迟|早于|自|从|□)$")
NO_DAY_AFTER = re.compile(
    r"^(?:,?(?:本报|本网)?记者|[^,。\n]{0,16}获悉|□|\)?[^,。\n]{0,4}?[讯电](?![站话网影子力商])|[^,。;\n]{0,12}(?:印发|下发|出台|反馈))"
)
FUTURE = re.compile(r"将于|拟于|定于|即将|将在")
ROOM = (
    r"(?:会议室|会议中心|会议厅|礼堂|会堂|报告厅|多功能厅|演播厅|活动室|活动中心|服务中心|文化中心|指挥中心|调度中心|阵地|党校|宾馆|酒店|招待所|学习室|阅览室"
    r"|接待室|党员之家|职工之家|大厅|[一二三四五六七八九十\d]+楼|[一二三四五六七八九十\d]+室|办公楼|综合楼|大楼|[^,。]{2,8}中心|[^,。]{2,8}[馆院楼]|机关|团部|连部|师部|广场|合作社|基地|产业园|园区|示范区|现场|田间|地头|会场)"
)
PLACE = re.compile(
    rf"(?<![现正旨存自内实])在(?P<place>[^,。;:\n在□]{{1,40}}?{ROOM})(?=(?:主持|组织|集中|集体|以|通过|采取|现场|如期|顺利|正式|,?(?:主持|组织)?)*(?:召开|举行|举办|开展))"
)
NOT_A_PLACE = re.compile(
    r"主持下|带领下|基础上|期间|工作中|过程中|形势|背景|会上|当前|\d[月日]|对|全[团师市连兵]|我[团师市连]|本[团师市连]|各"
)
VENUE = re.compile(
    r"主会场设在(?P<place>[^,。;:\n]{2,40}?)(?=[,。;\n]|$)|地点(?:不变,)?(?:仍|设|调整|改)?[在为至到](?P<place2>[^,。;:\n]{2,40}?)(?=[,。;\n]|$)"
)


@dataclasses.dataclass(frozen=True)
class Occasion:
    """The day of the occasion at its place in the text."""

    day: dt.date
    mention: Mention
    start: int
    end: int


@dataclasses.dataclass(frozen=True)
class _Candidate:
    mention: Mention
    start: int
    rank: int
    """The lower, the surer; candidates of the best rank must agree."""


def occasion_of(paper: Paper, anchor: Anchor, *, planned: bool) -> Occasion | None:
    """The occasion's day: as labelled, as fixed by the notice, or as the first sentence about it says."""
    candidates = sorted(_candidates(paper, planned=planned), key=lambda each: (each.rank, each.start))
    if not candidates or CALLED_OFF.search(paper.named):
        return None
    best = [each for each in candidates if each.rank == candidates[0].rank]
    found = [(each, anchor.resolve(each.mention, planned=planned)) for each in best]
    first, day = found[0]
    if day is None or (first.rank < LEAD and len({other for _, other in found}) > 1):
        return None
    shift = first.start - first.mention.start
    return Occasion(day, first.mention, first.start, first.mention.end + shift)


MOVED_TO, LABEL, FIXED_FOR, LEAD, LATER, BELOW_TITLE = range(6)


def _candidates(paper: Paper, *, planned: bool) -> Iterator[_Candidate]:
    yield from _labels(paper, planned=planned)
    lead = _lead_end(paper)
    for start, end in paper.held_sentences():
        sentence = paper.plain[start:end]
        if DATED_LINE.match(sentence.strip()):
            continue
        for mention in mentions(sentence):
            if _is_edge(paper, start + mention.start):
                continue
            rank = _rank(sentence, mention, planned=planned)
            if rank is not None:
                yield _Candidate(
                    mention, start + mention.start, LATER if rank == LEAD and start >= lead else rank
                )
    yield from _below_title(paper)


def _is_edge(paper: Paper, place: int) -> bool:
    """Whether the day at a place is that of publication, in a line of its own."""
    line = paper.source.line_at(place)
    return len(line.text) < LONGEST_EDGE and any(
        each.start == place - line.start and is_published(line.text, each) for each in mentions(line.text)
    )


def _labels(paper: Paper, *, planned: bool) -> Iterator[_Candidate]:
    """时间: in a notice, in minutes, or beside other labels; the stamp of a web page is none."""
    others = labelled(paper.source, ("place", "chair", "present", "visitor", "target"))
    for label in labelled(paper.source, ("time",)):
        value = paper.text[label.value : label.end]
        line = paper.text[label.start : label.end]
        found = mentions(value)
        if not found or (is_published(value, found[0]) and not (planned or paper.is_minutes or others)):
            continue
        if (
            found[0].stamped
            or re.search(r"来源|浏览|点击", line)
            or not (planned or paper.is_minutes or paper.is_agenda or others)
        ):
            continue
        moved = [each for each in found if MOVED.search(value[: each.start])]
        mention = (moved or found)[0]
        if DEADLINE.match(value[mention.end :]):
            continue
        yield _Candidate(mention, label.value + mention.start, MOVED_TO if moved else LABEL)


def _rank(sentence: str, mention: Mention, *, planned: bool) -> int | None:
    """How surely this day of a sentence is the occasion's; None where it is not."""
    before, after = sentence[: mention.start], sentence[mention.end :]
    if DEADLINE.match(after) or NO_DAY_BEFORE.search(before) or NO_DAY_AFTER.match(after):
        return None
    if MOVED.search(before):
        return MOVED_TO
    if FIXED.search(before):
        return FIXED_FOR if planned else None
    if planned:
        return LEAD if re.search(r"召开|举行|举办|开展|组织", after) and "请" not in before[-8:] else None
    opens = OPENING.search(before) is not None
    if FUTURE.search(sentence) or not (opens or HELD.search(after)):
        return None
    if mention.month is None and not re.search(r"(?:讯[:]?|^)\W{0,3}$|\)$", before):
        return None
    return LEAD


def _lead_end(paper: Paper) -> int:
    """The end of the first paragraph of the body."""
    for line in paper.source.lines:
        if line.start >= paper.body and len(line.text) > 25 and not DATED_LINE.match(line.text):
            return line.end
    return len(paper.text)


def _below_title(paper: Paper) -> Iterator[_Candidate]:
    """(2026年3月12日) in brackets below the title of minutes."""
    if not (paper.is_minutes and paper.title):
        return
    for line in paper.source.lines:
        if line.start >= paper.body:
            if re.fullmatch(r"\(20\d\d年[^()]{3,20}\)", line.text):
                mention = mentions(line.text)[0] if mentions(line.text) else None
                if mention:
                    yield _Candidate(mention, line.start + mention.start, BELOW_TITLE)
            return


def place_of(paper: Paper, occasion: Occasion | None) -> Found | None:
    """The place as labelled, or the one in which the occasion is said to have been held."""
    values = [(label.value, label.end) for label in labelled(paper.source, ("place",))]
    spans = [_trimmed(paper.text, *value) for value in values]
    if not spans:
        told = [
            (match.start(group), match.end(group))
            for pattern, group in ((PLACE, "place"), (VENUE, "place"), (VENUE, "place2"))
            for match in pattern.finditer(paper.plain, paper.body)
            if match[group] and not NOT_A_PLACE.search(match[group])
        ]
        lead = [span for span in told if occasion and _same_sentence(paper, span[0], occasion.start)]
        spans = lead or told
    spans = [(start, end) for start, end in spans if end - start >= 2]
    if not spans or len({paper.text[start:end] for start, end in spans}) > 1:
        return None
    start, end = spans[0]
    return Found(paper.text[start:end], paper.source.words(start, end))


def _same_sentence(paper: Paper, one: int, other: int) -> bool:
    return paper.source.sentence(one) == paper.source.sentence(other)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The value up to the first stop or bracket."""
    stop = re.search(r"[,。;(\n\t]", text[start:end])
    return start, start + stop.start() if stop else end
