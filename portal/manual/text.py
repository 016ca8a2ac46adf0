"""From the Markdown of the manual to HTML: no raw HTML, headings with anchors, 【…】 for what stands on a page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import unquote

from django.utils.html import escape, format_html
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

PRESS = re.compile(r"【([^【】]+)】")
"""A word that stands on a page exactly so: a button, a link, a field, an entry of the navigation."""
CHAPTER_LINK = re.compile(r"([a-z0-9-]+)\.md(?:#(.+))?")
PICTURES = "pictures/"
PHONE = "-phone"
"""How the names of pictures end that were taken on a phone."""


@dataclass(frozen=True)
class Heading:
    """A heading of a chapter, and the name by which it is linked to."""

    level: int
    text: str

    @property
    def anchor(self) -> str:
        """The name: the words themselves, blanks as hyphens, as code hosts make it of the same file."""
        return re.sub(r"\s+", "-", self.text)


@dataclass(frozen=True)
class Picture:
    """Where a picture is found, and its size in pixels."""

    source: str
    width: int
    height: int


class Place(Protocol):
    """Where the text is shown: what its links and pictures become there."""

    def picture(self, name: str) -> Picture:
        """The picture of that file name."""

    def link(self, chapter: str, anchor: str) -> str:
        """The address of a chapter (of this one where it is empty), at a heading where `anchor` is given."""

    def name(self, anchor: str) -> str:
        """The id of a heading of this chapter."""


class _Renderer(RendererHTML):
    """HTML of tokens; `env["place"]` says where it will stand."""

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """Words, those on a page marked."""
        return PRESS.sub(r'<b class="press">【\1】</b>', escape(tokens[idx].content))

    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """A heading under its anchor."""
        anchor = Heading(0, words(tokens[idx + 1])).anchor
        return format_html('<{} id="{}">', tokens[idx].tag, env["place"].name(anchor))

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """A link: to another chapter by the name of its file, or within this one."""
        chapter, anchor = target_of(tokens[idx])
        return format_html('<a href="{}">', env["place"].link(chapter, anchor))

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """A picture with its words beneath."""
        name = picture_of(tokens[idx])
        picture = env["place"].picture(name)
        return format_html(
            '<span class="{}"><img src="{}" alt="{}" width="{}" height="{}" loading="lazy">'
            '<span class="figure-words" aria-hidden="true">{}</span></span>',
            "figure figure-phone" if name.rpartition(".")[0].endswith(PHONE) else "figure",
            picture.source,
            tokens[idx].content,
            picture.width,
            picture.height,
            tokens[idx].content,
        )

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """A table in the portal's look, which a phone can move sideways."""
        return '<div class="table-wrap" tabindex="0"><table class="table manual-table">'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        """Its end."""
        return "</table></div>"


_MARKDOWN = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")


def tokens_of(text: str) -> list[Token]:
    """The parts of a text."""
    return _MARKDOWN.parse(text)


def html_of(tokens: Sequence[Token], place: Place) -> str:
    """The parts as HTML at that place."""
    return str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {"place": place}))


def words(inline: Token) -> str:
    """The bare words of a line."""
    return "".join(child.content for child in inline.children or () if child.type in {"text", "code_inline"})


def headings(tokens: Sequence[Token]) -> Iterator[Heading]:
    """The headings in order."""
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            yield Heading(int(token.tag[1:]), words(tokens[number + 1]))


def inlines(tokens: Sequence[Token], kind: str) -> Iterator[Token]:
    """The parts of one kind (link_open, image, code_inline) within the lines."""
    for token in tokens:
        yield from (child for child in token.children or () if child.type == kind)


def target_of(link: Token) -> tuple[str, str]:
    """Chapter and anchor that a link leads to. Raises ValueError where it leads out of the manual."""
    href = unquote(str(link.attrs["href"]))
    if href.startswith("#"):
        return "", href[1:]
    found = CHAPTER_LINK.fullmatch(href)
    if found is None:
        raise ValueError(f"the manual links to its chapters only: {href}")
    return found[1], found[2] or ""


def picture_of(image: Token) -> str:
    """The file name of a picture. Raises ValueError where it is none of the manual's."""
    source = str(image.attrs["src"])
    if not source.startswith(PICTURES):
        raise ValueError(f"the manual shows its own pictures only: {source}")
    return source.removeprefix(PICTURES)
