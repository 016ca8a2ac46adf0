"""What a meeting settled: who is to do it, and by when."""

import re
from calendar import monthrange
from collections.abc import Iterator
from typing import Any

from meetings.prefill.dates import Mention, mentions, number
from meetings.prefill.found import Found, Item
from meetings.prefill.occasion import Occasion
from meetings.prefill.paper import Paper
from meetings.prefill.people import HAN, INVENTED, MARK

SETTLED = re.compile(r"议定|决定|同意|明确|要求|责成|确定|商定|会议认为|牵头")
BEFORE = re.compile(r"上次|此前|已经?完成|已(?:由|落实)|去年|提议|建议|反映|汇报称")
ORGAN = r"(?:局|办|办公室|委员会|委|部|科|处|室|中心|站|所|队|组|公司|集团|厂|院|校|银行|工会|妇联|团委|支部|党支部|党委|团|团场|师|师市|镇|连|连队|村|社区|农办|领导小组|工作队|单位|企业|合作社)"
OWNER = rf"(?P<owner>(?:{INVENTED.pattern})|{MARK}[{HAN}]{{2,3}}|[^,。;:、\n(由和与及将□]{{1,20}}?{ORGAN})"
DUTY = r"(?:同志)?(?:负责)?(?:\([^)]*\))?(?=牵头|负责|会同|组织|抓好|落实|修改|商|尽快|于|根据|按照|制定|拟定|研究|进一步|在\d|督促|具体|承办|统筹|做好|完成|提出|抓紧|协调|配合|跟踪|起草|印发|\d{1,2}月|年底|,)"
BY = re.compile(rf"(?:由|责成|请|明确由|交由){OWNER}{DUTY}")
LEADS = re.compile(rf"(?:^|[,;:。]|[一二三四五六七八九]是|[(]\d[)]|\d[.、]){OWNER}(?=牵头)")
LABELLED = re.compile(
    rf"(?:牵头单位|责任单位|责任人|牵头部门|责任部门|承办单位|落实单位):{OWNER}(?=[,;。)\n、]|$)"
)
DOES = re.compile(
    rf"(?:^|[,;:。]|[一二三四五六七八九]是|[(]\d[)]|\d[.、]){OWNER}(?:要|须|应)?(?=[于在]?(?:20\d\d年)?\d{{1,2}}月(?:\d{{1,2}}日|底)(?:之?前|以前))"
)
ITEM = re.compile(r"[(]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[)、.]|[一二三四五六七八九十]是|[①-⑩]")
MANY = re.compile(r"全体|有关|相关|其他|所有|部分")
TOGETHER = re.compile(r"^[、和与及]")
MONTH_END = re.compile(r"(?:(?P<year>20\d\d)年)?(?P<month>1[0-2]|0?[1-9])月底(?:之?前|以前)")
YEAR_END = re.compile(r"(?:(?P<year>20\d\d)年)?年底(?:之?前|以前)|(?P<year2>20\d\d)年底(?:之?前|以前)")
DUE_AFTER = re.compile(r"^(?:\([^)]*\))?(?:之?前|以前|截止|内完成)")
DUE_LABEL = re.compile(r"(?:完成时限|时限|完成时间|截止时间|期限):?(?:为)?$")


def decisions_of(paper: Paper, occasion: Occasion | None) -> Found | None:
    """The settled points that name an owner, in order; `due` stands beside where the same sentence names a day."""
    found = list(_decisions(paper, occasion))
    if not found:
        return None
    start, end = min(span[0] for _, span in found), max(span[1] for _, span in found)
    items = tuple(Item(paper.text[first:last], paper.source.words(first, last)) for _, (first, last) in found)
    return Found([value for value, _ in found], paper.source.words(start, end), items)


def _decisions(paper: Paper, occasion: Occasion | None) -> Iterator[tuple[dict[str, Any], tuple[int, int]]]:
    for start, end in _settled(paper):
        if BEFORE.search(paper.text, start, end):
            continue
        for first, last in _parts(paper.text, start, end):
            part = paper.text[first:last]
            owner = _owner(part)
            if owner:
                due = _due(part, occasion)
                yield {"owner": owner} | ({"due": due} if due else {}), (first, last)


def _settled(paper: Paper) -> Iterator[tuple[int, int]]:
    """The sentences that settle something: what follows 会议议定 in its paragraph, or in the list below it."""
    listing = False
    for line in paper.source.lines:
        if line.end <= paper.body:
            continue
        listing = listing and ITEM.match(line.text) is not None
        settled, place = listing, line.start
        for match in re.finditer(r"[。!?]|$", line.text):
            end = line.start + match.end()
            settled = settled or SETTLED.search(paper.text, place, end) is not None
            if settled and end > place:
                yield place, end
            place = end
        if line.text.endswith(":") and settled:
            listing = True


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentence cut at semicolons, so that each point keeps its own day."""
    for match in re.finditer(r"[^;]+", text[start:end]):
        yield start + match.start(), start + match.end()


def _owner(part: str) -> str:
    """The one unit or official that a point names as first in charge; nothing where there are two as equals."""
    owners = []
    part = ITEM.sub("", part, count=1) if ITEM.match(part) else part
    for pattern in (BY, LABELLED, LEADS, DOES):
        for match in pattern.finditer(part):
            if TOGETHER.match(part[match.end("owner") :]) or MANY.match(match["owner"]):
                return ""
            owners.append(match["owner"])
        if owners:
            break
    return owners[0] if len(set(owners)) == 1 else ""


def _due(part: str, occasion: Occasion | None) -> str:
    """The day by which it is to be done, in the first year in which it comes after the occasion."""
    if occasion is None:
        return ""
    found = [due for due in (*_days(part, occasion), *_ends(part, occasion)) if due]
    return found[0] if len(set(found)) == 1 else ""


def _days(part: str, occasion: Occasion) -> Iterator[str]:
    for mention in mentions(part):
        if DUE_AFTER.match(part[mention.end :]) or DUE_LABEL.search(part[: mention.start]):
            yield _next(mention, occasion)


def _next(mention: Mention, occasion: Occasion) -> str:
    if mention.month is None:
        return ""
    for year in [mention.year] if mention.year else [occasion.day.year, occasion.day.year + 1]:
        day = mention.on(year)
        if day is not None and day >= occasion.day:
            return day.isoformat()
    return ""


def _ends(part: str, occasion: Occasion) -> Iterator[str]:
    """6月底前 is the last day of June, 年底前 of the year."""
    for match in MONTH_END.finditer(part):
        month = number(match["month"]) or 1
        year = int(match["year"]) if match["year"] else occasion.day.year + (month < occasion.day.month)
        yield f"{year}-{month:02}-{monthrange(year, month)[1]:02}"
    for match in YEAR_END.finditer(part):
        year = int(match["year"] or match["year2"] or occasion.day.year)
        yield f"{year}-12-31"
