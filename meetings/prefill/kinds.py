"""What was logged: a meeting or a visit, in which forms, held or planned."""

import dataclasses
import re
from collections.abc import Iterable

from meetings.prefill.dates import mentions
from meetings.prefill.found import Found
from meetings.prefill.lexicon import FormPattern
from meetings.prefill.occasion import CALLED_OFF, PUT_OFF, Occasion
from meetings.prefill.paper import Paper, blanked

MEETING, VISIT, HOUSEHOLDS = "meeting", "visit", "household_contact"
SITTING = re.compile(
    r"会议|座谈会|推进会|调度会|现场会(?!上)|常委会|动员会|部署会|例会|联席会|办公会|专题会|启动会|大会|全会|学习会|研讨会|支委会|碰头会|恳谈会|评议会|汇报会|协调会|分析会"
    r"|中心组[^,。;\n]{0,24}(?:学习|研讨)"
)
CALLED = re.compile(
    r"(?:召开|举行|举办|主持)[^,。;\n]{0,60}?(?:会议|会(?![上前后员计]))|(?:召开|组织|举行|开展|举办)[^,。;\n]{0,30}?中心组[^,。;\n]{0,24}?学习|集体学习"
)
VISITED = re.compile(
    r"(?:到|赴|深入|来到|前往|走进|在)[^,。;\n]{1,40}?(?:调研|走访)|(?:开展|进行|率队|带队|一行)[^,。;\n]{0,24}?(?:调研|走访)|调研(?!报告|座谈|方案)|走访(?!慰问)"
)
DOORS = re.compile(r"入户走访|走访入户|入户联系|入户遍访|逐户走访|走访[^,。]{0,8}职工群众(?:家庭)?")
OF_COMPANY = re.compile(r"连队党支部|连党支部|连队?(?:党支部)?书记|“两委”|连队“?两委")
UNSURE_VISIT = re.compile(r"慰问|看望|督查|巡察|座谈会|培训|宣讲")
SEVERAL_SITTINGS = re.compile(r"会议?(?:和|、|与|及|以及|并召开|,召开|,并)[^。\n]{1,30}?会")
JOINED = re.compile(r"暨|合并召开|合并套开|套开|一并召开|合并举行")


@dataclasses.dataclass(frozen=True)
class _Scope:
    """Words in which the occasion is named, at their place."""

    start: int
    end: int


def kind_of(paper: Paper) -> Found | None:
    """The kind of record, by the title, else by the first sentences; where both are meant none."""
    if paper.is_other or _is_digest(paper):
        return None
    if paper.title:
        title = blanked(paper.named) if not paper.is_minutes else paper.named
        found = _kind(paper, title, paper.title.start)
        if found or paper.is_notice or VISITED.search(title) or DOORS.search(title):
            return found
    for start, end in list(paper.held_sentences())[:6]:
        sentence = paper.plain[start:end]
        if len(sentence.strip()) > 12 and (found := _kind(paper, sentence, start, lead=True)):
            return found
    return None


def _is_digest(paper: Paper) -> bool:
    """Whether paragraph after paragraph begins with another day: a week's news, a chronicle."""
    days = set()
    for line in paper.source.lines:
        first = next(iter(mentions(line.text[:40])), None)
        if (
            first
            and first.start <= 4
            and len(line.text) > 20
            and (CALLED.search(line.text) or VISITED.search(line.text))
        ):
            days.add((first.month, first.day))
    return len(days) >= (3 if paper.title else 2)


def _kind(paper: Paper, text: str, start: int, *, lead: bool = False) -> Found | None:
    sitting = CALLED.search(text) or (None if lead else SITTING.search(text))
    visit = VISITED.search(text)
    doors = DOORS.search(text)
    if doors and not sitting:
        found = doors if OF_COMPANY.search(paper.text) else None
        return _found(paper, HOUSEHOLDS, found, start) if found else None
    if sitting and visit and not _only_names(text, visit):
        return None
    if sitting:
        return _found(paper, MEETING, _whole_word(text, sitting), start)
    if visit and not (paper.is_notice and "会" in text) and not UNSURE_VISIT.search(text):
        return _found(paper, VISIT, visit, start)
    return None


def _only_names(text: str, visit: re.Match[str]) -> bool:
    """Whether 调研 is only what a sitting speaks of: 研究调研方案, 听取调研情况."""
    return bool(re.match(r"方案|情况|成果|报告|工作方案|课题|安排|计划", text[visit.end() :]))


def _whole_word(text: str, match: re.Match[str]) -> re.Match[str]:
    """会议纪要, 会议通知 where the title says so."""
    return re.compile(r"会议?纪要|会议通知|会议记录").search(text) or match


def _found(paper: Paper, kind: str, match: re.Match[str], start: int) -> Found | None:
    words = paper.source.words(start + match.start(), start + match.end())
    return Found(kind, words) if words.strip() else None


def several_sittings(paper: Paper) -> bool:
    """Whether the title names two meetings that were not held as one."""
    title = blanked(paper.named)
    return bool(SEVERAL_SITTINGS.search(title)) and not JOINED.search(title)


def forms_of(
    paper: Paper, kind: str, patterns: Iterable[FormPattern], occasion: Occasion | None
) -> Found | None:
    """The forms that the title names; else those of the sentence on the occasion itself."""
    if several_sittings(paper):
        return None
    own = [pattern for pattern in patterns if pattern.kind == kind]
    lead = _lead_scopes(paper, occasion)
    titled = _within(
        paper, own, [_Scope(paper.title.start, paper.title.end)] if paper.title else [], titled=True
    )
    joined = any(JOINED.search(paper.plain, scope.start, scope.end) for scope in lead)
    told = _within(paper, own, lead, titled=False)
    if titled and joined and {form for form, _, _ in titled} < {form for form, _, _ in told}:
        titled = told
    hits = titled or told
    if not hits or (kind == VISIT and len({form for form, _, _ in hits}) > 1):
        return None
    forms = list(dict.fromkeys(form for form, _, _ in sorted(hits, key=lambda hit: hit[1])))
    first = {
        form: next(hit for hit in sorted(hits, key=lambda hit: hit[1]) if hit[0] == form) for form in forms
    }
    start, end = min(hit[1] for hit in first.values()), max(hit[2] for hit in first.values())
    if len(forms) > 1 and not JOINED.search(paper.text, start, end) and not joined:
        return None
    return Found(forms, paper.source.words(start, end))


def _lead_scopes(paper: Paper, occasion: Occasion | None) -> list[_Scope]:
    """The sentence that names the day, else the first ones that tell of a sitting or visit."""
    if occasion and occasion.start >= paper.body:
        start, end = paper.source.sentence(occasion.start)
        if CALLED.search(paper.plain, start, end) or VISITED.search(paper.plain, start, end):
            return [_Scope(start, end)]
    for start, end in list(paper.held_sentences())[:6]:
        if CALLED.search(paper.plain, start, end) or VISITED.search(paper.plain, start, end):
            return [_Scope(start, end)]
    return []


Hit = tuple[str, int, int]


def _within(paper: Paper, patterns: list[FormPattern], scopes: list[_Scope], *, titled: bool) -> list[Hit]:
    """The forms named in these places, each where it first stands; a name inside a longer one does not count."""
    hits: list[Hit] = []
    for scope in scopes:
        text = paper.text[scope.start : scope.end]
        keep = titled and (paper.is_minutes or "《" in text)
        text = text if keep else blanked(text)
        for pattern in patterns:
            hits.extend(
                (pattern.form, scope.start + match.start(), scope.start + match.end())
                for match in pattern.pattern.finditer(text)
            )
    return [hit for hit in hits if not any(_inside(hit, other) for other in hits)]


def _inside(hit: Hit, other: Hit) -> bool:
    return hit[0] != other[0] and other[1] <= hit[1] and hit[2] <= other[2] and hit[1:] != other[1:]


def planned_of(paper: Paper, kind: str | None) -> Found | None:
    """That it is still to come: a notice, or a text that says 定于."""
    if kind is None or CALLED_OFF.search(paper.named) or paper.is_minutes or paper.is_agenda:
        return None
    if paper.is_notice:
        if PUT_OFF.search(paper.named) and re.search(r"另行通知|时间待定|另定", paper.text):
            return None
        match = re.search(
            r"关于.*通知|会议通知|学习通知|通知|预告", paper.text[paper.title.start if paper.title else 0 :]
        )
        offset = paper.title.start if paper.title else 0
        return (
            Found(True, paper.source.words(offset + match.start(), offset + match.end())) if match else None
        )
    match = re.search(r"(?:定于|拟于|将于)[^,。;\n]{2,30}?(?:召开|举行|开展)", paper.plain[paper.body :])
    if match and not re.search(r"主持了|会议强调|会议指出|会议听取|议定", paper.text):
        return Found(True, paper.source.words(paper.body + match.start(), paper.body + match.end()))
    return None
