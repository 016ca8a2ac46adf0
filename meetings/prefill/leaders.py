"""Who chaired a sitting, who led a visit: never who only spoke."""

import itertools
import re
from collections.abc import Iterator

from meetings.prefill.dates import mentions
from meetings.prefill.found import Found
from meetings.prefill.kinds import several_sittings
from meetings.prefill.labels import labelled
from meetings.prefill.occasion import DEADLINE, Occasion
from meetings.prefill.paper import Paper
from meetings.prefill.people import Name, names_in

MOST_CHAIRS = 8
"""A sentence that says it more often is no sentence."""
CHAIRED = re.compile(
    r"主持(?!人|词|下|稿|者|辞|召集|全面|日常|工作(?!会|调度|推进|例会|座谈|汇报会|部署会|专题会))"
)
UNDER = re.compile(r"在(?P<who>[^,。;\n]{2,40}?)(?:同志)?的?主持下")
CALLED_CHAIR = re.compile(r"主持会议的(?:是|为)(?P<who>[^,。;\n]{2,40})")
ON_BEHALF = re.compile(
    r"(?:受|经|代表|按照)[^,;。\n]{2,40}?(?:的?(?:委托|授权|安排|指派))|代表(?:团|师市?|连)?党委书记[^,;。\n主]{2,20}"
)
NOT_CHAIR = re.compile(r"原定|原由|原拟|原计划|本应|未能主持|下次|上次|上一次")
JOINER = re.compile(r"^(?:同志)?(?:、|和|与|及|以及|,)+[^、和与及,。;]{0,24}$")
SEVERAL = re.compile(r"分别|共同|联合|轮流|先后|依次")
MOVED = re.compile(
    r"(?:先后|分别|专程|再次|深入|轻车简从|利用[^,。;]{0,8}|实地|带队|率队|一行|冒雨|驱车)*(?:到|赴|深入|来到|前往|走进|在|实地|带队|率队|一行|走访|入户|调研|开展|率|带领)"
)
SET_FORTH = re.compile(
    r"^(?:同志)?(?:\([^)]*\))?□*(?:(?:定于|拟于|将于|于)[^,。;到赴]{2,24}|(?:\d{1,4}年)?\d{1,2}月[^,。;到赴]{2,20})?,?"
)
TEAM = re.compile(r"(?:率队|带队|率[领]?|带领|一行|陪同)")
LABEL_BEFORE = re.compile(r"(?:主持|走访|调研|带队)(?:人员|人|者|领导|干部)?[:\t\n][^,。;:\n]*$")
DEED_AFTER = re.compile(r"[^,。;\n]{0,50}?(?:主持召开|主持|专题调研|调研(?!组)|走访)")
EACH_ELSEWHERE = re.compile(r"分赴|分头|分组|分别(?:到|赴|深入|前往)")
VISITED = re.compile(r"调研|走访")
ACCOMPANIED = re.compile(r"在[^,。;\n]{2,40}?(?:等)?(?:的)?陪同下,?")


def chair_of(paper: Paper, occasion: Occasion | None) -> Found | None:
    """The one person who chaired, as labelled or as told in a sentence on this occasion; none where two did."""
    named = [_one(paper, label.value, label.end) for label in labelled(paper.source, ("chair",))]
    if named:
        first = named[0]
        alike = first is not None and all(name is not None and name.text == first.text for name in named)
        return _found(paper, first) if first and alike else None
    lead, later = _told(paper, occasion)
    people = [*lead, *later] if several_sittings(paper) else lead or later
    if not people or len({name.text if name else "" for name in people}) != 1:
        return None
    return _found(paper, people[0]) if people[0] else None


def _one(paper: Paper, start: int, end: int) -> Name | None:
    """The only name between two places, without whose behalf it was."""
    text = ON_BEHALF.sub(lambda match: "□" * len(match.group(0)), paper.text[start:end])
    names = [name for name in names_in(text) if "□" not in name.text]
    if len({name.text for name in names}) != 1 or SEVERAL.search(text):
        return None
    return Name(start + names[0].start, start + names[0].end, names[0].text)


def _told(paper: Paper, occasion: Occasion | None) -> tuple[list[Name | None], list[Name | None]]:
    """Who is said to have chaired: in the sentence with the day, and in all others; None for what cannot be told."""
    lead: list[Name | None] = []
    later: list[Name | None] = []
    for start, end in paper.source.sentences():
        sentence = paper.plain[start:end]
        if _of_another_day(paper, sentence, start, occasion):
            continue
        found = list(_chairs(sentence, start))
        is_lead = occasion is not None and start <= occasion.start < end
        (lead if is_lead else later).extend(found)
    return lead, later


def _of_another_day(paper: Paper, sentence: str, start: int, occasion: Occasion | None) -> bool:
    """Whether a sentence names another day than the occasion's, that is no deadline."""
    for mention in mentions(sentence):
        if DEADLINE.match(sentence[mention.end :]) or occasion is None or mention.back is not None:
            continue
        same = (mention.month or occasion.day.month, mention.day) == (occasion.day.month, occasion.day.day)
        if not same and occasion.mention.last is None:
            return True
    return False


def _chairs(sentence: str, start: int) -> Iterator[Name | None]:
    for pattern in (UNDER, CALLED_CHAIR):
        for match in pattern.finditer(sentence):
            yield _last_of(
                names_in(sentence, match.start("who"), match.end("who")), sentence, match.end("who"), start
            )
    for match in itertools.islice(CHAIRED.finditer(sentence), MOST_CHAIRS):
        if sentence.startswith("会议的", match.end()) or NOT_CHAIR.search(
            _clause(sentence, match.start())[1]
        ):
            continue
        found, known = _subject(sentence, match.start(), start)
        if known:
            yield found


def _subject(sentence: str, place: int, start: int) -> tuple[Name | None, bool]:
    """Who chairs at this place: the name in the same clause, else in the one before; and whether anybody was named."""
    begin, clause = _clause(sentence, place)
    clean = ON_BEHALF.sub(lambda match: "□" * len(match.group(0)), clause)
    names = names_in(clean)
    if (
        not names
        and re.fullmatch(r"(?:并|随后|期间|还|同时|会前|会上|后)?(?:在[^,]{2,40})?", clause)
        and begin
    ):
        begin, clause = _clause(sentence, begin - 1)
        clean = ON_BEHALF.sub(lambda match: "□" * len(match.group(0)), clause)
        names = names_in(clean)
        if len(names) != 1:
            return None, bool(names)
    if not names:
        return None, False
    names = [Name(begin + name.start, begin + name.end, name.text) for name in names]
    return _last_of(names, sentence, place, start), True


def _clause(sentence: str, place: int) -> tuple[int, str]:
    """The clause that ends at a place: from the last comma or semicolon."""
    begin = (
        max(sentence.rfind(",", 0, place), sentence.rfind(";", 0, place), sentence.rfind(":", 0, place)) + 1
    )
    return begin, sentence[begin:place]


def _last_of(names: list[Name], sentence: str, place: int, start: int) -> Name | None:
    """The last name, unless it is one of several joined with it."""
    if not names:
        return None
    last = names[-1]
    if SEVERAL.search(sentence[last.end : place]):
        return None
    for earlier in names[:-1]:
        if earlier.text != last.text and JOINER.match(sentence[earlier.end : last.start]):
            return None
    return Name(start + last.start, start + last.end, last.text)


def visitor_of(paper: Paper, occasion: Occasion | None) -> Found | None:
    """Who went: in the title, else in the sentence that names the day; none where two went as equals."""
    if labels := labelled(paper.source, ("visitor",)):
        named = _one(paper, labels[0].value, labels[0].end) if len(labels) == 1 else None
        return _found(paper, named) if named else None
    if paper.title and (name := _traveller(paper, paper.title.start, paper.title.end)):
        return _found(paper, name)
    spans = list(paper.held_sentences())[:6]
    if occasion and occasion.start >= paper.body:
        spans.insert(0, paper.source.sentence(occasion.start))
    told = [span for span in spans if VISITED.search(paper.plain, *span) and names_in(paper.plain, *span)]
    travellers = [_traveller(paper, *span) for span in told]
    first = travellers[0] if travellers else None
    others = {name.text for name in travellers if name}
    return _found(paper, first) if first and len(others) == 1 else None


def _traveller(paper: Paper, start: int, end: int) -> Name | None:
    """The first name, where it goes somewhere and is not one of several."""
    text = ACCOMPANIED.sub(lambda match: "□" * len(match.group(0)), paper.plain[start:end])
    names = names_in(text)
    if not names:
        return None
    first = names[0]
    if EACH_ELSEWHERE.search(text) or any(_goes(text, name) for name in names[1:] if name.text != first.text):
        return None
    after = SET_FORTH.sub("", text[first.end :])
    if not MOVED.match(after.lstrip(",")):
        return None
    return Name(start + first.start, start + first.end, first.text)


def _goes(text: str, name: Name) -> bool:
    """Whether this one goes somewhere too: 甲到五团,乙到八团."""
    return re.match(r"(?:同志)?[^,。;]{0,8}?(?:到|赴|深入|前往)", text[name.end :]) is not None


def _found(paper: Paper, name: Name) -> Found:
    """The name; its words reach from the label before it, or to the deed after it, so that one sees why."""
    start, end = name.start, name.end
    if label := LABEL_BEFORE.search(paper.text[max(0, start - 40) : start]):
        start = max(0, start - 40) + label.start()
    elif deed := DEED_AFTER.match(paper.text[end : end + 60]):
        end += deed.end()
    return Found(name.text, paper.source.words(start, end))
