"""Totals by article (rules.md, "Areas and rates"): waived out, `must` only in the rate, `in_principle` apart.

Every obligation stands in exactly one column, so that the columns of a line add up to its obligations. Pure.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable

from duties.exports.rows import ExportRow
from duties.ledger.status import Rate, Status, rate_of
from duties.naming import article_name

NOT_YET = frozenset({Status.DUE_SOON, Status.PENDING, Status.UPCOMING})
NO_RATE = "—"


FORCES = (
    ("must", "应当"),
    ("in_principle", "原则上(单列,不计入完成率)"),
    ("unquantified", "未定次数(不计逾期,不算完成率)"),
)
"""The forces, each with a table of its own, and how the table is called."""

HEADS = ("条款", "应履职", "按时完成", "逾期完成", "逾期补办", "逾期未完成", "未开展", "未到期", "豁免", "计率基数", "完成率", "按时率")  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Total:
    """What the obligations of one force under one article come to; `unquantified` ones have no rate."""

    label: str
    rows: int
    rate: Rate
    overdue: int
    open: int
    not_yet: int
    waived: int
    rated: bool

    @property
    def fulfilment(self) -> str:
        """完成率, — for an empty base."""
        return percent(self.rate.fulfilment) if self.rated else NO_RATE

    @property
    def on_time(self) -> str:
        """按时率, — for an empty base."""
        return percent(self.rate.on_time) if self.rated else NO_RATE

    @property
    def values(self) -> tuple[str | int, ...]:
        """The line as HEADS names it: from 按时完成 to 豁免 each obligation stands once."""
        rate = self.rate
        counts = (rate.met, rate.met_late, rate.made_up, self.overdue, self.open, self.not_yet, self.waived)
        base = rate.base if self.rated else NO_RATE
        return (self.label, self.rows, *counts, base, self.fulfilment, self.on_time)


def percent(share: float | None) -> str:
    """A rate with one decimal; — for none."""
    return NO_RATE if share is None else f"{share:.1%}"


def totals(rows: Iterable[ExportRow], *, force: str, day: dt.date) -> list[Total]:
    """One line an article, in order, and one for all; empty where no row has this force."""
    chosen = [row for row in rows if row.ledger.force == force]
    groups: dict[tuple[str, int], list[ExportRow]] = {}
    for row in chosen:
        groups.setdefault((row.regulation, row.article), []).append(row)
    several = len({regulation for regulation, _ in groups}) > 1
    lines = [
        _total(
            f"{regulation} {article_name(article)}" if several else article_name(article), group, force, day
        )
        for (regulation, article), group in sorted(groups.items())
    ]
    return [*lines, _total("合计", chosen, force, day)] if lines else []


Sums = list[tuple[str, list[Total]]]
"""The totals of each force with its title."""


def sums_of(rows: Iterable[ExportRow], day: dt.date) -> Sums:
    """The totals of all forces of which there are rows."""
    rows = list(rows)
    found = [(title, totals(rows, force=force, day=day)) for force, title in FORCES]
    return [(title, lines) for title, lines in found if lines]


def _total(label: str, rows: list[ExportRow], force: str, day: dt.date) -> Total:
    statuses = [row.ledger.status for row in rows]
    return Total(
        label=label,
        rows=len(rows),
        rate=rate_of(((row.ledger.due_on, row.ledger.status) for row in rows), day=day),
        overdue=statuses.count(Status.OVERDUE),
        open=statuses.count(Status.OPEN),
        not_yet=sum(status in NOT_YET for status in statuses),
        waived=statuses.count(Status.WAIVED),
        rated=force != "unquantified",
    )
