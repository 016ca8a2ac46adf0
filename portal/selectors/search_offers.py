"""What the search box offers besides things: the pages of a post, and what it may begin."""

import dataclasses
from collections.abc import Iterable, Sequence

from django.http import HttpRequest

from portal import registry
from portal.access import Actor
from portal.search.marking import Stretches, marked, says


@dataclasses.dataclass(frozen=True)
class Offer:
    """A page to go to."""

    title: Stretches
    url: str


def pages(request: HttpRequest, actor: Actor, words: Sequence[str]) -> list[Offer]:
    """The pages of the actor's navigation whose name fits; all of them without words."""
    found = ((entry["label"], entry["url"], ()) for entry in registry.navigation(request, actor))
    return _fitting(found, words)


def commands(actor: Actor, words: Sequence[str]) -> list[Offer]:
    """What the actor's post may begin and is called so; all of it without words."""
    return _fitting(((each.label, each.url, each.words) for each in registry.commands(actor)), words)


def _fitting(offered: Iterable[tuple[str, str, Sequence[str]]], words: Sequence[str]) -> list[Offer]:
    """Those that every word names, the beginnings of their names first."""
    fits = [
        (label, url)
        for label, url, others in offered
        if all(any(says(name, word) for name in (label, *others)) for word in words)
    ]
    fits.sort(key=lambda each: not (words and says(each[0], words[0], first=True)))
    return [Offer(marked(label, words), url) for label, url in fits]
