"""How a task goes, red, yellow or green, from its dates and its progress alone; never stored. Pure: no Django.

The rule (docs/tasks.md): days are those of Asia/Shanghai. By the start of day D, of a task that runs from S to E,
floor(100 × (D − S) / (E − S + 1)) per cent of its time has passed. What is behind is that less the progress.
"""

import dataclasses
import datetime as dt
import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Self

from portal.states import Worded, worded

BEHIND, FAR_BEHIND = 15, 30
"""So many points behind the time that has passed make a task yellow, and red."""
LONG_MISSED = 10
"""A milestone that was missed more days ago makes a task red; one that was missed at all, yellow."""


class Light(Worded):
    """How a task goes: colour (`tone`, one of the style sheet's), sign and word."""

    tone: str
    sign: str

    RED = "red", "严重滞后", "overdue", "!"
    YELLOW = "yellow", "滞后", "due-soon", "◔"
    GREEN = "green", "正常", "met", "●"
    WAITING = "waiting", "未开始", "pending", "·"
    DONE = "done", "已完成", "met", "✓"
    DONE_LATE = "done_late", "逾期完成", "met-late", "✓"
    ENDED = "ended", "已取消", "waived", "×"

    def __new__(cls, code: str, label: str = "", tone: str = "", sign: str = "") -> Self:
        """A member of this code with its word, colour and sign; defaults as in `Worded`."""
        member = worded(cls, code, label)
        member.tone, member.sign = tone, sign
        return member


ALERTING = (Light.RED, Light.YELLOW)
"""What somebody should look into."""


@dataclasses.dataclass(frozen=True)
class Milestone:
    """A step on the way: what is to be there by which day, and the day on which it was (None: not yet)."""

    title: str
    due_on: dt.date
    done_on: dt.date | None = None


@dataclasses.dataclass(frozen=True)
class Course:
    """What the light of a task follows from; `progress` in per cent, `done_on` the day on which it was completed."""

    starts_on: dt.date
    due_on: dt.date
    progress: Decimal = Decimal(0)
    done_on: dt.date | None = None
    cancelled: bool = False
    milestones: Sequence[Milestone] = ()


def expected(starts_on: dt.date, due_on: dt.date, day: dt.date) -> int:
    """Per cent of the time of a task that has passed when `day` begins, rounded down; 0 before, 100 after it."""
    span = (due_on - starts_on).days + 1
    return 100 * min(max((day - starts_on).days, 0), span) // span


def missed(course: Course, day: dt.date) -> list[Milestone]:
    """The milestones that were due before `day` and have not been reached, longest missed first."""
    late = (each for each in course.milestones if each.done_on is None and each.due_on < day)
    return sorted(late, key=lambda each: each.due_on)


def light(course: Course, day: dt.date) -> Light:
    """How the task goes on `day`, first that fits: cancelled, completed, past its time, not begun, then by what is behind."""
    if course.cancelled:
        return Light.ENDED
    if course.done_on is not None:
        return Light.DONE if course.done_on <= course.due_on else Light.DONE_LATE
    if day > course.due_on:
        return Light.RED
    behind = expected(course.starts_on, course.due_on, day) - course.progress
    late = missed(course, day)
    if behind >= FAR_BEHIND or (late and (day - late[0].due_on).days > LONG_MISSED):
        return Light.RED
    if behind >= BEHIND or late:
        return Light.YELLOW
    return Light.WAITING if day < course.starts_on else Light.GREEN


def reasons(course: Course, day: dt.date) -> list[str]:
    """Why a task is not green, in words; empty where nothing is behind."""
    if course.cancelled or course.done_on is not None:
        return []
    found = []
    if day > course.due_on:
        found.append(f"已过完成时限 {(day - course.due_on).days} 天")
    for each in missed(course, day):
        found.append(f"节点“{each.title}”已过 {(day - each.due_on).days} 天")
    passed = expected(course.starts_on, course.due_on, day)
    if day <= course.due_on and passed - course.progress >= BEHIND:
        found.append(f"时间已过 {passed}%,进度 {per_cent(course.progress)}")
    return found


def per_cent(progress: Decimal) -> str:
    """Progress in words, without zeros that say nothing: 40%, 33.33%."""
    text = f"{progress:.2f}".rstrip("0").rstrip(".")
    return f"{text}%"


def rolled(percent: int, parts: Iterable[tuple[int, Decimal]]) -> Decimal:
    """The progress of a task: `percent` as reported, or where it has parts (weight, progress) their weighted mean.

    Σ weight × progress ÷ Σ weight, rounded down to a hundredth of a per cent at each tier.
    """
    weighed = [(Fraction(weight), Fraction(progress)) for weight, progress in parts]
    total = sum((weight for weight, _ in weighed), Fraction(0))
    if not total:
        return Decimal(percent)
    mean = sum((weight * progress for weight, progress in weighed), Fraction(0)) / total
    return Decimal(math.floor(mean * 100)) / 100
