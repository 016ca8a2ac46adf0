"""Sums over an area by unit, period, tier, article or rule, in one statement whatever its size."""

import dataclasses
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from typing import Any, Literal, TypeVar

from duties.selectors.board.sums import PARTS, REACH, Reach, Tally, fetch, rows_sql, tally_columns, total
from duties.selectors.figures.measures import Measures, measures_of
from duties.selectors.figures.spans import Span, any_of
from duties.selectors.ledger import ledger
from duties.selectors.moment import reading_day
from portal.models import Word
from portal.selectors.vocabulary import Vocabulary

Key = TypeVar("Key", bound=Hashable)

By = Literal["period", "unit", "part", "sub", "at", "kind", "tier", "regulation", "article", "rule"]
"""What sums are taken by.

`unit`: the bearer's unit. `part`: the unit directly below the area's under which the bearer lies, None for the area's own
unit; `sub`: the unit below a part that is unfolded, None for the part itself. `at`: the unit of a given kind in whose
area the bearer lies. `kind` and `tier`: those of the bearer's unit; units without a tier have tier None.
"""

COLUMNS: dict[By, str] = {
    "period": "s.name",
    "unit": "l.unit_id",
    "part": "r.part",
    "sub": "r.sub",
    "at": "r.at",
    "kind": "u.kind",
    "tier": "u.kind",
    "regulation": "g.code",
    "article": "q.article",
    "rule": "l.rule_id",
}

JOINS: dict[By, str] = {
    "kind": "JOIN portal_unit u ON u.id = l.unit_id",
    "tier": "JOIN portal_unit u ON u.id = l.unit_id",
    "regulation": "JOIN duties_rule q ON q.id = l.rule_id JOIN duties_regulation g ON g.id = q.regulation_id",
    "article": "JOIN duties_rule q ON q.id = l.rule_id",
}

RANKED = """
ranked AS MATERIALIZED (
    SELECT r.unit_id, a.ancestor_id AS at, r.during * a.during AS during
    FROM reach r
    JOIN portal_area a ON a.unit_id = r.unit_id AND a.depth <= r.depth AND a.during && r.during
    JOIN portal_unit u ON u.id = a.ancestor_id AND u.kind = %s
)
"""

SPANS = "s (name, first, last) AS (SELECT * FROM unnest(%s::text[], %s::date[], %s::date[]))"


@dataclasses.dataclass(frozen=True)
class Figure:
    """One sum: `key` has the values of what it was taken by, in that order; rows of one force only."""

    key: tuple[Any, ...]
    force: str
    tally: Tally

    @property
    def measures(self) -> Measures:
        """Expected, actual, on time and the rates."""
        return measures_of(self.tally, self.force)


@dataclasses.dataclass(frozen=True)
class Only:
    """Which obligations are summed at all: None means all. `kind` is that of units summed by `at`."""

    rules: Collection[int] | None = None
    kinds: Collection[str] | None = None
    force: str | None = None
    kind: str = ""
    unfolded: Collection[int] = ()


def figures_by(reach: Reach, spans: Sequence[Span], *by: By, only: Only | None = None) -> list[Figure]:
    """The sums of an area by what is named, always one force apart; a row in two spans is in the figures of both.

    In a past view call `stand_over` first. One query; sums by `tier` are still those by kind (`by_tier` joins them).
    """
    only = only or Only()
    inner, parameters = rows_sql(_chosen(spans, only), "period_start", "period_end")
    placed, placing, given = _placed(by, only)
    joins = sorted({JOINS[each] for each in by if each in JOINS})
    if "regulation" in by:
        joins = [join for join in joins if join != JOINS["article"]]
    keys = "".join(f"{COLUMNS[each]}, " for each in by)
    query = f"""
        WITH l AS MATERIALIZED ({inner}), {REACH}, {placing} {SPANS}
        SELECT {keys} l.weight, {tally_columns()}
        FROM l
        JOIN {placed} r ON r.unit_id = l.unit_id AND r.during @> l.read_on
        JOIN s ON l.period_start <= s.last AND l.period_end > s.first
        {" ".join(joins)}
        GROUP BY {keys} l.weight
    """
    days = [[span.name for span in spans], [span.first for span in spans], [span.last for span in spans]]
    found = fetch(query, [*parameters, *reach.parameters, *given, *days, reading_day()])
    width = len(by)
    return [Figure(row[:width], row[width], Tally(*row[width + 1 :])) for row in found]


def _chosen(spans: Sequence[Span], only: Only) -> Any:
    rows = ledger().filter(any_of(spans))
    if only.rules is not None:
        rows = rows.filter(rule__in=list(only.rules))
    if only.kinds is not None:
        rows = rows.filter(unit__kind__in=list(only.kinds))
    return rows if only.force is None else rows.filter(reading__force=only.force)


def _placed(by: Sequence[By], only: Only) -> tuple[str, str, list[Any]]:
    """Where bearers are found: the name of the table, the statements that make it, and their parameters."""
    if "at" in by:
        return "ranked", f"{RANKED},", [only.kind]
    if "part" in by or "sub" in by:
        return "parted", f"{PARTS},", [list(only.unfolded)]
    return "reach", "", []


def gathered(figures: Iterable[Figure], key: Callable[[Figure], Key]) -> dict[Key, Tally]:
    """The figures added up by `key`; keep to one force where rates are wanted."""
    groups: dict[Key, list[Tally]] = {}
    for figure in figures:
        groups.setdefault(key(figure), []).append(figure.tally)
    return {name: total(tallies) for name, tallies in groups.items()}


def by_tier(figures: Iterable[Figure], words: Vocabulary, *, at: int = 0) -> list[Figure]:
    """Figures by kind of unit as figures by tier; `at` is the place of the kind in their keys."""

    def key(figure: Figure) -> tuple[tuple[Any, ...], str]:
        tier = words.data(Word.Group.UNIT, figure.key[at]).get("tier")
        return (*figure.key[:at], tier, *figure.key[at + 1 :]), figure.force

    return [Figure(place, force, tally) for (place, force), tally in gathered(figures, key).items()]
