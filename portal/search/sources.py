"""What an app lets be found: the rows, what they are found by, who may see them, and which writes change them."""

import dataclasses
import datetime as dt
import hashlib
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.urls import reverse

from portal.access import Actor
from portal.models import Role
from portal.search.lexemes import LONGEST_TEXT
from portal.search.plain import tidy

WRITING = 2
"""Grows when the lexemes are made otherwise, so that every entry is made anew."""
TITLE, NOTE = 200, 300


@dataclasses.dataclass(frozen=True)
class Found:
    """One row of a source: its key, whose it is, what is shown, what else it is found by, where it leads.

    `names` are other names than the title; `day` is that of the happening, None for what has none.
    """

    ref: int
    unit: int | None
    title: str
    url: str
    note: str = ""
    names: tuple[str, ...] = ()
    text: str = ""
    day: dt.date | None = None

    def __post_init__(self) -> None:
        for name, length in (("title", TITLE), ("note", NOTE), ("text", LONGEST_TEXT)):
            object.__setattr__(self, name, tidy(getattr(self, name))[:length])

    @property
    def digest(self) -> int:
        """A number that changes with anything that is kept."""
        said = repr(
            (WRITING, self.ref, self.unit, self.title, self.url, self.note, self.names, self.text, self.day)
        )
        return int.from_bytes(hashlib.blake2b(said.encode(), digest_size=8).digest(), "big", signed=True)


Rows = Callable[[Collection[int] | None], Iterable[Found]]
"""The rows with these keys, or all in the order of their keys."""
Seen = Callable[[Actor], Q]
"""The condition on SearchEntry that the actor may read what it stands for, as of this request."""
Follows = Mapping[str, Callable[[Any], Collection[int]]]
"""By the label of a model that is written (as the change log names it), the keys of the rows that it changes."""


@dataclasses.dataclass(frozen=True)
class Source:
    """One kind of things to be found; `roles` may open their pages.

    `thorough`: it is looked for by name, in all readings; otherwise by its title in the usual one. `recent`: there may
    be very many, of which the latest count.
    """

    kind: str
    label: str
    order: int
    rows: Rows
    seen: Seen
    roles: frozenset[Role]
    follows: Follows = dataclasses.field(default_factory=dict)
    thorough: bool = False
    recent: bool = False


Row = TypeVar("Row", bound=Model)


def only(rows: QuerySet[Row], refs: Collection[int] | None) -> QuerySet[Row]:
    """The rows with these keys; all where none are named."""
    return rows if refs is None else rows.filter(pk__in=refs)


def own_key(row: Model) -> Collection[int]:
    """The key of a written row that is itself what is found."""
    return [int(row.pk)]


def addresses(url_name: str) -> Callable[[uuid.UUID], str]:
    """The address of a thing by its public id, looked up once for all rows."""
    pattern = reverse(url_name, args=[uuid.UUID(int=0)])
    return lambda public_id: pattern.replace(str(uuid.UUID(int=0)), str(public_id))
