"""The manual as it stands in docs/manual: README.md says in which order, each chapter is a file."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from markdown_it.token import Token

from portal.manual.text import Heading, headings, inlines, target_of, tokens_of, words

CONTENTS = "README.md"
EXCERPT = 60
"""Characters of what is shown around a found word."""
MOST_FOUND = 30


@dataclass(frozen=True)
class Section:
    """A heading with the words below it, up to the next."""

    heading: Heading
    text: str


@dataclass(frozen=True)
class Chapter:
    """One file of the manual."""

    slug: str
    number: int
    part: str
    source: str

    @cached_property
    def tokens(self) -> list[Token]:
        """Its parts."""
        return tokens_of(self.source)

    @cached_property
    def headings(self) -> list[Heading]:
        """Its headings, the title first."""
        return list(headings(self.tokens))

    @property
    def title(self) -> str:
        """What it is called."""
        return self.headings[0].text

    @property
    def subjects(self) -> list[Heading]:
        """The headings below the title that the contents name."""
        return [heading for heading in self.headings if heading.level == 2]

    @cached_property
    def sections(self) -> list[Section]:
        """Its words by heading, for searching."""
        found: list[tuple[Heading, list[str]]] = []
        opened = iter(self.headings)
        for before, token in zip([None, *self.tokens], self.tokens, strict=False):
            if before is not None and before.type == "heading_open":
                found.append((next(opened), []))
            elif token.type == "inline":
                found[-1][1].append(words(token))
        return [Section(heading, " ".join(lines)) for heading, lines in found]

    @property
    def url(self) -> str:
        """Its page."""
        return reverse("manual-chapter", args=[self.slug])


@dataclass(frozen=True)
class Found:
    """A place of the manual where all words that were asked for stand."""

    chapter: Chapter
    heading: Heading
    excerpt: str

    @property
    def url(self) -> str:
        """Where it stands."""
        return f"{self.chapter.url}#{self.heading.anchor}"


@dataclass(frozen=True)
class Book:
    """The whole manual; `version` changes with every letter and picture."""

    title: str
    foreword: Sequence[Token]
    parts: Sequence[tuple[str, Sequence[Chapter]]]
    version: str

    @cached_property
    def chapters(self) -> list[Chapter]:
        """All chapters in order."""
        return [chapter for _, chapters in self.parts for chapter in chapters]

    def chapter(self, slug: str) -> Chapter | None:
        """The chapter of that name."""
        return next((chapter for chapter in self.chapters if chapter.slug == slug), None)

    def has(self, slug: str, heading: str = "") -> bool:
        """Whether there is that chapter, and in it that heading."""
        chapter = self.chapter(slug)
        return chapter is not None and (not heading or any(each.text == heading for each in chapter.headings))

    def neighbours(self, chapter: Chapter) -> tuple[Chapter | None, Chapter | None]:
        """The chapters before and after."""
        place = self.chapters.index(chapter)
        return (
            self.chapters[place - 1] if place else None,
            self.chapters[place + 1] if place + 1 < len(self.chapters) else None,
        )

    def find(self, asked: str) -> list[Found]:
        """Where all words of `asked` stand under one heading; those in headings first, at most MOST_FOUND."""
        wanted = asked.casefold().split()
        hits = [
            (any(word in section.heading.text.casefold() for word in wanted), Found(
                chapter, section.heading, _excerpt(section.text, wanted)
            ))
            for chapter in self.chapters
            for section in chapter.sections
            if wanted and all(word in f"{section.heading.text} {section.text}".casefold() for word in wanted)
        ]  # fmt: skip
        hits.sort(key=lambda hit: not hit[0])
        return [found for _, found in hits[:MOST_FOUND]]


def _excerpt(text: str, wanted: Sequence[str]) -> str:
    at = min((place for word in wanted if (place := text.casefold().find(word)) >= 0), default=0)
    start = max(0, at - EXCERPT // 3)
    cut = text[start : start + EXCERPT]
    return f"{'…' if start else ''}{cut}{'…' if start + EXCERPT < len(text) else ''}"


def folder() -> Path:
    """Where the manual's files are."""
    return Path(settings.BASE_DIR) / "docs" / "manual"


@lru_cache(maxsize=1)
def book() -> Book:
    """The manual. Raises FileNotFoundError where the contents name a chapter that is not there."""
    contents = tokens_of((folder() / CONTENTS).read_text(encoding="utf-8"))
    title, *named = headings(contents)
    first = next(
        (n for n, t in enumerate(contents) if t.type == "heading_open" and t.tag == "h2"), len(contents)
    )
    numbers = iter(range(1, 1000))
    parts = []
    for part, slugs in zip([heading.text for heading in named], _listed(contents[first:]), strict=True):
        parts.append((part, [_chapter(slug, next(numbers), part) for slug in slugs]))
    # The title is the page's own.
    return Book(title.text, contents[3:first], parts, _version())


def _listed(contents: Sequence[Token]) -> Iterator[list[str]]:
    """The chapters that each part names."""
    slugs: list[str] = []
    for number, token in enumerate(contents):
        if token.type == "heading_open" and number:
            yield slugs
            slugs = []
        slugs += [target_of(link)[0] for link in inlines([token], "link_open")]
    yield slugs


def _chapter(slug: str, number: int, part: str) -> Chapter:
    return Chapter(slug, number, part, (folder() / f"{slug}.md").read_text(encoding="utf-8"))


def _version() -> str:
    digest = hashlib.sha256()
    for file in sorted(folder().rglob("*")):
        if file.is_file():
            digest.update(file.name.encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def chapter_url(slug: str, heading: str = "") -> str:
    """The address of a chapter, at a heading where one is named. Raises ValueError where there is no such place."""
    if not book().has(slug, heading):
        raise ValueError(f"the manual has no {slug} {heading}")
    anchor = f"#{Heading(2, heading).anchor}" if heading else ""
    return f"{reverse('manual-chapter', args=[slug])}{anchor}"
