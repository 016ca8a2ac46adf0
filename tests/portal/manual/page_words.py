"""Every word that a page can show as a whole: the pieces of text of templates, and the words that programs write."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from portal.documents.punctuation import full_width

APPS = ("portal", "duties", "meetings", "assessment")
CHINESE = re.compile(r"[一-鿿]")
BETWEEN = re.compile(r"<[^>]*>|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
"""What stands between the words of a template."""
QUOTED = re.compile(r"[\"'`]([^\"'`\n<>]*[一-鿿][^\"'`\n<>]*)[\"'`]")
"""A word as an attribute, an argument of a tag, or in a script."""
LISTED = re.compile(r"[一-鿿][^\n:,{}\[\]\"']*")
"""A word of a vocabulary or a help text."""
ENDS = " \t\n:·…,,：▾‹›0123456789()"


@lru_cache(maxsize=1)
def page_words() -> frozenset[str]:
    """All of them, punctuation in full width."""
    return frozenset(even(word) for word in _words() if CHINESE.search(word))


def even(word: str) -> str:
    """A word as it is compared: without blanks and marks at its ends, punctuation in full width."""
    return full_width(word.strip().strip(ENDS).strip())


def _words() -> Iterator[str]:
    base = Path(settings.BASE_DIR)
    for file in sorted((base / "templates").rglob("*.html")):
        text = file.read_text(encoding="utf-8")
        yield from BETWEEN.sub("\n", text).split("\n")
        yield from QUOTED.findall(text)
    for file in sorted((base / "static" / "js").glob("*.js")):
        yield from QUOTED.findall(file.read_text(encoding="utf-8"))
    for app in APPS:
        for file in sorted((base / app).rglob("*.py")):
            yield from QUOTED.findall(file.read_text(encoding="utf-8"))
        for file in sorted((base / app).rglob("*.yaml")):
            yield from LISTED.findall(file.read_text(encoding="utf-8"))
