"""What a benchmark gives: a time, its floor, and what the two may be to each other."""

import dataclasses
import statistics
import time
from collections.abc import Callable, Sequence


@dataclasses.dataclass(frozen=True)
class Figure:
    """One line of the table: seconds beside the seconds of the floor, with the targets that hold for it.

    `target` is the largest ratio allowed, `limit` the most seconds allowed at the 95th percentile; either may be None.
    """

    name: str
    seconds: float
    floor: float | None = None
    floor_is: str = ""
    target: float | None = None
    p95: float | None = None
    limit: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times the floor it took."""
        return self.seconds / self.floor if self.floor else None

    @property
    def within(self) -> bool:
        """Whether it keeps its targets."""
        slow = self.target is not None and self.ratio is not None and self.ratio > self.target
        late = self.limit is not None and self.p95 is not None and self.p95 > self.limit
        return not (slow or late)


def times(work: Callable[[], object], repeat: int) -> list[float]:
    """How long each of `repeat` runs took, after one that is not counted."""
    work()
    found = []
    for _ in range(repeat):
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return found


def alternately(
    one: Callable[[], object], other: Callable[[], object], repeat: int
) -> tuple[list[float], list[float]]:
    """The times of two pieces of work that take turns, so that a busy machine slows both alike."""
    one()
    other()
    pairs = [(times_once(one), times_once(other)) for _ in range(repeat)]
    return [first for first, _ in pairs], [second for _, second in pairs]


def times_once(work: Callable[[], object]) -> float:
    """How long one run took."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def median(found: Sequence[float]) -> float:
    """The middle of some times."""
    return statistics.median(found)


def p95(found: Sequence[float]) -> float:
    """The time that 95 of 100 runs do not pass."""
    return sorted(found)[max(0, -(-len(found) * 95 // 100) - 1)]
