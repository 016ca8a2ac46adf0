"""The lowest tier, one cell a unit: what the browser draws, and the same as a table in pages."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from duties.ledger.status import Status
from duties.selectors.board.sums import Reach, Tally, UnitSum
from duties.selectors.board.table import WORST_FIRST, natural
from portal.models import Area, Unit, Word
from portal.selectors.vocabulary import Vocabulary

PRINCIPLE = "principle"
NOTHING_OWED = "nothing"
SIGNS = {PRINCIPLE: ("!", "原则性要求逾期未完成"), NOTHING_OWED: ("—", "无应履职事项")}


@dataclasses.dataclass(frozen=True, slots=True)
class Company:
    """One unit of the lowest tier with its worst state."""

    unit: Unit
    parent: Unit
    must: Tally
    state: str

    @property
    def status(self) -> Status | None:
        """The state as a status, where it is one."""
        return Status(self.state) if self.state not in SIGNS else None

    @property
    def word(self) -> str:
        """The state in words."""
        return self.status.label if self.status else SIGNS[self.state][1]


def lowest_kind(words: Vocabulary) -> str:
    """The kind of unit of the lowest tier, as the vocabulary has it; empty where no regulation is loaded."""
    kinds = words.words.get(Word.Group.UNIT, {})
    tiers = {code: word.data["tier"] for code, word in kinds.items() if "tier" in word.data}
    return max(tiers, key=lambda code: tiers[code], default="")


def companies_of(reach: Reach, day: dt.date, kind: str, sums: Iterable[UnitSum]) -> list[Company]:
    """The units of `kind` in the area on `day`, silent ones too, by unit above and code; two queries."""
    if not reach.below:
        return []
    inside = Area.objects.filter(ancestor=reach.unit, unit__kind=kind, depth__gt=0, during__contains=day)
    pairs = list(
        Area.objects.filter(depth=1, during__contains=day, unit__in=inside.values("unit")).select_related(
            "unit", "ancestor"
        )
    )
    by_unit: Mapping[int, UnitSum] = {each.unit: each for each in sums}
    made = [Company(pair.unit, pair.ancestor, *_state(by_unit.get(pair.unit_id))) for pair in pairs]
    order = {unit.pk: natural(unit) for company in made for unit in (company.unit, company.parent)}
    return sorted(made, key=lambda company: (order[company.parent.pk], order[company.unit.pk]))


def _state(found: UnitSum | None) -> tuple[Tally, str]:
    if found is None:
        return Tally(), NOTHING_OWED
    worst = next((status for status in WORST_FIRST if getattr(found.must, status.value)), None)
    if worst != Status.OVERDUE and found.in_principle_overdue:
        return found.must, PRINCIPLE
    if worst is None:
        return found.must, Status.WAIVED.value if found.must.waived else Status.PENDING.value
    return found.must, worst.value


def as_array(companies: Sequence[Company]) -> list[Any]:
    """One array for the browser: of each unit above its name and its units, each as [id, name, state, done, owed]."""
    return [
        [
            parent.name,
            [
                [str(each.unit.public_id), each.unit.name, each.state, _done(each.must), each.must.rows]
                for each in group
            ],
        ]
        for parent, group in groupby(companies, key=lambda company: company.parent)
    ]


def states_of(companies: Iterable[Company]) -> list[tuple[str, str, str, int]]:
    """The states that occur, worst first: code, sign, word and number of units, for the legend."""
    counts: dict[str, int] = {}
    for company in companies:
        counts[company.state] = counts.get(company.state, 0) + 1
    return [(state, *_sign(state), counts[state]) for state in sorted(counts, key=_rank)]


def latest_first(companies: Iterable[Company]) -> list[Company]:
    """The same units with the worst state first, for the table in pages."""
    return sorted(companies, key=lambda company: _rank(company.state))


def _done(must: Tally) -> int:
    return must.met + must.met_late


def _sign(state: str) -> tuple[str, str]:
    return SIGNS[state] if state in SIGNS else (Status(state).sign, Status(state).label)


ORDER = [
    Status.OVERDUE.value,
    PRINCIPLE,
    *(status.value for status in WORST_FIRST[1:]),
    Status.WAIVED.value,
    NOTHING_OWED,
]


def _rank(state: str) -> int:
    return ORDER.index(state)
