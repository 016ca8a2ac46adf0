"""Where a visit went, and the problems that it found."""

import re

from meetings.prefill.dates import number
from meetings.prefill.found import Found, Item
from meetings.prefill.labels import labelled
from meetings.prefill.occasion import Occasion
from meetings.prefill.paper import Paper

KIND = r"(?:团场|[团师镇乡村连]|连队|社区|师市)"
TARGET = re.compile(
    rf"(?:到|赴|深入|来到|前往|走进|在)(?P<lead>(?:其|所)?(?:乡村振兴)?(?:定点|挂钩|包联|帮扶)?(?:联系|包联|挂钩|帮扶)(?:点|的)?(?:团场|连队|点)?(?:—+)?)?(?P<target>[^,。;:、\n□到赴]{{1,20}}?{KIND})"
    r"(?=,|。|、|和|及|与|等|\n|$|开展|进行|调研|专题|实地|督导|检查|走访|就|围绕|看|蹲点|宣讲|参加|指导|乡村|一线|了解|召开|查看|\()"
)
GOING = re.compile(r"调研|走访")
UNIT = re.compile(rf"[^,。;:、\n□]{{1,20}}?{KIND}")
MORE = re.compile(r"^(?:、|和|及|与|等)")
A_POINT = re.compile(r"(?:定点|结对|对口|包联|挂钩|帮扶|联系)+(?:点)?的?(?:团场|连队|[团连村镇])")
"""What a unit is called without its name."""
MANY = re.compile(r"(?:基层|我|本|该|各|全|所属|辖区|部分|有关|相关|一线|多个|[两三四五六七八九十\d]+个)")
FOUND = re.compile(
    r"(?:发现|存在|反映|梳理出?|查找出?|指出|汇总)(?:了|出|的|以下|如下|主要|突出|共性|短板|[,:])*(?P<count>[两一二三四五六七八九十\d]+)?(?:个|条|项)?(?:方面)?(?:的|以下|主要|突出)*(?:问题|困难)(?P<count2>\d+)?(?:个|条|项)?"
)
NAMED = re.compile(
    r"(?:发现|存在)的?(?P<points>[^,。;:\n]{4,80}?)(?P<count>[两三四五六七八九十\d]+)(?:个|项|条|方面)+(?:的)?(?:突出|主要)?(?:问题|困难)"
)
ENUMERATIONS = (
    re.compile(r"(?P<number>[一二三四五六七八九十])是"),
    re.compile(r"(?:^|(?<=[\n:;。]))\(?(?P<number>\d{1,2})[.、)](?!\d)"),
    re.compile(r"(?:^|(?<=[\n:;。]))\((?P<number>[一二三四五六七八九十])\)"),
    re.compile(r"(?P<number>[①②③④⑤⑥⑦⑧⑨⑩])"),
)
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
STOP = re.compile(r"要求|强调|指出|建议|下一步|措施|(?:^|\n)[一二三四五六七八九十]{1,2}、")


def target_of(paper: Paper, occasion: Occasion | None) -> Found | None:
    """The one unit visited, by the title or the sentence with the day; none where there were several."""
    if labels := labelled(paper.source, ("target",)):
        value = UNIT.fullmatch(paper.text, labels[0].value, labels[0].end) if len(labels) == 1 else None
        return Found(value.group(0), paper.source.words(*value.span())) if value else None
    title = _target(paper, paper.title.start, paper.title.end) if paper.title else None
    hits = [title] if title else []
    spans = list(paper.held_sentences())[:4]
    if occasion and occasion.start >= paper.body:
        spans.insert(0, paper.source.sentence(occasion.start))
    told = [
        match
        for start, end in spans
        if GOING.search(paper.plain, start, end)
        if (match := _target(paper, start, end))
    ]
    if told and not (title and _is_several(paper, told[0]) and told[0]["target"].startswith(title["target"])):
        hits.append(told[0])
    if not hits or any(_is_several(paper, match) for match in hits):
        return None
    longest = max(hits, key=lambda match: len(match["target"]))
    if not all(_counted(match["target"]) in _counted(longest["target"]) for match in hits):
        return None
    return Found(longest["target"], paper.source.words(longest.start("target"), longest.end("target")))


def _is_several(paper: Paper, match: re.Match[str]) -> bool:
    """Whether more places follow: 五团、六团."""
    return MORE.match(paper.plain[match.end("target") :]) is not None


def _counted(name: str) -> str:
    """A unit's name with its number in digits: 二十七团 is 27团."""
    return re.sub(
        r"[一二三四五六七八九十]{1,3}", lambda match: str(number(match.group(0)) or match.group(0)), name
    )


def _target(paper: Paper, start: int, end: int) -> re.Match[str] | None:
    """The first unit named in these words; none where another of its rank, or all of a rank, are named too."""
    found = [
        match for match in TARGET.finditer(paper.plain, start, end) if not A_POINT.fullmatch(match["target"])
    ]
    if not found or any(MANY.match(match["target"]) for match in found):
        return None
    first, others = found[0], found[1:]
    if any(_rank(other) <= _rank(first) and other["target"] != first["target"] for other in others):
        return None
    return first


def _rank(match: re.Match[str]) -> int:
    """How high a unit stands, by the last word of its name."""
    return next(
        rank for rank, ends in enumerate(("师市", "团场镇乡", "连队村")) if match["target"][-1] in ends
    )


def problems_of(paper: Paper) -> Found | None:
    """How many problems were found, where the number told and the points listed agree; the points as items."""
    for trigger in FOUND.finditer(paper.text, paper.body):
        told = number((trigger["count"] or trigger["count2"] or "").replace("两", "二"))
        points, end = _points(paper.text, trigger.end())
        count = len(points) or told
        if not count or (told and points and told != len(points)):
            continue
        last = max(end, trigger.end())
        items = tuple(Item(paper.text[a:b], paper.source.words(a, b)) for a, b in points)
        return Found(count, paper.source.words(trigger.start(), last), items)
    return _named(paper)


def _named(paper: Paper) -> Found | None:
    """发现的甲、乙两个问题: counted where as many are named."""
    for match in NAMED.finditer(paper.text, paper.body):
        count = number(match["count"].replace("两", "二"))
        start = match.start("points")
        points = [
            (start + each.start(), start + each.end()) for each in re.finditer(r"[^、和]+", match["points"])
        ]
        if count and count == len(points):
            items = tuple(Item(paper.text[a:b], paper.source.words(a, b)) for a, b in points)
            return Found(count, paper.source.words(match.start(), match.end()), items)
    return None


def _points(text: str, place: int) -> tuple[list[tuple[int, int]], int]:
    """The points listed right after a place: 一是…;二是…, or 1.… 2.…, as long as they count up."""
    for pattern in ENUMERATIONS:
        first = pattern.search(text, place)
        if first is None or _value(first["number"]) != 1 or first.start() - place > 12:
            continue
        marks = [first]
        for match in pattern.finditer(text, first.end()):
            if _value(match["number"]) != len(marks) + 1 or STOP.search(text, marks[-1].end(), match.start()):
                break
            marks.append(match)
        return _spans(text, marks)
    return [], place


def _spans(text: str, marks: list[re.Match[str]]) -> tuple[list[tuple[int, int]], int]:
    """Each point from its mark to the next, the last to the end of its sentence."""
    bounds = [match.start() for match in marks[1:]]
    stop = re.search(r"[。;\n]|$", text[marks[-1].end() :])
    bounds.append(marks[-1].end() + (stop.start() if stop else 0))
    spans = []
    for mark, bound in zip(marks, bounds, strict=True):
        part = text[mark.end() : bound]
        spans.append((mark.end(), mark.end() + len(part.rstrip(";。,\n "))))
    return spans, bounds[-1]


def _value(mark: str) -> int | None:
    return CIRCLED.index(mark) + 1 if mark in CIRCLED else number(mark)
