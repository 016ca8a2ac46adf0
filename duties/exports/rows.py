"""The rows of an audit export: the ledger of some days with the words that a reader needs."""

import dataclasses
import datetime as dt
from collections.abc import Iterable

from duties.ledger.compute import LedgerRow, compute_rows
from duties.ledger.moment import Moment
from duties.ledger.past import reading
from duties.ledger.status import Status
from duties.models import Reading, Rule
from duties.selectors.provisions import provision_names
from duties.wording import FORCE
from portal.models import Area, Existence, Unit, Word
from portal.selectors.vocabulary import vocabulary
from portal.wording import period_cn


@dataclasses.dataclass(frozen=True)
class ExportRow:
    """A row of the ledger and how it is named; `position` is the rule's place in its regulation."""

    ledger: LedgerRow
    regulation: str
    article: int
    provision: str
    position: int
    title: str
    unit: str
    seat: str

    @property
    def period(self) -> str:
        """2026年第三季度."""
        return period_cn(self.ledger.period)

    @property
    def force(self) -> str:
        """应当, 原则上 or 未定次数."""
        return FORCE[self.ledger.force]

    @property
    def bearer(self) -> str:
        """Who owes: the unit, or its seat."""
        return f"{self.unit} {self.seat}" if self.seat else self.unit

    def days_late(self, day: dt.date) -> int:
        """How many days an overdue row is past its due day."""
        return (day - self.ledger.due_on).days if self.ledger.status == Status.OVERDUE else 0


def export_rows(
    *,
    unit: Unit,
    within: Unit,
    first: dt.date,
    last: dt.date,
    as_of: dt.date,
    known_at: dt.datetime | None = None,
) -> list[ExportRow]:
    """The ledger of the area of `unit`, as far as it lies in the area of `within` too (each row by its own day E).

    Read, named and placed as known at `known_at` (default: now). In the order of the export: unit, rule, seat, period.
    """
    with reading(Moment.at(as_of, known_at)):
        rows = compute_rows(from_day=first, to_day=last, as_of=as_of, known_at=known_at, unit=unit)
        if within.pk != unit.pk:
            rows = rows_within(rows, within, as_of)
        named = _named(rows)
    return sorted(
        named,
        key=lambda row: (
            row.ledger.unit,
            row.ledger.regulation,
            row.position,
            row.ledger.role,
            row.ledger.period_start,
        ),
    )


def rows_within(rows: list[LedgerRow], within: Unit, as_of: dt.date) -> list[LedgerRow]:
    """The rows whose day E put their bearer into the area of `within` (rules.md, "Areas and rates")."""
    ranges: dict[int, list[tuple[dt.date | None, dt.date | None]]] = {}
    for unit_id, during in Area.objects.filter(ancestor=within).values_list("unit_id", "during"):
        ranges.setdefault(unit_id, []).append((during.lower, during.upper))
    ends = dict(Existence.objects.known().values_list("unit_id", "ended_on"))
    kept = []
    for row in rows:
        closing = [as_of, row.period_end - dt.timedelta(days=1)]
        if ends.get(row.unit_id):
            closing.append(ends[row.unit_id] - dt.timedelta(days=1))
        day = min(closing)
        if any(
            (lower is None or lower <= day) and (upper is None or day < upper)
            for lower, upper in ranges.get(row.unit_id, [])
        ):
            kept.append(row)
    return kept


def _named(rows: Iterable[LedgerRow]) -> list[ExportRow]:
    rows = list(rows)
    words = vocabulary()
    rules = {rule.pk: rule for rule in Rule.objects.select_related("regulation")}
    titles = dict(Reading.objects.values_list("pk", "title"))
    provisions = provision_names(rules.values())
    units = dict(Unit.objects.values_list("pk", "name"))
    return [
        ExportRow(
            ledger=row,
            regulation=rules[row.rule_id].regulation.title,
            article=rules[row.rule_id].article,
            provision=provisions[row.rule_id],
            position=rules[row.rule_id].position,
            title=titles[row.reading_id],
            unit=units[row.unit_id],
            seat=words.name(Word.Group.ROLE, row.role) if row.role else "",
        )
        for row in rows
    ]
