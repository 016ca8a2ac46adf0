"""All rules together: what a text says of one occasion, each field with its words, unsure ones left out."""

import datetime as dt
from collections.abc import Iterable

from meetings.prefill.anchors import anchor_of
from meetings.prefill.attendance import attendance_of
from meetings.prefill.decisions import decisions_of
from meetings.prefill.found import Found
from meetings.prefill.kinds import MEETING, VISIT, forms_of, kind_of, planned_of
from meetings.prefill.leaders import chair_of, visitor_of
from meetings.prefill.lexicon import FormPattern, form_patterns
from meetings.prefill.occasion import Occasion, occasion_of, place_of
from meetings.prefill.paper import Paper
from meetings.prefill.source import Source
from meetings.prefill.topic import topic_of
from meetings.prefill.visits import problems_of, target_of


def read(
    text: str, *, published: dt.date | None = None, forms: Iterable[FormPattern] | None = None
) -> dict[str, Found]:
    """What the text surely says, by the keys kind, forms, date, until, time, place, leader and so on.

    `published` is the day on which it was put out, where known: the year of 6月18日 follows from it. `forms` are those
    of the loaded vocabulary (`form_patterns`); without it, those of lexicon.yaml.
    """
    paper = Paper(Source(text))
    kind = kind_of(paper)
    if kind is None:
        return {}
    planned = planned_of(paper, kind.value)
    occasion = occasion_of(paper, anchor_of(paper, published), planned=planned is not None)
    found: dict[str, Found | None] = {"kind": kind}
    found["forms"] = forms_of(paper, kind.value, form_patterns() if forms is None else forms, occasion)
    found |= _times(paper, occasion)
    if kind.value == MEETING:
        found["place"] = place_of(paper, occasion)
        found["leader"] = chair_of(paper, occasion)
        found |= attendance_of(paper)
        if planned is None:
            found["decisions"] = decisions_of(paper, occasion) if paper.is_minutes else None
    else:
        found["leader"] = visitor_of(paper, occasion)
        found["target"] = target_of(paper, occasion) if kind.value == VISIT else None
        found["problems"] = problems_of(paper) if kind.value == VISIT else None
    found["on_topic"] = topic_of(paper, found["forms"])
    found["planned"] = planned
    return {name: each for name, each in found.items() if each is not None}


def _times(paper: Paper, occasion: Occasion | None) -> dict[str, Found | None]:
    """The day, the last of several days, and the time at which it begins."""
    if occasion is None:
        return {}
    words = paper.source.words(occasion.start, occasion.end)
    until = occasion.mention.until(occasion.day)
    return {
        "date": Found(occasion.day.isoformat(), words),
        "until": Found(until.isoformat(), words) if until else None,
        "time": Found(occasion.mention.time, words) if occasion.mention.time else None,
    }
