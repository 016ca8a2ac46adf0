"""What a brief says, as it is kept: plain values that become JSON and come back."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from duties.ledger.status import Rate


@dataclasses.dataclass(frozen=True)
class Standing:
    """The `must` obligations of an area at a moment; what is overdue `in_principle` stands apart."""

    base: int = 0
    met: int = 0
    met_late: int = 0
    made_up: int = 0
    overdue: int = 0
    due_soon: int = 0
    units: int = 0
    principle_overdue: int = 0

    @property
    def rate(self) -> Rate:
        """The rate over them (rules.md, "Areas and rates")."""
        return Rate(self.base, self.met, self.met_late, self.made_up)


@dataclasses.dataclass(frozen=True)
class Matter:
    """Obligations of one rule: how many, how many of them new, the first day on which one was due, the first few units."""

    regulation: str
    rule: str
    title: str
    number: int
    fresh: int
    due_on: str
    units: Sequence[str]

    @property
    def due(self) -> dt.date:
        """The earliest due day."""
        return dt.date.fromisoformat(self.due_on)

    @property
    def who(self) -> str:
        """The units in words: the first few, and how many obligations stand in all."""
        more = f"等{self.number}项" if self.number > len(self.units) else ""
        return "、".join(self.units) + more


@dataclasses.dataclass(frozen=True)
class Lot:
    """Obligations that are overdue, or were and are not any more, by rule.

    `fresh` of them are new since; `kinds` says how those that are not any more were settled.
    """

    number: int = 0
    fresh: int = 0
    matters: Sequence[Matter] = ()
    kinds: Mapping[str, int] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Point:
    """The rates of one period."""

    period: str
    base: int
    fulfilled: int
    met: int


@dataclasses.dataclass(frozen=True)
class Place:
    """A unit right below in the order of its rate: equal rates share a rank (`tied`)."""

    unit: str
    name: str
    rank: int
    tied: bool
    base: int
    fulfilled: int
    met: int
    overdue: int

    @property
    def silent(self) -> bool:
        """Whether nothing at all of what was due is fulfilled."""
        return self.fulfilled == 0

    @property
    def place(self) -> str:
        """The rank in words."""
        return f"{'并列' if self.tied else ''}第{self.rank}"


@dataclasses.dataclass(frozen=True)
class Order:
    """The units right below, the lowest rate first; `kind` says what they are, `idle` how many owe nothing yet."""

    kind: str = ""
    places: Sequence[Place] = ()
    idle: int = 0


@dataclasses.dataclass(frozen=True)
class Silent:
    """Units of the area that owe something and have logged nothing (selectors/figures/silent.py), the first few by name."""

    number: int = 0
    names: Sequence[str] = ()


@dataclasses.dataclass(frozen=True)
class Decision:
    """What waits to be decided: how many, since when the oldest waits (ISO day), by whom, the first few by name."""

    label: str
    number: int
    since: str
    by: str
    names: Sequence[str]
    page: str

    @property
    def oldest(self) -> dt.date:
        """Since when the oldest waits."""
        return dt.date.fromisoformat(self.since)


class Since(NamedTuple):
    """With what moment it is compared: its day and instant (ISO), and what it is (上期, 一周前)."""

    label: str
    day: str
    read_at: str


@dataclasses.dataclass(frozen=True)
class Facts:
    """All that one issue says."""

    unit: str
    unit_id: str
    period: str
    day: str
    read_at: str
    since: Since
    now: Standing
    then: Standing
    late: Lot
    settled: Lot
    trend: Sequence[Point]
    order: Order
    silent: Silent
    decisions: Sequence[Decision]

    @property
    def read_on(self) -> dt.date:
        """The day as of which the ledger was read."""
        return dt.date.fromisoformat(self.day)

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return dataclasses.asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Facts":
        """As it was kept."""
        return cls(
            **{name: kept[name] for name in ("unit", "unit_id", "period", "day", "read_at")},
            since=Since(*kept["since"]),
            now=Standing(**kept["now"]),
            then=Standing(**kept["then"]),
            late=_lot(kept["late"]),
            settled=_lot(kept["settled"]),
            trend=[Point(**each) for each in kept["trend"]],
            order=Order(**{**kept["order"], "places": [Place(**each) for each in kept["order"]["places"]]}),
            silent=Silent(**kept["silent"]),
            decisions=[Decision(**each) for each in kept["decisions"]],
        )


def _lot(kept: Mapping[str, Any]) -> Lot:
    return Lot(**{**kept, "matters": [Matter(**each) for each in kept["matters"]]})
