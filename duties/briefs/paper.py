"""A brief on its one page A4: plain, not an official document (公文), with who made it, when, and of what."""

import dataclasses
import datetime as dt
from typing import Any

from django.template.loader import render_to_string

from duties.briefs.charts import bars_of, trend_of
from duties.briefs.facts import Facts
from duties.briefs.words import delta_words, summary_words, tiles_of
from duties.exports.report import MEANING
from portal.documents import pdfa
from portal.documents.chunks import STACKS, shown
from portal.documents.fonts import Face

TEMPLATE = "duties/briefs/paper.html"


@dataclasses.dataclass(frozen=True)
class Imprint:
    """What the page says of itself: its number, who made it, whether the data are a demonstration."""

    number: str
    made_as: str
    made_at: dt.datetime
    demo: bool


@dataclasses.dataclass(frozen=True)
class Room:
    """How many lines of each list are printed."""

    places: int
    matters: int
    settled: int


ROOMS = (
    Room(9, 8, 6),
    Room(9, 7, 4),
    Room(9, 6, 4),
    Room(8, 6, 3),
    Room(8, 5, 3),
    Room(7, 4, 2),
    Room(6, 3, 1),
)
"""From the widest to the narrowest: the first that fits on one page is taken. Every line is one line high."""


class BriefTooLongError(ValueError):
    """Not even the narrowest form fits on one page."""


def render_brief(facts: Facts, imprint: Imprint) -> bytes:
    """The brief as PDF/A-3u of exactly one page, its facts attached. Raises BriefTooLongError where it cannot fit."""
    for room in ROOMS:
        document = pdfa.lay_out(html_of(facts, imprint, room))
        if len(document.pages) == 1:
            return pdfa.write(document, source=facts.to_json())
    raise BriefTooLongError(imprint.number)


def html_of(facts: Facts, imprint: Imprint, room: Room) -> str:
    """The page as HTML."""
    return render_to_string(
        TEMPLATE, {**context_of(facts, room), **STACKS, "faces": tuple(Face), "imprint": imprint}
    )


def context_of(facts: Facts, room: Room) -> dict[str, Any]:
    """What page and screen show of the facts, as far as there is room."""
    places = facts.order.places[: room.places]
    return {
        "facts": facts,
        "summary": shown(summary_words(facts)),
        "tiles": tiles_of(facts),
        "compared": delta_words(facts.since),
        "trend": trend_of(facts.trend),
        "bars": bars_of(places),
        "unlisted": len(facts.order.places) - len(places),
        "late": facts.late.matters[: room.matters],
        "settled": facts.settled.matters[: room.settled],
        "unlisted_late": facts.late.number > sum(each.number for each in facts.late.matters[: room.matters]),
        "meaning": MEANING,
    }
