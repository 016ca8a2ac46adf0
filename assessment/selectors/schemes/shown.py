"""What the page of an assessment shows: its indicators in words, and how far it has come."""

import dataclasses
from collections.abc import Iterable

from assessment.models import Indicator, Scheme
from assessment.scheme_states import State
from assessment.scoring.explaining import method_words
from assessment.scoring.reading import method_of
from assessment.selectors.schemes.sheets import severity_words
from assessment.selectors.schemes.trees import Place, in_order
from duties.naming import article_name

TRACK = (
    ("方案拟订", {State.DRAFT, State.SUBMITTED}),
    ("方案审定", {State.APPROVED}),
    ("自评", {State.OPENED}),
    ("评分", {State.SCORING}),
    ("复核", {State.SCORED}),
    ("结果审定", {State.REVIEWED, State.DECIDED}),
    ("通报和异议", {State.NOTIFIED}),
    ("定格", {State.FROZEN}),
)
"""The stages of an assessment, each with its states."""


@dataclasses.dataclass(frozen=True)
class IndicatorShown:
    """An indicator in its place, in words."""

    place: Place
    method: str
    article: str


def indicators_shown(indicators: Iterable[Indicator]) -> list[IndicatorShown]:
    """All indicators in order with what their methods say."""
    words = severity_words()
    return [
        IndicatorShown(
            place,
            method_words(place.kind, method_of(place.kind, place.indicator.parameters), words)
            if place.kind
            else "",
            article_name(place.indicator.article) if place.indicator.article else "",
        )
        for place in in_order(indicators)
    ]


def stages_of(scheme: Scheme) -> list[tuple[str, str]]:
    """The stages with where each stands: done, now or ahead; none for an assessment that was given up."""
    state = State(scheme.state)
    at = next((n for n, (_, states) in enumerate(TRACK) if state in states), None)
    if at is None:
        return []
    over = state == State.FROZEN
    return [
        (label, "done" if n < at or over else "now" if n == at else "ahead")
        for n, (label, _) in enumerate(TRACK)
    ]
