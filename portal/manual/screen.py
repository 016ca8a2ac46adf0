"""The manual on the screen: pictures from the static files, links between pages."""

from dataclasses import dataclass
from functools import lru_cache

from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from PIL import Image

from portal.manual.book import Chapter, book, folder
from portal.manual.text import Picture, html_of

STATIC = "manual/"
"""The folder of static files in which the pictures are served."""


@dataclass(frozen=True)
class Screen:
    """The place of a chapter's text on its page."""

    slug: str

    def picture(self, name: str) -> Picture:
        """The picture as the browser loads it."""
        width, height = size_of(name)
        return Picture(static(f"{STATIC}{name}"), width, height)

    def link(self, chapter: str, anchor: str) -> str:
        """The address of another chapter's page, or of a heading on this one."""
        page = reverse("manual-chapter", args=[chapter]) if chapter else ""
        return f"{page}#{anchor}" if anchor else page

    def name(self, anchor: str) -> str:
        """The anchor itself."""
        return anchor


@lru_cache(maxsize=256)
def size_of(name: str) -> tuple[int, int]:
    """Width and height of a picture in pixels."""
    with Image.open(folder() / "pictures" / name) as picture:
        return picture.size


def chapter_html(chapter: Chapter) -> SafeString:
    """The text of a chapter, title and all."""
    return mark_safe(html_of(chapter.tokens, Screen(chapter.slug)))


def foreword_html() -> SafeString:
    """What stands before the contents."""
    return mark_safe(html_of(book().foreword, Screen("")))
