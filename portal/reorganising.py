"""What the other apps take part in when units and seats change: their facts end or go over, and they say what follows.

The shell knows nothing of links, households, records or the ledger. Each app adds a `Part` in its ready().
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from portal.models import Fact, Person, Unit

if TYPE_CHECKING:
    from portal.services.deed import Deed


@dataclasses.dataclass(frozen=True)
class Consequence:
    """What a reorganisation changes in what an app derives: counts in words, and the first rows, each with its `head`.

    It names what is owed and by whom, never what was done: the system administrator reads no business data.
    """

    title: str
    counts: Sequence[tuple[str, int]] = ()
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    more: int = 0

    @property
    def cells(self) -> Sequence[Sequence[tuple[str, str]]]:
        """Each row as values with the names of their columns."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]


class Part:
    """What an app does in a reorganisation, by default nothing; every call is within its transaction."""

    def together(self) -> AbstractContextManager[Callable[[], Consequence | None]]:
        """Follow the facts that are written within at its end, all at once; then tell what changed."""
        return nullcontext(lambda: None)

    def check_end(self, unit: Unit, day: dt.date) -> None:
        """Raise ValidationError where something of the unit lies on `day` or later and stands against its end."""

    def facts_of(self, unit: Unit) -> Sequence[tuple[Unit, Fact]]:
        """The app's facts, as known now, that end with the unit; each with the unit whose log they belong to."""
        return []

    def carry_over(self, deed: "Deed", unit: Unit, successor: Unit) -> None:
        """Before `unit` is merged into `successor`: let go over what belongs to the people, not to the organisation."""

    def seat_items(self, unit: Unit, role: str, holders: Sequence[Person]) -> Sequence[str]:
        """What lies open at a seat as it changes hands: a sentence for each kind, with the number and no more."""
        return []

    def pass_links(self, deed: "Deed", unit: Unit, role: str, to_role: str | None) -> None:
        """End the seat's links on the day of the deed; with `to_role` that seat of the unit has them from then on."""


_parts: list[Part] = []


def add_reorganisation(part: Part) -> None:
    """Let an app take part in reorganisations."""
    _parts.append(part)


def reorganisation_parts() -> Sequence[Part]:
    """All parts, in the order in which they were added."""
    return tuple(_parts)
