"""Charts of an official paper: bars drawn as SVG, measured so that names and figures have room. Lengths in points."""

from typing import Any

from portal.documents.fonts import Face, advance
from portal.documents.paper import Chart
from portal.documents.punctuation import full_width
from portal.documents.sheet import Sheet
from portal.documents.typeset import TYPE_WIDTH

SIZE = 12.0
GAP = 6.0
"""Between name and bar, bar and figure."""
MOST_OF_LINE = 0.42
"""A name takes so much of the line at most; a longer one is cut."""
CUT = "…"


def drawn(chart: Chart, sheet: Sheet) -> dict[str, Any]:
    """What the template prints of a chart: a bar a line, so that a long chart goes on over the page."""
    most = TYPE_WIDTH * MOST_OF_LINE - GAP
    names = [_cut(full_width(name), most) for name, _, _ in chart.bars]
    says = [full_width(words) for _, _, words in chart.bars]
    named, said = (max(map(_width, texts), default=0.0) + GAP for texts in (names, says))
    room = round(TYPE_WIDTH - named - said - GAP, 2)
    return {
        "type": "chart",
        "caption": full_width(chart.caption),
        "names": sheet.name(width=named),
        "room": room,
        "bars": [
            {"name": name, "length": round(room * (share or 0.0), 2), "says": words}
            for name, (_, share, _), words in zip(names, chart.bars, says, strict=True)
        ],
    }


def _width(text: str) -> float:
    return advance(text, Face.FANG) * SIZE


def _cut(text: str, most: float) -> str:
    if _width(text) <= most:
        return text
    while _width(text + CUT) > most:
        text = text[:-1]
    return text + CUT
