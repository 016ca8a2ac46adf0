"""The manual as one paper: cover, contents with page numbers, all chapters, who printed it and when."""

import base64
import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from PIL import Image

from portal.clock import SHANGHAI
from portal.documents import pdfa
from portal.documents.chunks import STACKS
from portal.documents.fonts import Face, printable
from portal.manual.book import Book, Chapter, folder
from portal.manual.text import Picture, html_of

TEMPLATE = "documents/manual.html"
QUALITY = 82
"""Of the JPEG that a picture is on paper; unlike WebP it lies in the file as it is."""


@dataclass(frozen=True)
class Imprint:
    """Who printed the manual, when, and whether of a demonstration."""

    printed_by: str
    printed_at: dt.datetime
    demo: bool

    @property
    def printed(self) -> str:
        """When, in the time of Shanghai."""
        local = self.printed_at.astimezone(SHANGHAI)
        return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


@dataclass(frozen=True)
class Sheet:
    """The place of a chapter's text among all others in one document."""

    slug: str

    def picture(self, name: str) -> Picture:
        """The picture itself, since a paper fetches nothing."""
        with Image.open(folder() / "pictures" / name) as picture:
            written = io.BytesIO()
            picture.convert("RGB").save(written, "JPEG", quality=QUALITY, subsampling=0)
            width, height = picture.size
        return Picture(
            f"data:image/jpeg;base64,{base64.b64encode(written.getvalue()).decode()}", width, height
        )

    def link(self, chapter: str, anchor: str) -> str:
        """The place in the same document."""
        return f"#{chapter or self.slug}{f'--{anchor}' if anchor else ''}"

    def name(self, anchor: str) -> str:
        """The anchor with the chapter before it, since chapters share headings."""
        return f"{self.slug}--{anchor}"


def render_manual(book: Book, imprint: Imprint) -> bytes:
    """The whole manual as PDF/A-3u."""
    document = pdfa.lay_out(render_to_string(TEMPLATE, context_of(book, imprint)))
    return pdfa.write(document)


def context_of(book: Book, imprint: Imprint) -> Mapping[str, Any]:
    """What the template prints."""
    return {
        **STACKS,
        "faces": tuple(Face),
        "book": book,
        "imprint": imprint,
        "printed_by": printable(imprint.printed_by),
        "parts": [(title, [_printed(chapter) for chapter in chapters]) for title, chapters in book.parts],
    }


def _printed(chapter: Chapter) -> dict[str, Any]:
    sheet = Sheet(chapter.slug)
    subjects = [(heading.text, sheet.link("", heading.anchor)) for heading in chapter.subjects]
    html = printable(html_of(chapter.tokens, sheet))
    return {"chapter": chapter, "subjects": subjects, "html": mark_safe(html)}
