"""What counts say: the satisfied share of a unit with its margin, nothing for small groups. Exact but for the margin."""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

from assessment.surveys.options import SATISFIED, UNKNOWING

LEAST = 10
"""Groups with fewer sheets are not shown."""
Z95 = 1.96
"""Of the normal distribution, for 95 of 100."""

Counts = Mapping[tuple[int, int], int]
"""Sheets by question and option, both by place."""


@dataclasses.dataclass(frozen=True)
class Result:
    """`n` sheets, the satisfied share over all questions, its margin in the same measure, and the share by question.

    A share is None where nobody had an opinion.
    """

    n: int
    satisfied: Fraction | None
    margin: float | None
    questions: Sequence[Fraction | None]


def result_of(n: int, counts: Counts, questions: int) -> Result | None:
    """The result of `n` sheets; None for fewer than LEAST.

    The share is that of all given opinions (满意 and 比较满意 over all but 不了解); the margin is 1.96 × √(p(1−p)/n), n
    the sheets, since the opinions on one sheet are not independent.
    """
    if n < LEAST:
        return None
    pairs = [_opinions(counts, question) for question in range(questions)]
    satisfied = _share(sum(yes for yes, _ in pairs), sum(number for _, number in pairs))
    return Result(n, satisfied, _margin(satisfied, n), [_share(yes, number) for yes, number in pairs])


def together(n: Sequence[int], counts: Sequence[Counts], questions: int) -> Result | None:
    """The result of all units that are shown, taken together: a hidden one cannot be found by taking away."""
    shown = [(number, each) for number, each in zip(n, counts, strict=True) if number >= LEAST]
    sums: dict[tuple[int, int], int] = {}
    for _, each in shown:
        for key, number in each.items():
            sums[key] = sums.get(key, 0) + number
    return result_of(sum(number for number, _ in shown), sums, questions)


def _opinions(counts: Counts, question: int) -> tuple[int, int]:
    given = {option: number for (asked, option), number in counts.items() if asked == question}
    yes = sum(number for option, number in given.items() if option in SATISFIED)
    return yes, sum(number for option, number in given.items() if option != UNKNOWING)


def _share(yes: int, number: int) -> Fraction | None:
    return Fraction(yes, number) if number else None


def _margin(share: Fraction | None, n: int) -> float | None:
    return None if share is None else Z95 * math.sqrt(float(share * (1 - share)) / n)
