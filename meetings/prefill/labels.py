"""What stands after a label: 时间:…, 主持人:…, also in a table's row or on the line below a heading."""

import dataclasses
import re
from collections.abc import Iterable

from meetings.prefill.source import Source

MARK = r"(?:[一二三四五六七八九十]{1,2}[、.]|\(?[一二三四五六七八九十\d]{1,2}[)、.]|[①-⑩]|[*·●■◆▲-])?"
LABELS = {
    "time": r"(?:会议|学习|活动|调研|召开|开会|集中学习|集体学习|走访)?(?:时间|日期)",
    "place": r"(?:会议|学习|活动|集合|召开|开会|集中学习|集体学习)?(?:地点|场所)|主会场",
    "chair": r"(?:会议|学习|学习会)?主持(?:人|者|领导)?",
    "present": r"出席(?:会议)?(?:人员|领导|同志|对象|人)?|(?:参加|参会|参学|到会|与会|应到|实到)(?:会议|学习)?(?:人员|领导|同志|人)?|(?:出席|参加)会议(?:的)?(?:人员)?有",
    "visitor": r"(?:走访|调研|带队)(?:人|人员|领导|干部)",
    "target": r"(?:走访|调研)(?:地点|连队|团场|单位|对象)",
    "leave": r"(?:因公|因事|因病)?请假(?:人员|同志|人)?|缺席(?:会议)?(?:人员|同志|人)?|未到(?:会)?(?:人员)?|(?:请假|缺席)的?有",
    "attending": r"列席(?:会议)?(?:人员|领导|同志|单位|人)?|列席会议的?有",
    "other": r"记录(?:人)?|记录员|会议?议题|议题|(?:会议|学习)?内容|议程|(?:会议)?形式|(?:会议)?要求|分送|抄送|抄报|主送|发送|发|送|报|签发(?:人)?|审核(?:人)?|审定|编辑|校对|来源|"
    r"发布时间|联系人|联系电话|责任单位|牵头单位|配合单位|责任人|完成时限|会议名称|名称|主题|议定事项|摄影|文|图|记者|通讯员|领学人|主讲人|主讲|汇报人|发言人|备注|报到时间|参加范围|参会范围|范围|着装",
}
ANY = "|".join(f"(?:{pattern})" for pattern in LABELS.values())
FOUND = re.compile(rf"(?P<mark>{MARK})(?P<label>{ANY})(?P<note>\([^()\n]{{0,20}}\))?(?P<sign>[:\t]+)")
SPACED = re.compile(rf"^{MARK}(?P<label>{ANY})(?=[^\s:])", re.MULTILINE)
HEADING = re.compile(rf"^{MARK}(?P<label>{ANY})[:]?$", re.MULTILINE)
MOST = 12
"""So many labels of one meaning are looked at; a paper on one occasion has one or two."""
BEFORE_LABEL = frozenset(" \t\u3000\n,。;、)(·|“”\xa0")


@dataclasses.dataclass(frozen=True)
class Labelled:
    """A label with its value; both at their places."""

    label: str
    start: int
    value: int
    end: int


def labelled(source: Source, names: Iterable[str]) -> list[Labelled]:
    """The values of these labels that are not empty, in order."""
    wanted = [re.compile(LABELS[name]) for name in names]
    found = []
    for label in _all(source):
        if any(pattern.fullmatch(label.label) for pattern in wanted) and label.value < label.end:
            found.append(label)
    return found[:MOST]


def _all(source: Source) -> list[Labelled]:
    """All labels; the value of each ends with its line or where the next begins."""
    text = source.text
    marks = [match for match in FOUND.finditer(text) if _stands_free(source, match)]
    marks += [match for match in SPACED.finditer(text) if source.raw_before(match.end()).isspace()]
    marks.sort(key=lambda match: match.start())
    starts = [match.start() for match in marks]
    found = []
    for number, match in enumerate(marks):
        line_end = _line_end(text, match.end())
        end = min([line_end, *starts[number + 1 : number + 2]])
        if end == match.end() and end < len(text) and text[end] == "\n":
            # The value stands on the next line.
            below = _line_end(text, end + 1)
            end = min([below, *starts[number + 1 : number + 2]])
        value = match.end() + (text[match.end() : match.end() + 1] == "\n")
        found.append(Labelled(match["label"], match.start(), value, max(value, end)))
    for match in HEADING.finditer(text):
        if match.group(0)[-1] != ":" and match.end() + 1 < len(text):
            found.append(
                Labelled(match["label"], match.start(), match.end() + 1, _line_end(text, match.end() + 1))
            )
    return sorted(found, key=lambda each: each.start)


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _stands_free(source: Source, match: re.Match[str]) -> bool:
    """Whether the label begins a line or follows a blank or a stop; 发布时间 is not 时间."""
    start = match.start("label")
    if match.start() < start:
        start = match.start()
    if start == 0 or source.text[start - 1] in BEFORE_LABEL:
        return True
    return source.raw_before(start) in BEFORE_LABEL
