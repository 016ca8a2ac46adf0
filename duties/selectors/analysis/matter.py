"""What a view of figures is about (事项): all that must be done, what one kind of period asks, or one column of the board."""

import dataclasses
from collections.abc import Mapping, Sequence

from duties.models import Reading
from duties.periods import Period
from duties.selectors.board.columns import Column, Family, column_of, columns_of, families_of, governing
from duties.selectors.board.sums import Tally, total
from duties.selectors.figures.by import Figure
from duties.wording import EVERY
from portal.selectors.vocabulary import Vocabulary

CYCLE = "cycle"
"""How an address asks for what the chosen kind of period asks."""


@dataclasses.dataclass(frozen=True)
class Matter:
    """What is summed: `rules` are those of each period by its name, None for all rules of the force `must`.

    `query` is what an address of the rows behind a figure says of it; `counts`: cells show how much was done of what is
    asked, as a column of the board does, and not how many obligations are fulfilled of those that are due.
    """

    code: str
    title: str
    force: str
    query: Mapping[str, str]
    rules: Mapping[str, frozenset[int]] | None = None
    counts: bool = False

    def holds(self, period: str, rule: int, force: str) -> bool:
        """Whether a rule's rows of a period are part of it."""
        if self.rules is not None and rule not in self.rules[period]:
            return False
        return self.counts or force == self.force

    def tally(self, figures: Sequence[Figure], period: str, at: int) -> Tally:
        """The sum of what is part of it; the rule stands at `at` in the keys of `figures`, all of one period."""
        return total(each.tally for each in figures if self.holds(period, each.key[at], each.force))

    def done_of(self, tally: Tally) -> tuple[int, int]:
        """Done and asked for, as the board's cells show them."""
        if self.counts:
            return tally.counted, tally.required
        return tally.rate.fulfilled, tally.base


def matter_of(
    code: str, periods: Sequence[Period], readings: Sequence[Reading], words: Vocabulary
) -> Matter | None:
    """What `code` of an address asks for in these periods, all of one kind; None where it is none.

    `readings` are all known ones. Where a version of the rulebook changed a column, each period has that of its last day.
    """
    if not code:
        return Matter("", "全部应当事项", "must", {"force": "must"})
    if code == CYCLE:
        kind = periods[0].kind
        rules = {
            period.name: frozenset(
                each.rule_id for each in governing(readings, period.last_day) if each.period == kind
            )
            for period in periods
        }
        return Matter(code, cycle_title(kind), "must", {"cycle": kind, "force": "must"}, rules)
    columns = {
        period.name: column_of(code, governing(readings, period.last_day), words) for period in periods
    }
    latest = next((column for column in reversed(columns.values()) if column), None)
    if latest is None:
        return None
    rules = {name: frozenset(column.rules if column else ()) for name, column in columns.items()}
    return Matter(code, latest.title, latest.force, {"column": code}, rules, counts=True)


def cycle_title(kind: str) -> str:
    """What the matter of one kind of period is called: 只算每季度的应当事项."""
    return f"只算{EVERY[kind]}的应当事项"


def families(readings: Sequence[Reading], period: Period, words: Vocabulary) -> list[Family]:
    """The columns of the board in `period` by family, to choose from."""
    return families_of(columns_of(governing(readings, period.last_day), words), words)


def columns_in(readings: Sequence[Reading], period: Period, words: Vocabulary) -> list[Column]:
    """The same in one row."""
    return [column for family in families(readings, period, words) for column in family.columns]
