"""The results of a survey as a table: a row for each unit, the shown ones together last."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from assessment.models import Survey
from assessment.selectors.surveys import Outcome
from assessment.surveys.results import LEAST, Result
from portal.tables import Value


def heads(survey: Survey) -> list[tuple[str, int]]:
    """The heads with their widths."""
    asked = [(f"{place}. {question}", 24) for place, question in enumerate(survey.questions, start=1)]
    return [
        ("单位", 26),
        ("已印答卷码", 12),
        ("有效答卷", 10),
        ("满意比例(%)", 12),
        ("误差(±百分点)", 14),
        *asked,
    ]


def rows(survey: Survey, outcome: Outcome) -> Iterator[Sequence[Value]]:
    """The rows; what is not shown is said in words."""
    asks = len(survey.questions)
    for line in outcome.lines:
        yield [line.asked.unit.name, line.asked.printed, line.n, *_told(line.result, asks, survey.is_over)]
    if outcome.together:
        yield [
            "合计(只含列出结果的单位)",
            None,
            outcome.together.n,
            *_told(outcome.together, asks, over=True),
        ]


def _told(result: Result | None, asks: int, over: bool) -> Sequence[Value]:
    if result is None:
        return [f"不足{LEAST}份,不显示" if over else "截止后显示", None, *([None] * asks)]
    margin = None if result.margin is None else round(result.margin * 100, 1)
    return [_percent(result.satisfied), margin, *map(_percent, result.questions)]


def _percent(share: Fraction | None) -> float | None:
    return None if share is None else round(float(share) * 100, 1)
