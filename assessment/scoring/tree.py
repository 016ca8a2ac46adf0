"""The tree of indicators: weights that total 100 at the top and the parent's weight below, and the quantitative share. Pure."""

import dataclasses
from collections.abc import Hashable, Sequence
from fractions import Fraction

from assessment.scoring.kinds import BESIDE, QUANTITATIVE, Kind
from assessment.scoring.numbers import plain

WHOLE = Fraction(100)
PREVAILS = Fraction(50)
"""定量为主 (article 17): quantitative indicators must have more than this share of the weights."""


@dataclasses.dataclass(frozen=True)
class Node:
    """An indicator: a group (`kind` None) or a line that is scored. `parent` is the key of its group, None at the top."""

    key: Hashable
    name: str
    weight: Fraction
    kind: Kind | None = None
    parent: Hashable | None = None

    @property
    def is_beside(self) -> bool:
        """Whether it stands outside of the 100."""
        return self.kind in BESIDE


@dataclasses.dataclass(frozen=True)
class Level:
    """The indicators directly below one parent: what they should total and what they do; None is the top."""

    parent: Node | None
    total: Fraction
    wanted: Fraction

    @property
    def fits(self) -> bool:
        """Whether they total what they should."""
        return self.total == self.wanted

    @property
    def words(self) -> str:
        """The sum in words."""
        name = f"“{self.parent.name}”下级指标" if self.parent else "一级指标"
        return f"{name}权重合计 {plain(self.total)},应为 {plain(self.wanted)}"


def lines(nodes: Sequence[Node]) -> list[Node]:
    """The nodes that are scored within the 100."""
    return [node for node in nodes if node.kind is not None and not node.is_beside]


def levels(nodes: Sequence[Node]) -> list[Level]:
    """The sums of all levels: first the top, then each group; what stands beside counts nowhere."""
    found = []
    for parent in (None, *(node for node in nodes if node.kind is None)):
        key = parent.key if parent else None
        inside = [node.weight for node in nodes if node.parent == key and not node.is_beside]
        found.append(Level(parent, sum(inside, Fraction(0)), parent.weight if parent else WHOLE))
    return found


def quantitative_share(nodes: Sequence[Node]) -> Fraction:
    """The percentage of the weights within the 100 that is scored from counted facts."""
    inside = lines(nodes)
    whole = sum((node.weight for node in inside), Fraction(0))
    counted = sum((node.weight for node in inside if node.kind in QUANTITATIVE), Fraction(0))
    return counted * 100 / whole if whole else Fraction(0)


def faults(nodes: Sequence[Node]) -> list[str]:
    """What keeps a scheme from being approved, in words; empty where nothing does."""
    found = [f"{level.words}。" for level in levels(nodes) if not level.fits]
    found += [f"“{node.name}”的权重须大于 0。" for node in nodes if node.weight <= 0]
    share = quantitative_share(nodes)
    if lines(nodes) and share <= PREVAILS:
        found.append(
            f"定量指标占 {plain(share)}%,须超过 50%(实施细则第十七条:坚持定量与定性相结合、以定量指标为主)。"
        )
    return found
