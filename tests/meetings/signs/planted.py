"""A set of cases by a seed: what is planted, what only looks like it, and what detection says of them.

Each function gives the numbers of cases planted, found of them, and asked about although nothing was planted.
"""

import datetime as dt
import random
from collections.abc import Iterable
from itertools import combinations
from typing import NamedTuple

from meetings.signs import bursts, pictures, places, texts
from meetings.signs.defaults import DEFAULTS
from portal.clock import SHANGHAI
from tests.meetings.signs.drawn import compressed, doctored, photograph
from tests.meetings.signs.written import copied, minutes

Pair = tuple[int, int]


class Score(NamedTuple):
    """What came of a set of cases."""

    planted: int
    decoys: int
    found: int
    wrong: int

    @property
    def recall(self) -> float:
        """The share of the planted cases that were found."""
        return self.found / self.planted

    @property
    def precision(self) -> float:
        """The share of the questions that were right."""
        return self.found / max(1, self.found + self.wrong)


def scored(planted: set[Pair], found: Iterable[Pair], decoys: int) -> Score:
    """Count pairs asked about against pairs planted."""
    asked = set(found)
    return Score(len(planted), decoys, len(asked & planted), len(asked - planted))


def photographs(seed: int, planted: int, decoys: int) -> Score:
    """Rooms of which each has several photographs; of some rooms one photograph comes twice."""
    chance, found, wrong = random.Random(f"photographs {seed}"), 0, 0
    rooms = max(planted, decoys // 5)
    for room in range(rooms):
        shown = [photograph(seed * 10_000 + room, moment) for moment in range(decoys // rooms)]
        kept = [pictures.gray(compressed(each, chance.randint(50, 90))) for each in shown]
        if room < planted:
            kept.append(pictures.gray(doctored(shown[0], chance)))
        asked = set(same_pictures(kept))
        found += (0, len(shown)) in asked
        wrong += len(asked - {(0, len(shown))})
    return Score(planted, decoys, found, wrong)


def same_pictures(kept: list[pictures.Gray]) -> Iterable[Pair]:
    """The pairs among one unit's pictures that are asked about."""
    bits, agreement = int(DEFAULTS["picture_bits"]), DEFAULTS["picture_agreement"] / 100
    prints = [pictures.print_of(each) for each in kept]
    for one, two in combinations(range(len(kept)), 2):
        if pictures.nearest(prints[one], prints[two]) <= bits:
            alike = pictures.likeness(kept[one], kept[two], prints[one], prints[two])
            if pictures.is_same(alike, bits=bits, agreement=agreement):
                yield one, two


def papers(seed: int, planted: int, decoys: int) -> Score:
    """Units with routine minutes by their frame; some have copied an older one."""
    chance, written, owner, copies = random.Random(f"papers {seed}"), [], [], set()
    for unit in range(-(-decoys // 10)):
        for number in range(10):
            written.append(minutes(seed * 10_000 + unit, number + 1))
            owner.append(unit)
    for source in chance.sample(range(len(written)), planted):
        copies.add((source, len(written)))
        written.append(copied(written[source], chance))
        owner.append(owner[source])
    return scored(copies, copied_papers(written, owner), decoys)


def copied_papers(written: list[str], owner: list[int]) -> Iterable[Pair]:
    """The pairs that share a band and are asked about."""
    whole, own = DEFAULTS["minutes_whole"] / 100, DEFAULTS["minutes_own"] / 100
    bands = [set(texts.bands_of(each)) for each in written]
    for one, two in combinations(range(len(written)), 2):
        if bands[one] & bands[two]:
            near = [at for at, unit in enumerate(owner) if unit in (owner[one], owner[two])]
            others = [written[at] for at in near if at not in (one, two)][: texts.NEIGHBOURS]
            if texts.is_copy(texts.resemblance(written[one], written[two], others), whole=whole, own=own):
                yield one, two


def presences(seed: int, planted: int, decoys: int) -> Score:
    """Leaders with two sittings a day: one after another, in one place by two names, or in two places at once."""
    chance, held, twice = random.Random(f"presences {seed}"), [], set()
    for case in range(planted + decoys):
        first = dt.datetime(2026, 3, 2, chance.randint(8, 15), chance.choice((0, 30)), tzinfo=SHANGHAI)
        start = first + dt.timedelta(days=case)
        end = start + dt.timedelta(minutes=chance.choice((60, 90, 120)))
        manner = "twice" if case < planted else chance.choice(("after", "same", "unnamed"))
        later = {"after": end}.get(manner, start + dt.timedelta(minutes=20))
        place = {"same": "团机关三楼会议室(视频)", "unnamed": ""}.get(manner, "演示27团12连")
        held.append(places.Presence(2 * case, case % 7, start, end, "团机关三楼会议室"))
        held.append(places.Presence(2 * case + 1, case % 7, later, later + dt.timedelta(hours=1), place))
        if manner == "twice":
            twice.add((2 * case, 2 * case + 1))
    found = places.overlaps(held, minutes=int(DEFAULTS["overlap_minutes"]))
    return scored(twice, (each.entries for each in found), decoys)


def quarters(seed: int, planted: int, decoys: int) -> Score:
    """Units that log through the quarter, few that log at its end, and units that do all in its last days."""
    chance, rushed = random.Random(f"quarters {seed}"), set()
    doings: list[bursts.Doing] = []
    for unit in range(planted + decoys):
        rush = unit < planted
        if rush:
            rushed.add((unit, 0))
        for _ in range(chance.randint(8, 14)):
            late = chance.random() < (0.85 if rush else 0.1)
            day = (
                dt.date(2026, 3, chance.randint(29, 31))
                if late
                else dt.date(2026, 1, 1) + dt.timedelta(days=chance.randint(0, 80))
            )
            doings.append(bursts.Doing(len(doings), unit, day))
    found = bursts.bursts(
        doings, days=int(DEFAULTS["burst_days"]), least=int(DEFAULTS["burst_least"]), share=DEFAULTS["burst_share"] / 100
    )  # fmt: skip
    return scored(rushed, ((each.unit, 0) for each in found), decoys)
