"""What a brief says of an area: the sums of the board, and what changed since an earlier moment; constant queries.

The rates are those of the board of the same unit, period and moment, by the same statement (selectors/board/sums.py).
What changed is found by reading the ledger a second time as it was known then.
"""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from duties.briefs.awaiting import decisions_of
from duties.briefs.facts import Facts, Lot, Matter, Point, Since, Standing
from duties.briefs.lagging import order_of, silent_of
from duties.ledger.moment import Moment
from duties.ledger.past import reading
from duties.ledger.status import Status
from duties.periods import ONE_DAY, Period, period_of
from duties.selectors.board.sums import Part, Reach, part_sums, total
from duties.selectors.cell_key import CellKey
from duties.selectors.figures.by import Only, figures_by
from duties.selectors.figures.spans import Span
from duties.selectors.ledger import in_area, ledger
from duties.selectors.moment import reading_day, stand_containing
from portal.models import Unit

PERIODS = 6
"""So many periods the trend shows, the chosen one last."""
MATTERS = 8
"""So many rules are named of what is overdue or settled."""
NAMES = 4
"""So many units are named of one matter."""
COLUMNS = ("unit_id", "rule_id", "role", "period", "status", "reading__force", "due_on")


@dataclasses.dataclass(frozen=True)
class Row:
    """What a brief reads of one obligation."""

    key: CellKey
    status: Status
    force: str
    due_on: dt.date

    @property
    def overdue(self) -> bool:
        """Whether it is overdue with what must be done."""
        return self.status == Status.OVERDUE and self.force == "must"


Rows = Mapping[CellKey, Row]


def gather(unit: Unit, period: Period, *, read_at: dt.datetime, since: Since) -> Facts:
    """All that a brief of `unit` says of `period` now, compared with the moment `since`."""
    on, reach = period.last_day, Reach(unit, unit)
    parts, rows = part_sums(reach, on), rows_of(unit, on)
    with reading(Moment.at(dt.date.fromisoformat(since.day), dt.datetime.fromisoformat(since.read_at))):
        stand_containing(on, unit)
        parts_then, rows_then = part_sums(reach, on), rows_of(unit, on)
        then = standing_of(parts_then, rows_then)
    return Facts(
        unit=unit.name,
        unit_id=str(unit.public_id),
        period=period.name,
        day=reading_day().isoformat(),
        read_at=read_at.isoformat(),
        since=since,
        now=standing_of(parts, rows),
        then=then,
        late=_late(rows, rows_then),
        settled=_settled(rows, rows_then),
        trend=_trend(reach, period),
        order=order_of(unit, parts),
        silent=silent_of(reach, Span.of(period)),
        decisions=decisions_of(unit),
    )


def rows_of(unit: Unit, on: dt.date) -> Rows:
    """The obligations of the area whose period contains `on`; one query."""
    found = ledger().containing(on).filter(in_area(unit)).order_by().select_related(None)
    rows = (
        Row(CellKey(*key), Status(status), force, due_on)
        for *key, status, force, due_on in found.values_list(*COLUMNS)
    )
    return {row.key: row for row in rows}


def standing_of(parts: Iterable[Part], rows: Rows) -> Standing:
    """The figures on top: those of the board, and how many units have something overdue."""
    each = list(parts)
    must = total(part.tally for part in each if part.force == "must")
    principle = total(part.tally for part in each if part.force == "in_principle")
    return Standing(
        base=must.base,
        met=must.met,
        met_late=must.met_late,
        made_up=must.made_up,
        overdue=must.overdue,
        due_soon=must.due_soon,
        units=len({row.key.unit for row in rows.values() if row.overdue}),
        principle_overdue=principle.overdue,
    )


def _late(rows: Rows, then: Rows) -> Lot:
    """What is overdue now, what was not so then first."""
    found = [row for row in rows.values() if row.overdue]
    fresh = {row.key for row in found if not (row.key in then and then[row.key].overdue)}
    return Lot(len(found), len(fresh), _matters(found, fresh))


def _settled(rows: Rows, then: Rows) -> Lot:
    """What was overdue then and is not any more; `kinds` counts how it is settled."""
    was = [key for key, row in then.items() if row.overdue]
    found = [rows[key] for key in was if key in rows and not rows[key].overdue]
    kinds = Counter(_how(row) for row in found)
    if gone := sum(key not in rows for key in was):
        kinds["不再应履职"] = gone
    return Lot(len(found) + gone, 0, _matters(found), dict(kinds))


def _how(row: Row) -> str:
    return "豁免" if row.status == Status.WAIVED else str(row.status.label)


def _matters(rows: list[Row], fresh: Collection[CellKey] = ()) -> list[Matter]:
    """The obligations by rule, those with most that is new first, then the most frequent; two queries where there are any."""
    by_rule: dict[int, list[Row]] = {}
    for row in sorted(rows, key=lambda row: row.key not in fresh):
        by_rule.setdefault(row.key.rule, []).append(row)
    news = {rule: sum(row.key in fresh for row in group) for rule, group in by_rule.items()}
    most = sorted(by_rule.items(), key=lambda item: (-news[item[0]], -len(item[1]), item[0]))[:MATTERS]
    if not most:
        return []
    titles = _titles([rule for rule, _ in most], {row.key.unit for row in rows})
    units = Unit.objects.filter(pk__in={row.key.unit for _, group in most for row in group})
    codes = {pk: (code, name) for pk, code, name in units.values_list("pk", "code", "name")}
    return [_matter(titles[rule], group, news[rule], fresh, codes) for rule, group in most]


def _titles(rules: Collection[int], units: Collection[int]) -> dict[int, tuple[str, str, str]]:
    """Regulation, code and title of each rule, as it was last read there; one query."""
    named = ledger().filter(rule__in=rules, unit__in=units).order_by("period_start")
    columns = ("rule_id", "rule__regulation__code", "rule__code", "reading__title")
    return {rule: (regulation, code, title) for rule, regulation, code, title in named.values_list(*columns)}


def _matter(
    titled: tuple[str, str, str],
    rows: list[Row],
    news: int,
    fresh: Collection[CellKey],
    codes: Mapping[int, tuple[str, str]],
) -> Matter:
    regulation, code, title = titled
    ordered = sorted(rows, key=lambda row: (row.key not in fresh, codes[row.key.unit]))
    names = dict.fromkeys(codes[row.key.unit][1] for row in ordered)
    return Matter(
        regulation=regulation,
        rule=code,
        title=title,
        number=len(rows),
        fresh=news,
        due_on=min(row.due_on for row in rows).isoformat(),
        units=list(names)[:NAMES],
    )


def _trend(reach: Reach, period: Period) -> list[Point]:
    """The rates of the last periods of the same kind, as they stand now; those in which nothing was due are left out."""
    periods = [period]
    for _ in range(PERIODS - 1):
        periods.insert(0, period_of(period.kind, periods[0].start - ONE_DAY))
    found = figures_by(reach, [Span.of(each) for each in periods], "period", only=Only(force="must"))
    rates = {figure.key[0]: figure.measures for figure in found}
    return [
        Point(each.name, rates[each.name].base, rates[each.name].actual, rates[each.name].on_time)
        for each in periods
        if each.name in rates and rates[each.name].base
    ]
