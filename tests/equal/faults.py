"""A wrong figure for each place: what is planted there alone must be told of that place."""

import dataclasses
from collections.abc import Callable
from typing import Any

from duties.exports import plain_ledger, report, spreadsheet
from duties.exports.rows import ExportRow

Patch = Callable[..., Any]


def _first(figures: list[Any]) -> list[Any]:
    """Figures, the first of what must be done with one more met by its day."""
    at = next(place for place, each in enumerate(figures) if each.force == "must")
    tally = figures[at].tally
    wrong = tally._replace(met=tally.met + 1, base=tally.base + 1)
    if dataclasses.is_dataclass(figures[at]):
        changed: Any = dataclasses.replace(figures[at], tally=wrong)
    else:
        changed = figures[at]._replace(tally=wrong)
    return [*figures[:at], changed, *figures[at + 1 :]]


def _sums(real: Patch) -> Patch:
    return lambda *args, **more: _first(real(*args, **more))


def _short(real: Patch) -> Patch:
    """The first stretch of a list without its first row."""
    return lambda actor, wanted, behind, limit: real(actor, wanted, behind, limit)[0 if behind else 1 :]


def _counted(row: Any, name: str) -> Any:
    value = plain(row, name)
    return value + 1 if name == "counted" else value


plain, line_of = plain_ledger._plain, report._line


def _printed(row: ExportRow) -> tuple[str, ...]:
    *cells, status = line_of(row)
    return (*cells, f"未{status}")


LEDGER = tuple(
    (head, width, (lambda row: row.ledger.counted + 1) if head == "已计入" else read)
    for head, width, read in spreadsheet.LEDGER
)


def _brief(real: Patch) -> Patch:
    def gather(*args: Any, **more: Any) -> Any:
        facts = real(*args, **more)
        return dataclasses.replace(facts, now=dataclasses.replace(facts.now, overdue=facts.now.overdue + 1))

    return gather


FAULTS: list[tuple[str, str, str, Any, bool]] = [
    ("export", "export", "duties.exports.plain_ledger._plain", _counted, False),
    ("interface", "interface", "duties.api.ledger.ledger_stretch", _short, True),
    ("board", "board", "duties.selectors.board.board.part_sums", _sums, True),
    ("fulfilment", "fulfilment", "duties.selectors.analysis.fulfilment.figures_by", _sums, True),
    ("heat", "heat", "duties.selectors.analysis.heat.figures_by", _sums, True),
    ("trend", "trend", "duties.selectors.analysis.trend.figures_by", _sums, True),
    ("ranking", "ranking", "duties.selectors.analysis.ranks.figures_by", _sums, True),
    ("tiers", "tiers", "duties.selectors.analysis.tiers.figures_by", _sums, True),
    ("compare", "compare", "duties.selectors.analysis.comparison.figures_by", _sums, True),
    ("sums", "interface by", "duties.selectors.figure_rows.figures_by", _sums, True),
    ("papers", "spreadsheet", "duties.exports.spreadsheet.LEDGER", LEDGER, False),
    ("papers", "report", "duties.exports.report._line", _printed, False),
    ("brief", "brief", "duties.services.briefs.gather", _brief, True),
]
"""Place to compare, how its differences begin, what is put out of order, by what, and whether that wraps the real one."""
