"""The lists of all apps, by the name of their page."""

from typing import TYPE_CHECKING, Any, cast

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from portal.lists.listing import Listing

_lists: dict[str, str] = {}


def add_list(name: str, listing: str) -> None:
    """Say which class (by its dotted name) is the list of the page called `name`; it can then be exported."""
    _lists[name] = listing


def listing_class(name: str) -> "type[Listing[Any]] | None":
    """The list of the page called `name`; None where it has none."""
    dotted = _lists.get(name)
    return cast("type[Listing[Any]]", import_string(dotted)) if dotted else None


def known_lists() -> tuple[str, ...]:
    """The names of the pages that have a list."""
    return tuple(_lists)
