"""The lowest tier, one cell a unit: what the browser draws, and the same as a table in pages."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from duties.ledger.status import Status
from duties.selectors.board.sums import NOTHING_OWED, PRINCIPLE, WORST_FIRST, Company
from duties.selectors.board.table import natural
from portal.models import Word
from portal.selectors.vocabulary import Vocabulary

STATES = {
    PRINCIPLE: ("!", "原则性要求逾期未完成"),
    NOTHING_OWED: ("—", "无应履职事项"),
    **{status.value: (status.sign, status.label) for status in Status},
}
"""Sign and word of each state."""

ORDER = [
    Status.OVERDUE.value,
    PRINCIPLE,
    *(status.value for status in WORST_FIRST[1:]),
    Status.WAIVED.value,
    NOTHING_OWED,
]


def lowest_kind(words: Vocabulary, kind: str) -> str:
    """The kind of unit of the lowest tier that may stand below a unit of `kind`, or `kind` itself.

    Of all kinds where the vocabulary knows of none there; empty where no regulation is loaded.
    """
    kinds = words.words.get(Word.Group.UNIT, {})
    tiers = {code: word.data["tier"] for code, word in kinds.items() if "tier" in word.data}
    below, found = {kind}, {kind}
    while found:
        found = {
            code for code, word in kinds.items() if found.intersection(word.data.get("under", []))
        } - below
        below |= found
    return max(below & tiers.keys() or tiers, key=lambda code: tiers[code], default="")


def in_order(companies: Iterable[Company]) -> list[Company]:
    """By the unit above and code, numbers by value."""
    keys: dict[str, Any] = {}
    for company in companies:
        if company.parent_code not in keys:
            keys[company.parent_code] = natural(company.parent_code)
    return sorted(companies, key=lambda each: (keys[each.parent_code], natural(each.code)))


def worst_first(companies: Iterable[Company]) -> list[Company]:
    """The same units with the worst state first, for the table in pages."""
    return sorted(companies, key=lambda company: ORDER.index(company.state))


def as_array(companies: Sequence[Company]) -> list[Any]:
    """One array for the browser: of each unit above its name and its units, each as [id, name, state, done, owed]."""
    return [
        [parent, [[each.public_id, each.name, each.state, each.done, each.owed] for each in group]]
        for (_, parent), group in groupby(companies, key=lambda each: (each.parent_code, each.parent))
    ]


def states_of(companies: Iterable[Company]) -> list[tuple[str, str, str, int]]:
    """The states that occur, worst first: code, sign, word and number of units, for the legend."""
    counts = Counter(company.state for company in companies)
    return [(state, *STATES[state], counts[state]) for state in ORDER if state in counts]
