"""The pyramid of the tiers (四级): what the units of each tier owe and did by themselves, and how many are silent."""

import dataclasses
from collections import Counter
from collections.abc import Sequence

from duties.periods import Period
from duties.selectors.analysis.matter import Matter
from duties.selectors.board.sums import Reach, total
from duties.selectors.figures.by import Figure, figures_by
from duties.selectors.figures.measures import Measures, measures_of
from duties.selectors.figures.silent import silent_units
from duties.selectors.figures.spans import Span, stand_over
from portal.models import Word
from portal.selectors.vocabulary import Vocabulary


@dataclasses.dataclass(frozen=True)
class Tier:
    """One tier, or the units that belong to none (`level` None): its kinds, its units that owe, and what they owe."""

    name: str
    level: int | None
    kinds: Sequence[str]
    measures: Measures
    units: int
    silent: int


def tiers(reach: Reach, period: Period, matter: Matter, words: Vocabulary) -> list[Tier]:
    """The tiers from above that owe something in the area, then what has no tier; constant queries."""
    span = Span.of(period)
    stand_over([span], reach.unit, below=reach.below)
    figures = [
        each
        for each in figures_by(reach, [span], "kind", "rule", "unit")
        if matter.holds(period.name, each.key[1], each.force)
    ]
    silent = Counter(each.kind for each in silent_units(reach, [span]))
    groups: dict[int | None, list[str]] = {}
    owing = {each.key[0] for each in figures} | silent.keys()
    for kind in (code for code in words.words.get(Word.Group.UNIT, {}) if code in owing):
        groups.setdefault(words.data(Word.Group.UNIT, kind).get("tier"), []).append(kind)
    levels = sorted(groups, key=lambda level: (level is None, level or 0))
    return [_tier(level, groups[level], figures, silent, matter, words) for level in levels]


def _tier(
    level: int | None,
    kinds: Sequence[str],
    figures: Sequence[Figure],
    silent: Counter[str],
    matter: Matter,
    words: Vocabulary,
) -> Tier:
    mine = [each for each in figures if each.key[0] in kinds]
    return Tier(
        name="、".join(words.name(Word.Group.UNIT, kind) for kind in kinds),
        level=level,
        kinds=kinds,
        measures=measures_of(total(each.tally for each in mine), matter.force),
        units=len({each.key[2] for each in mine if each.tally.rows}),
        silent=sum(silent[kind] for kind in kinds),
    )
