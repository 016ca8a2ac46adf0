"""Lines of an official paper: broken by the rules of Chinese typesetting onto the grid of GB/T 9704-2012.

Breaking the lines here, not in the renderer, keeps 28 characters on every full Chinese line (5.2.3) and lets lines
that hold half-width digits still end flush right. Lengths are in points (1/72 inch).
"""

import re
from dataclasses import dataclass

from portal.documents.fonts import Face, advance

MM = 72 / 25.4
"""Points in a millimetre."""
TYPE_WIDTH = 156 * MM
TYPE_HEIGHT = 225 * MM
CHARACTERS = 28
LINES = 22
SIZE_3 = 16.0
"""3号, the size of the body."""
SIZE_2 = 22.0
"""2号, the size of the title."""
SIZE_4 = 14.0
"""4号, the size of the imprint and of page numbers."""
CELL = TYPE_WIDTH / CHARACTERS
"""字: the advance of one character of the body (15.793 pt)."""
TRACKING = CELL - SIZE_3
"""What is added after each character of the body so that 28 fill the line (-0.207 pt)."""
PITCH = 28.99
"""行: from line to line; 22 of them fit into 225 mm."""

NOT_AT_START = frozenset("，。、；：？！）》」』】〕〉”’％%…—·～,.;:?!)]}℃°′″")
NOT_AT_END = frozenset("（《「『【〔〈“‘([{￥¥№")
WHOLE = (
    "领导小组",
    "农村工作",
    "乡村振兴",
    "责任制",
    "会议",
    "纪要",
    "办公室",
    "党委",
    "通知",
    "季度",
    "逾期",
    "反馈",
)
"""Words that a title's line does not end within."""
_BREAKS = re.compile(r"\s*[\t\r\n]\s*")
_ATOMS = re.compile(
    r"——|……|[0-9]+(?:\.[0-9]+)?[年月日号时分次项人名个户天%％]|[0-9A-Za-z!-/:-@\[-`{-~]*[0-9A-Za-z][0-9A-Za-z!-'*-/:-@\\^-`|~]*|.",
    re.DOTALL,
)


@dataclass(frozen=True)
class Line:
    """One printed line: its text, where it starts and what is added after each of its characters, in points."""

    text: str
    indent: float
    tracking: float


@dataclass(frozen=True)
class Style:
    """How a text is set: its face, size, tracking and the length of its lines, in points."""

    face: Face = Face.FANG
    size: float = SIZE_3
    tracking: float = TRACKING
    measure: float = TYPE_WIDTH

    def width(self, text: str) -> float:
        """The length of `text` on one line, with the tracking after its last character."""
        return advance(text, self.face) * self.size + len(text) * self.tracking


BODY = Style()


def set_lines(text: str, style: Style = BODY, *, first: float = 0.0, hang: float = 0.0) -> list[Line]:
    """Break `text` into lines: the first starts `first` points in, the others `hang`; all but the last end flush.

    No closing mark starts a line and no opening mark ends one; numbers, dates' parts and codes stay whole.
    """
    rest = _torn_atoms(_BREAKS.sub("", text).strip(), style.measure - max(first, hang), style)
    lines: list[Line] = []
    while rest:
        indent = hang if lines else first
        count = _fitting(rest, style.measure - indent, style)
        line = "".join(rest[:count]).rstrip(" ")
        rest = rest[count:]
        while rest and rest[0] == " ":
            rest.pop(0)
        tracking = _flush(line, style.measure - indent, style) if rest else style.tracking
        lines.append(Line(line, indent, round(tracking, 3)))
    return lines


def atoms(text: str) -> list[str]:
    """The pieces of `text` between which a line may end, but for marks that may not start or end one."""
    found: list[str] = _ATOMS.findall(text)
    return found


def _torn_atoms(text: str, measure: float, style: Style) -> list[str]:
    """The atoms of `text`; a code longer than a line is torn into characters after all."""
    return [
        piece for atom in atoms(text) for piece in ([atom] if style.width(atom) <= measure else list(atom))
    ]


def _fitting(pieces: list[str], measure: float, style: Style) -> int:
    """How many pieces go on a line of `measure` points, at least one."""
    room = measure + 0.5
    count = 0
    while count < len(pieces) and (room := room - style.width(pieces[count])) >= 0:
        count += 1
    if count == len(pieces):
        return count
    best = count
    while best > 1 and (pieces[best][0] in NOT_AT_START or pieces[best - 1][-1] in NOT_AT_END):
        best -= 1
    return best if best > 1 else max(count, 1)


def _flush(line: str, measure: float, style: Style) -> float:
    """The tracking by which `line` ends at the right edge; never tighter than the grid."""
    if len(line) < 2:
        return style.tracking
    natural = advance(line, style.face) * style.size
    return max((measure - natural) / (len(line) - 1), style.tracking)


def title_lines(title: str, limit: int = 19) -> tuple[str, ...]:
    """Break a title by sense into balanced lines of at most `limit` characters (7.3.1).

    A line rather ends after 关于, 的, 和, 在 or a comma, and never inside 《》, “”, a number or 通知-like kind words.
    """
    title = _BREAKS.sub("", title)
    length = len(title)
    if length <= limit:
        return (title,)
    count = -(-length // limit)
    ideal = length / count
    lines: list[str] = []
    rest = title
    while len(rest) > limit:
        cuts = range(2, min(limit, len(rest) - 2) + 1)
        fitting = [cut for cut in cuts if len(rest) - cut <= limit * (count - len(lines) - 1)] or list(cuts)
        cut = min(fitting, key=lambda place: abs(place - ideal) + _tear(rest, place))
        lines.append(rest[:cut])
        rest = rest[cut:]
    return (*lines, rest)


def _tear(text: str, cut: int) -> float:
    """How badly a break at `cut` hurts the sense, in characters of imbalance that would be as bad."""
    before, after = text[:cut], text[cut:]
    if after[0] in NOT_AT_START or before[-1] in NOT_AT_END or (before[-1].isascii() and after[0].isascii()):
        return 40.0
    inside = before.count("《") > before.count("》") or before.count("“") > before.count("”")
    return 12.0 * inside + 10.0 * _tears_word(text, cut) + _jolt(before, after)


def _tears_word(text: str, cut: int) -> bool:
    """Whether a break at `cut` lies within one of the words that stay whole."""
    return any(word in text[max(cut - len(word) + 1, 0) : cut + len(word) - 1] for word in WHOLE)


def _jolt(before: str, after: str) -> float:
    """How unnatural the pause between `before` and `after` is, by the words at the break."""
    if after[0] in "的和与及项个次年月日" or (before[-1] == "关" and after[0] == "于"):
        return 8.0
    if before.endswith(("关于", "的", "、", "，", "》", "”", "年", "度", "团场", "党委", "师市")):
        return 0.0
    return 3.0 if after.startswith(("乡村", "工作", "《", "“", "履职", "责任")) else 5.0
