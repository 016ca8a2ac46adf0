"""The funnel made of ways: how many have reached each stage, how long that took, how many wait there and for whom."""

import dataclasses
import statistics
from collections.abc import Collection, Iterable, Sequence

from duties.selectors.funnel.ways import Stage, Way
from duties.selectors.supervision.ages import MARKS
from duties.supervision_states import Holder, State
from portal.marks import Mark

STANDS_AT = {
    Stage.ISSUED: (State.ISSUED,),
    Stage.SIGNED: (State.SIGNED, State.ASKED, State.RETURNED),
    Stage.FED_BACK: (State.FED_BACK,),
    Stage.REVIEWED: (State.REVIEWED,),
    Stage.CLOSED: (State.CLOSED,),
}
"""In which states an item stands at a stage: what comes next is awaited."""

APART = (State.WITHDRAWN, State.CANCELLED)
"""States in which an item has left the funnel."""


@dataclasses.dataclass(frozen=True)
class Lot:
    """The items in one state: how many, how many of them late, for how many days the oldest has been there."""

    state: State
    count: int
    late: int
    oldest: int

    @property
    def mark(self) -> Mark:
        """How the state looks."""
        return MARKS[self.state]

    @property
    def holder(self) -> Holder:
        """Who has the ball."""
        return self.state.holder


@dataclasses.dataclass(frozen=True)
class Line:
    """One stage: `count` of `total` items have reached it; `days` is what it took each from the stage before."""

    stage: Stage
    count: int
    total: int
    days: Sequence[int]
    lots: Sequence[Lot]

    @property
    def share(self) -> float | None:
        """The share that has reached the stage; None for none."""
        return self.count / self.total if self.total else None

    @property
    def median(self) -> str:
        """The days that half of them took at most, in words; — where none has come so far."""
        if not self.days:
            return "—"
        middle = statistics.median(self.days)
        return f"{middle:g}天"

    @property
    def longest(self) -> str:
        """The most days that one of them took, in words."""
        return f"{max(self.days)}天" if self.days else "—"


@dataclasses.dataclass(frozen=True)
class Funnel:
    """The stages in order, and what has left the way: `apart` are items made void after their issue."""

    total: int
    lines: Sequence[Line]
    apart: int
    returned: int
    late: int


def funnel_of(ways: Sequence[Way]) -> Funnel:
    """The funnel of all `ways`: every item stands in exactly one lot, or apart."""
    return Funnel(
        total=len(ways),
        lines=[_line(stage, ways) for stage in Stage],
        apart=sum(way.state in APART for way in ways),
        returned=sum(way.returns > 0 for way in ways),
        late=sum(way.late > 0 for way in ways),
    )


def _line(stage: Stage, ways: Sequence[Way]) -> Line:
    days = [took for way in ways if (took := way.took(stage)) is not None]
    lots = [_lot(state, (way for way in ways if way.state == state)) for state in STANDS_AT[stage]]
    count = sum(stage in way.reached for way in ways)
    return Line(stage, count, len(ways), days, [lot for lot in lots if lot.count])


def _lot(state: State, ways: Iterable[Way]) -> Lot:
    here = list(ways)
    return Lot(
        state,
        len(here),
        sum(way.late > 0 for way in here),
        max((way.days for way in here), default=0),
    )


@dataclasses.dataclass(frozen=True)
class Narrowed:
    """Which of the items are listed: that have reached a stage, stand in a state, are late, were returned, are apart,
    led to a talk."""

    reached: Stage | None = None
    state: State | None = None
    late: bool = False
    returned: bool = False
    apart: bool = False
    talked: bool = False

    def takes(self, way: Way, talked: Collection[int]) -> bool:
        """Whether the list has it; `talked` are the ids of the items that led to a talk."""
        return (
            (self.reached is None or self.reached in way.reached)
            and (self.state is None or self.state == way.state)
            and (not self.late or way.late > 0)
            and (not self.returned or way.returns > 0)
            and (not self.apart or way.state in APART)
            and (not self.talked or way.item.pk in talked)
        )
