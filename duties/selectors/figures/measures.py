"""The five measures under the names of DHIS2: expected, actual, rate, on time, rate on time (rules.md, "Areas and rates")."""

import dataclasses

from duties.ledger.status import Rate
from duties.selectors.board.sums import Tally

UNRATED = "unquantified"
"""The force of rules that have no rate."""


@dataclasses.dataclass(frozen=True)
class Measures:
    """What some obligations of one force come to; a rate is never given without its `base`.

    `expected` 应履职: owed and not waived. `base` 计率基数: of these, due or already met; 0 for rules without a rate.
    `actual` 已履职: met, on time or late. `on_time` 按时: met by the due day. `made_up` stands beside, in no rate.
    """

    expected: int = 0
    base: int = 0
    actual: int = 0
    on_time: int = 0
    made_up: int = 0
    overdue: int = 0
    waived: int = 0

    @property
    def rate(self) -> float | None:
        """完成率: actual over base, None for an empty base. Equal shares give equal numbers."""
        return self.actual / self.base if self.base else None

    @property
    def rate_on_time(self) -> float | None:
        """按时率: on time over base, None for an empty base."""
        return self.on_time / self.base if self.base else None

    @property
    def as_rate(self) -> Rate:
        """The same as the ledger's own rates."""
        return Rate(self.base, self.on_time, self.actual - self.on_time, self.made_up)


def measures_of(tally: Tally, force: str = "must") -> Measures:
    """The measures of a tally of rows of one force."""
    return Measures(
        expected=tally.rows,
        base=0 if force == UNRATED else tally.base,
        actual=tally.met + tally.met_late,
        on_time=tally.met,
        made_up=tally.made_up,
        overdue=tally.overdue,
        waived=tally.waived,
    )
