"""Pictures and plain text of a file, made in a process of their own with limits, free of Django.

Whatever a broken or hostile file does to the libraries that read it, it does it there: the worker goes on.
"""

from pathlib import Path
from typing import TypedDict

THUMBNAIL, VIEW = "thumb.jpg", "view.jpg"
BLOCKS, FACTS = "blocks.json", "facts.json"
MOST_PAGES = 10
"""So many pages of a PDF are shown; the rest is read in the file itself."""


class Facts(TypedDict):
    """What is known of a file once it has been looked at."""

    pages: int
    shown: int
    perceptual_hash: str


def page_name(number: int) -> str:
    """The file name of a page's picture, counted from 1."""
    return f"page-{number}.png"


def picture_type(name: str) -> str:
    """The content type of a preview's picture; empty for a name that no preview has."""
    if name in (THUMBNAIL, VIEW):
        return "image/jpeg"
    return "image/png" if name in {page_name(number) for number in range(1, MOST_PAGES + 1)} else ""


def is_previewed(content_type: str) -> bool:
    """Whether a preview can be made of files of that type."""
    return content_type in PREVIEWED


_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCUMENT, SHEETS, SLIDES = (
    f"{_OFFICE}.wordprocessingml.document",
    f"{_OFFICE}.spreadsheetml.sheet",
    f"{_OFFICE}.presentationml.presentation",
)
PDF = "application/pdf"
IMAGES = frozenset({"image/jpeg", "image/png", "image/webp"})
PREVIEWED = IMAGES | {PDF, DOCUMENT, SHEETS, SLIDES}


def is_picture(content_type: str) -> bool:
    """Whether a file of that type is one picture."""
    return content_type in IMAGES


def facts_path(folder: Path) -> Path:
    """Where the facts of a preview lie."""
    return folder / FACTS
