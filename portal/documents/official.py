"""Rendering of official papers (公文) by GB/T 9704-2012 in the general format.

Downward papers carry the number in the middle; upward ones (报告, 请示) number and 签发人 on one line. A paper without a
number is a draft and says so on every page.
"""

from collections.abc import Iterator
from typing import Any

from django.template.loader import render_to_string

from portal.documents.fonts import unprintable
from portal.documents.layout import BODY_ANCHOR, Layout
from portal.documents.paper import Annex, Block, Heading, OfficialDocument, Paragraph, Table
from portal.documents.pdfa import lay_out, write

__all__ = [
    "Annex",
    "Block",
    "Heading",
    "OfficialDocument",
    "Paragraph",
    "Table",
    "UnprintableError",
    "render_official",
]

TEMPLATE = "documents/official.html"


class UnprintableError(ValueError):
    """A paper holds characters that no font of papers has; an issued paper must not show a box in their place."""


def render_official(document: OfficialDocument) -> bytes:
    """Return `document` as PDF/A-3u on A4, laid out by GB/T 9704-2012 clauses 5 to 8, its source data attached.

    Raises UnprintableError for characters that cannot be printed.
    """
    data = document.to_json()
    if missing := unprintable("".join(_texts(data | {"source": None}))):
        named = "、".join(f"{character}（U+{ord(character):04X}）" for character in sorted(missing))
        raise UnprintableError(f"公文中有无法印出的字符：{named}。请改写后再生成。")
    pages = lay_out(official_html(document))
    if BODY_ANCHOR not in pages.pages[0].anchors:
        pages = lay_out(official_html(document, tight=True))
    return write(pages, source=document.source or data)


def official_html(document: OfficialDocument, *, tight: bool = False) -> str:
    """Return the page that is printed, measured and with its own style sheet; `tight` as in Layout."""
    return render_to_string(TEMPLATE, Layout(document, tight=tight).context())


def _texts(value: Any) -> Iterator[str]:
    """All texts in JSON data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for item in value.values() for text in _texts(item))
    elif isinstance(value, list | tuple):
        yield from (text for item in value for text in _texts(item))
