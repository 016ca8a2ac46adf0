"""What the portal does for each article of the regulation: one table, from which the page of the article is written.

An app adds what it does by `add_work` in its ready(); the page it names is offered to the posts that may open it.
Clauses on security and religion stand on the page as text alone: nothing of the portal works on them.
"""

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any

from django.urls import NoReverseMatch, resolve, reverse

from portal.access import PUBLIC, Actor

Figure = Callable[[Actor], str]
"""Today's figures in the actor's scope, in words; constant queries."""


@dataclasses.dataclass(frozen=True)
class Work:
    """Something that the portal does for `articles`: what, in a sentence, and on which page (by its URL name)."""

    articles: frozenset[int]
    title: str
    words: str
    url_name: str
    figure: Figure | None = None


@dataclasses.dataclass(frozen=True)
class OfferedWork:
    """A work as a page shows it: `url` is empty for a post that may not open its page."""

    title: str
    words: str
    url: str
    figure: str


TEXT_ONLY = frozenset({2, 5})
"""Articles with clauses on security, religion or the militia, which are shown as text of the regulation alone."""

REGULATION = "xpcc-2023"
"""The regulation whose articles are meant."""

_works: list[Work] = []


def add_work(
    articles: Iterable[int], title: str, words: str, url_name: str, figure: Figure | None = None
) -> None:
    """Say that the portal does something for some articles; `words` is a full sentence."""
    _works.append(Work(frozenset(articles), title, words, url_name, figure))


def all_works() -> tuple[Work, ...]:
    """Everything that the portal does, in the order in which it was added."""
    return tuple(_works)


def works_of(article: int, actor: Actor, *, with_figures: bool = True) -> list[OfferedWork]:
    """What the portal does for an article, for this actor: with today's figures where the page can be opened.

    What has no page in this installation is left out.
    """
    found = []
    for work in _works:
        if article not in work.articles:
            continue
        try:
            address = reverse(work.url_name)
        except NoReverseMatch:
            continue
        url = _if_open(address, actor)
        figure = work.figure(actor) if work.figure and url and with_figures else ""
        found.append(OfferedWork(work.title, work.words, url, figure))
    return found


def _if_open(url: str, actor: Actor) -> str:
    """The address for a post that may open it; empty for any other."""
    allowed: Any = getattr(resolve(url).func, "allowed_roles", frozenset())
    return url if allowed == PUBLIC or actor.role in allowed else ""
