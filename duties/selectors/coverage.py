"""联系覆盖: contact points and teams that should be there and are, visits to them, units and households reached.

All figures are the ledger's own of a chosen period (rules.md, "Areas and rates"): numerator and denominator come from the
same rows. Which contact points were visited is asked of the pieces that count the visits.
"""

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

from django.core.paginator import Page, Paginator

from duties.ledger.by_target import Reached, counting_by_target
from duties.models import Link, Obligation, Reading
from duties.periods import Period
from duties.selectors.board.board import MOST_ROWS, last_read_day
from duties.selectors.board.columns import Column, columns_of, readings_on
from duties.selectors.board.sums import PARTS, REACH, Part, Reach, Tally, fetch, part_sums
from duties.selectors.board.table import Head, Row, Sums, Tree, rows_of
from duties.selectors.board.tree import tree_below
from duties.selectors.ledger import Line, in_area, ledger, lines
from duties.selectors.moment import stand_containing
from duties.selectors.scope import reach_of, readable
from portal.access import Actor
from portal.models import Unit
from portal.selectors.vocabulary import Vocabulary

VISITED = -1
"""Stands for a rule's id in the sums of the contact points that were visited: no rule asks for each of them."""


class Sort(StrEnum):
    """What a column is about."""

    LINKED = "linked"
    VISITS = "visits"
    UNITS = "units"
    HOUSEHOLDS = "households"

    @property
    def label(self) -> str:
        """What it is called above its columns."""
        return LABELS[self]


LABELS = {
    Sort.LINKED: "联系点、工作队:已有/应有",
    Sort.VISITS: "到联系点:已到/应到",
    Sort.UNITS: "走遍单位:已到/应到",
    Sort.HOUSEHOLDS: "走遍家庭:已到/应到户",
}


@dataclasses.dataclass(frozen=True)
class Band:
    """The columns of one sort."""

    sort: Sort
    heads: Sequence[Head]


@dataclasses.dataclass(frozen=True)
class Coverage:
    """The table of an area; `total` is the line of the whole area."""

    bands: Sequence[Band]
    rows: Page[Row]
    total: Row

    @property
    def heads(self) -> list[Head]:
        """The columns in order."""
        return [head for band in self.bands for head in band.heads]


@dataclasses.dataclass(frozen=True)
class Visit:
    """A contact point of a bearer of whom visits are asked, and what reached it and counts in the period."""

    line: Line
    link: Link
    reached: Reached | None


def sort_of(reading: Reading) -> Sort | None:
    """Which sort of coverage a rule is read as; None for any other rule."""
    if reading.measure == "standing":
        return Sort.LINKED
    if reading.measure == "coverage":
        return Sort.HOUSEHOLDS if reading.target.get("household") else Sort.UNITS
    return Sort.VISITS if "linked" in reading.target else None


def coverage(
    actor: Actor,
    unit: Unit,
    period: Period,
    words: Vocabulary,
    *,
    unfolded: Collection[str] = (),
    page: int = 1,
) -> Coverage:
    """The coverage of an area in a chosen period, of what the actor may read; constant queries."""
    on, reach, day = period.last_day, reach_of(actor, unit), last_read_day(period)
    readings = readings_on(on)
    open_units = sorted(Unit.objects.filter(code__in=unfolded).values_list("pk", flat=True))
    stand_containing(on, unit, below=reach.below)
    parts = part_sums(reach, on, unfolded=open_units)
    visits = visits_of(actor, unit, period)
    parts += _visited_parts(reach, visits, open_units)
    bands = _bands(columns_of(readings, words), readings, {part.rule for part in parts})
    tree = tree_below(unit, day, set(open_units), parts)
    table, heads = Sums(tree, parts), [head for band in bands for head in band.heads]
    found = Paginator(rows_of(tree, set(open_units), words, below=reach.below), MOST_ROWS).get_page(page)
    found.object_list = [table.fill(row, heads) for row in found.object_list]
    return Coverage(bands, found, _total(unit, parts, heads))


def _bands(columns: Sequence[Column], readings: Iterable[Reading], shown: set[int]) -> list[Band]:
    sorts = {reading.rule_id: sort_of(reading) for reading in readings}
    bands = []
    for sort in Sort:
        heads = [
            Head(each.code, each.title, each.hint, each.mark, frozenset(each.rules), each.force)
            for each in columns
            if sorts.get(each.rules[0]) == sort and shown.intersection(each.rules)
        ]
        if sort == Sort.VISITS and VISITED in shown:
            heads.append(Head("", "到过的联系点", "个", "", frozenset({VISITED}), "must"))
        if heads:
            bands.append(Band(sort, heads))
    return bands


def _total(unit: Unit, parts: Sequence[Part], heads: Sequence[Head]) -> Row:
    """The line that sums the whole area: every part once."""
    whole = [part._replace(part=None, sub=None) for part in parts]
    return Sums(Tree(unit, {unit.pk: unit}, {}), whole).fill(Row(unit, "合计", 0, own=True), heads)


def visits_of(actor: Actor, unit: Unit, period: Period) -> list[Visit]:
    """Each contact point of those in the area of whom visits are asked in the period, as it stands on the row's day E.

    Those without a visit first; three queries and one a shape of rule. Call `stand_containing` first in a past view.
    """
    rows = ledger().containing(period.last_day).filter(readable(actor), in_area(unit))
    asked = lines(
        rows.filter(reading__measure="count", reading__target__has_key="linked").order_by(
            "unit__code", "rule__position", "role"
        )
    )
    if not asked:
        return []
    links = _links(line.obligation for line in asked)
    reached = counting_by_target(line.obligation for line in asked)
    found = [
        Visit(line, link, reached.get((line.obligation.pk, link.target_id)))
        for line in asked
        for link in _of(line.obligation, links)
    ]
    return sorted(found, key=lambda visit: visit.reached is not None)


Bearer = tuple[int, str, str]


def _links(rows: Iterable[Obligation]) -> Mapping[Bearer, list[Link]]:
    units = {row.unit_id for row in rows}
    found: dict[Bearer, list[Link]] = {}
    known = Link.objects.known().filter(unit__in=units).select_related("target", "unit")
    for link in known.order_by("target__code", "pk"):
        found.setdefault((link.unit_id, link.role, link.kind), []).append(link)
    return found


def _of(row: Obligation, links: Mapping[Bearer, list[Link]]) -> list[Link]:
    """The links that a row's visits may go to, active on its day E; each target once."""
    day: dt.date = row.read_on  # type: ignore[attr-defined]
    own = links.get((row.unit_id, row.role, row.reading.target["linked"]), [])
    active = [
        link
        for link in own
        if (link.started_on is None or link.started_on <= day)
        and (link.ended_on is None or link.ended_on > day)
    ]
    return list({link.target_id: link for link in active}.values())


def _visited_parts(reach: Reach, visits: Sequence[Visit], unfolded: Sequence[int]) -> list[Part]:
    """How many contact points there are and how many were visited, by part of the area as its rows lie; one query."""
    if not visits:
        return []
    columns: tuple[list[int], list[dt.date], list[int]] = (
        [visit.line.obligation.unit_id for visit in visits],
        [visit.line.obligation.read_on for visit in visits],  # type: ignore[attr-defined]
        [int(visit.reached is not None) for visit in visits],
    )
    query = f"""
        WITH l AS (SELECT * FROM unnest(%s::bigint[], %s::date[], %s::integer[]) AS l (unit_id, read_on, visited)),
             {REACH}, {PARTS}
        SELECT p.part, p.sub, count(*)::integer, sum(l.visited)::integer
        FROM l JOIN parted p ON p.unit_id = l.unit_id AND p.during @> l.read_on
        GROUP BY 1, 2
    """
    found = fetch(query, [*columns, *reach.parameters, list(unfolded)])
    return [
        Part(part, sub, VISITED, "must", Tally(required=n, counted=hit, met=hit, pending=n - hit))
        for part, sub, n, hit in found
    ]
