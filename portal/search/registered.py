"""What the apps have put into searching: sources of things to be found, and what may be begun from the search box."""

import dataclasses
from collections.abc import Iterable

from django.urls import reverse

from portal.access import Actor
from portal.models import Role
from portal.search.sources import Source


@dataclasses.dataclass(frozen=True)
class Command:
    """What may be begun from the search box; `words` are other names for it."""

    label: str
    url_name: str
    roles: frozenset[Role]
    query: str
    words: tuple[str, ...]
    order: int

    @property
    def url(self) -> str:
        """Where it begins."""
        return f"{reverse(self.url_name)}{self.query}"


_sources: list[Source] = []
_commands: list[Command] = []


def add_search_source(source: Source) -> None:
    """Let things of an app be found by searching (docs/search.md)."""
    _sources.append(source)
    _sources.sort(key=lambda each: each.order)


def search_sources() -> list[Source]:
    """Every kind of things that can be found, in order."""
    return list(_sources)


def add_command(
    label: str,
    url_name: str,
    *,
    roles: Iterable[Role],
    query: str = "",
    words: Iterable[str] = (),
    order: int = 50,
) -> None:
    """Offer what `roles` may begin from the search box: a page, opened with `query` (?kind=visit)."""
    _commands.append(Command(label, url_name, frozenset(roles), query, tuple(words), order))
    _commands.sort(key=lambda each: each.order)


def commands(actor: Actor) -> list[Command]:
    """What the actor's post may begin from the search box."""
    return [each for each in _commands if actor.role in each.roles]
