"""Where the facts of a section come from: sources by name, each a function that reads them all at one moment.

An app or subject adds its own with `add_source`; a template's section names some (assessment/reports/template.py).
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence

from assessment.reports.blocks import Block
from assessment.reports.kinds import ReportKind
from duties.periods import Period
from duties.selectors.board.sums import Reach
from duties.selectors.figures.spans import Span
from portal.models import Unit
from portal.wording import period_cn


@dataclasses.dataclass(frozen=True)
class Asked:
    """About which unit, kind of report and period facts are wanted, as of which day, as known at which instant."""

    unit: Unit
    kind: ReportKind
    period: Period
    as_of: dt.date
    known_at: dt.datetime

    @property
    def span(self) -> Span:
        """All obligations whose period shares a day with the report's."""
        return Span(self.period.name, self.period.start, self.period.last_day)

    @property
    def area(self) -> Reach:
        """The unit and all below it."""
        return Reach(self.unit, self.unit)

    @property
    def own(self) -> Reach:
        """The unit alone."""
        return Reach(self.unit, self.unit, below=False)

    @property
    def until(self) -> dt.date:
        """The last day of the period that has come."""
        return min(self.period.last_day, self.as_of)

    @property
    def period_words(self) -> str:
        """The period in words."""
        return period_cn(self.period.name)


@dataclasses.dataclass(frozen=True)
class Found:
    """What a source has: figures, tables, charts, and sentences that say the same, one a line."""

    blocks: Sequence[Block] = ()
    words: str = ""


Source = Callable[[Asked], Found]

_sources: dict[str, tuple[str, Source]] = {}


def add_source(name: str, label: str, source: Source) -> None:
    """Let sections have facts of a source; `label` says in words what they are."""
    _sources[name] = label, source


def source_label(name: str) -> str:
    """What the facts of a source are called."""
    return _sources[name][0]


def found_in(names: Sequence[str], asked: Asked) -> Found:
    """The facts of some sources, one after the other."""
    found = [_sources[name][1](asked) for name in names]
    blocks = [block for each in found for block in each.blocks]
    return Found(blocks, "\n".join(each.words for each in found if each.words))
