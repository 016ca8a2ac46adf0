"""Fulfilment and on-time rate of one period: of the area, of each unit below it, of each article or kind of unit."""

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Literal

from duties.models import Reading
from duties.naming import article_name
from duties.periods import Period
from duties.selectors.analysis.matter import Matter
from duties.selectors.board.board import last_read_day
from duties.selectors.board.sums import Part, Reach, total
from duties.selectors.board.table import Row, Sums, rows_of
from duties.selectors.board.tree import tree_below
from duties.selectors.figures.by import Figure, figures_by
from duties.selectors.figures.measures import Measures, measures_of
from duties.selectors.figures.spans import Span, stand_over
from portal.models import Word
from portal.selectors.vocabulary import Vocabulary

Sort = Literal["unit", "article", "kind"]
SORTS: dict[str, str] = {"unit": "按单位", "article": "按条款", "kind": "按单位类别"}


@dataclasses.dataclass(frozen=True)
class Line:
    """One line: what it is called, its measures, and how an address asks for the rows behind it."""

    name: str
    measures: Measures
    query: dict[str, str]


@dataclasses.dataclass(frozen=True)
class Fulfilment:
    """The area's measures, the lines that make them, and what stands apart: force and measures."""

    whole: Measures
    lines: Sequence[Line]
    apart: Sequence[tuple[str, Measures]]


def fulfilment(
    reach: Reach, period: Period, matter: Matter, sort: Sort, readings: Sequence[Reading], words: Vocabulary
) -> Fulfilment:
    """The measures of one period; two queries at most beside the tree's."""
    span = Span.of(period)
    stand_over([span], reach.unit, below=reach.below)
    if sort == "unit":
        figures = figures_by(reach, [span], "rule", "part")
    elif sort == "article":
        figures = figures_by(reach, [span], "rule", "regulation", "article")
    else:
        figures = figures_by(reach, [span], "rule", "kind")
    chosen = [each for each in figures if matter.holds(period.name, each.key[0], each.force)]
    if sort == "unit":
        lines = _units(reach, period, chosen, matter, words)
    elif sort == "article":
        lines = _articles(chosen, matter, readings)
    else:
        lines = _kinds(chosen, matter, words)
    return Fulfilment(_sum(chosen, matter), lines, _apart(figures, matter))


def _sum(figures: Iterable[Figure], matter: Matter) -> Measures:
    return measures_of(total(each.tally for each in figures), matter.force)


def _units(
    reach: Reach, period: Period, figures: Sequence[Figure], matter: Matter, words: Vocabulary
) -> list[Line]:
    """Every unit of the board's first level, silent ones and those that owe nothing too."""
    parts = [Part(each.key[1], None, each.key[0], each.force, each.tally) for each in figures]
    tree = tree_below(reach.unit, last_read_day(period), (), parts)
    sums = Sums(tree, parts)
    return [
        Line(
            row.label,
            measures_of(total(part.tally for part in sums.found(row)), matter.force),
            query_of(row),
        )
        for row in rows_of(tree, (), words, below=reach.below)
    ]


def query_of(row: Row) -> dict[str, str]:
    """How an address asks for the rows behind a line of units."""
    query = {"unit": str(row.unit.public_id)} | ({"within": ",".join(row.within)} if row.within else {})
    if row.own:
        return query | {"own": "1"}
    return query | ({"group": row.group} if row.group else {})


def _articles(figures: Sequence[Figure], matter: Matter, readings: Sequence[Reading]) -> list[Line]:
    titles = {each.rule.regulation.code: each.rule.regulation.title for each in readings}
    groups: dict[tuple[str, int], list[Figure]] = {}
    for figure in figures:
        groups.setdefault((figure.key[1], figure.key[2]), []).append(figure)
    several = len({regulation for regulation, _ in groups}) > 1
    return [
        Line(
            f"{titles[regulation]} {article_name(article)}" if several else article_name(article),
            _sum(group, matter),
            {"regulation": regulation, "article": str(article)},
        )
        for (regulation, article), group in sorted(groups.items())
    ]


def _kinds(figures: Sequence[Figure], matter: Matter, words: Vocabulary) -> list[Line]:
    groups: dict[str, list[Figure]] = {}
    for figure in figures:
        groups.setdefault(figure.key[1], []).append(figure)
    known = [code for code in words.words.get(Word.Group.UNIT, {}) if code in groups]
    return [
        Line(words.name(Word.Group.UNIT, kind), _sum(groups[kind], matter), {"kind": kind}) for kind in known
    ]


def _apart(figures: Sequence[Figure], matter: Matter) -> list[tuple[str, Measures]]:
    """What is asked with less force, beside all that must be done: in no rate of it."""
    if matter.code:
        return []
    forces = {
        force: measures_of(total(each.tally for each in figures if each.force == force), force)
        for force in ("in_principle", "unquantified")
    }
    return [(force, measures) for force, measures in forces.items() if measures.expected or measures.waived]
