"""From lines to a total, a grade and a place among one's class. Pure and exact; rounded once, at the end."""

import dataclasses
import itertools
from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from assessment.scoring.kinds import Kind
from assessment.scoring.methods import Method, NotApplicableError, Numbers
from assessment.scoring.numbers import rounded

Key = TypeVar("Key", bound=Hashable)
HUNDRED = Fraction(100)
REDISTRIBUTION = (
    "不适用的指标退出分母:总分 = 适用指标得分之和 ÷ 适用指标权重之和 × 100,再加上加分、减去减分,最低为 0。"
)
"""How what does not apply is shared out, as pages and papers state it."""


@dataclasses.dataclass(frozen=True)
class Scored:
    """A line with its points, None where it does not apply; `why` says so in words."""

    kind: Kind
    weight: Fraction
    points: Fraction | None
    why: str = ""

    @property
    def lost(self) -> Fraction:
        """How many points are lost; a deduction loses what it takes off, an addition nothing."""
        if self.points is None or self.kind == Kind.ADDITION:
            return Fraction(0)
        return self.points if self.kind == Kind.DEDUCTION else self.weight - self.points


def scored(kind: Kind, method: Method, weight: Fraction, numbers: Numbers | None, absent: str = "") -> Scored:
    """One line of one unit; `absent` says why there are no numbers, where there are none."""
    if numbers is None:
        return Scored(kind, weight, None, absent)
    try:
        return Scored(kind, weight, method.points(weight, numbers))
    except NotApplicableError as error:
        return Scored(kind, weight, None, str(error))


def total(lines: Iterable[Scored]) -> Fraction | None:
    """The exact total of 100 by the rule of `REDISTRIBUTION`; None where no line within the 100 applies."""
    points, weights, beside = Fraction(0), Fraction(0), Fraction(0)
    for line in lines:
        if line.points is None:
            continue
        if line.kind == Kind.ADDITION:
            beside += line.points
        elif line.kind == Kind.DEDUCTION:
            beside -= line.points
        else:
            points, weights = points + line.points, weights + line.weight
    return max(points * HUNDRED / weights + beside, Fraction(0)) if weights else None


def published(exact_total: Fraction | None) -> Decimal | None:
    """The total as it is published."""
    return None if exact_total is None else rounded(exact_total)


@dataclasses.dataclass(frozen=True)
class Grade:
    """A grade (等次) from a bound up: including the bound or only above it. The lowest has the bound None."""

    name: str
    bound: Decimal | None
    includes: bool = True

    def fits(self, mark: Decimal) -> bool:
        """Whether a published total is of this grade or better."""
        if self.bound is None:
            return True
        return mark >= self.bound if self.includes else mark > self.bound

    @property
    def words(self) -> str:
        """The bound in words: 90 分以上(含 90 分)."""
        if self.bound is None:
            return f"{self.name}:其余"
        bound = f"{self.bound.normalize():f}"
        return f"{self.name}:{bound} 分以上({'含' if self.includes else '不含'} {bound} 分)"


def grades_fault(grades: Sequence[Grade]) -> str:
    """What is wrong with a list of grades, best first; empty where nothing is."""
    if len(grades) < 2 or any(not grade.name for grade in grades):
        return "请至少写两个等次,每个都有名称。"
    if len({grade.name for grade in grades}) < len(grades):
        return "等次名称不能相同。"
    *upper, last = grades
    bounds = [grade.bound for grade in upper]
    if last.bound is not None or any(bound is None for bound in bounds):
        return "最后一个等次不写下限,其余等次都要写下限。"
    known = [bound for bound in bounds if bound is not None]
    if any(high <= low for high, low in itertools.pairwise(known)):
        return "等次的下限须从高到低。"
    return ""


def grade_of(grades: Sequence[Grade], mark: Decimal | None) -> str:
    """The name of the first grade that fits; empty where there is no total."""
    if mark is None:
        return ""
    return next((grade.name for grade in grades if grade.fits(mark)), "")


def places(marks: Mapping[Key, Decimal | None]) -> dict[Key, int | None]:
    """The place of each among these: equal totals share one and the next are left out (1, 2, 2, 4); no total, no place."""
    having = sorted((mark for mark in marks.values() if mark is not None), reverse=True)
    first: dict[Decimal, int] = {}
    for place, mark in enumerate(having, start=1):
        first.setdefault(mark, place)
    return {key: None if mark is None else first[mark] for key, mark in marks.items()}
