"""Tables of states: in which state who may do what, what it takes and what follows. Pure: no Django."""

import dataclasses
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Generic, Self, TypeVar


class Worded(StrEnum):
    """Codes, each with its word on screen."""

    label: str

    def __new__(cls, code: str, label: str = "") -> Self:
        """A member of this code; the default is only for who looks one up by its code."""
        return worded(cls, code, label)


WordedT = TypeVar("WordedT", bound=Worded)


def worded(kind: type[WordedT], code: str, label: str) -> WordedT:
    """A new member of `kind`, for a `__new__` that keeps more than the word."""
    member = str.__new__(kind, code)
    member._value_ = code
    member.label = label
    return member


class Held(Worded):
    """States, each with its word and who acts next; a subclass says of which kind `holder` is."""

    holder: StrEnum

    def __new__(cls, code: str, label: str = "", holder: StrEnum | None = None) -> Self:
        """A member of this code with its word and who acts next; defaults as in `Worded`."""
        member = worded(cls, code, label)
        if holder is not None:
            member.holder = holder
        return member


def choices(kind: type[Worded]) -> list[tuple[str, str]]:
    """Codes and words as a field of a model takes them."""
    return [(each.value, each.label) for each in kind]


StateT = TypeVar("StateT", bound=StrEnum)
ActionT = TypeVar("ActionT", bound=StrEnum)
PlaceT = TypeVar("PlaceT", bound=StrEnum)
NeedT = TypeVar("NeedT", bound=StrEnum)


@dataclasses.dataclass(frozen=True)
class Move(Generic[StateT, PlaceT, NeedT]):
    """One line of a table: what the state becomes (None where it stays), who may do it, what it takes beside the right.

    `who` are pairs of place and role, where a place is how somebody's post stands to the matter; none: the program.
    """

    to: StateT | None
    who: frozenset[tuple[PlaceT, str]]
    needs: frozenset[NeedT] = frozenset()


Line = tuple[Iterable[StateT], ActionT, Move[StateT, PlaceT, NeedT]]
Table = Mapping[tuple[StateT, ActionT], Move[StateT, PlaceT, NeedT]]
"""What is not in a table cannot be done."""


def table_of(lines: Iterable[Line[StateT, ActionT, PlaceT, NeedT]]) -> Table[StateT, ActionT, PlaceT, NeedT]:
    """The table of these lines, each written once for several states."""
    return {(state, action): move for states, action, move in lines for state in states}


def who(place: PlaceT, *roles: str) -> frozenset[tuple[PlaceT, str]]:
    """Posts of these roles that stand there."""
    return frozenset((place, role) for role in roles)


def allowed_by(
    table: Table[StateT, ActionT, PlaceT, NeedT], state: StateT, places: Iterable[PlaceT], role: str
) -> frozenset[ActionT]:
    """What somebody with `role`, standing at `places`, may do in `state`."""
    stands = {(place, role) for place in places}
    return frozenset(action for (at, action), move in table.items() if at == state and stands & move.who)
