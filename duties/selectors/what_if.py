"""What another reading of a rule would have made of last year's ledger: computed beside the ledger, and left nowhere.

The reading is written in a transaction that is rolled back, known at no instant, so that no reader ever meets it; no
lock of the ledger is taken.
"""

import dataclasses
import datetime as dt
from collections import Counter

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from duties.ledger.compute import LedgerRow, rows_under
from duties.ledger.status import Status
from duties.models import Reading
from duties.rereading import NewReading
from portal import clock
from portal.models import Unit

Key = tuple[int, str, str]


@dataclasses.dataclass(frozen=True)
class CellChange:
    """One cell that stands otherwise under the new reading; a side without it is None."""

    unit_id: int
    role: str
    period: str
    old: LedgerRow | None
    new: LedgerRow | None
    unit: Unit | None = None

    @property
    def move(self) -> tuple[Status | None, Status | None]:
        """From which status to which."""
        return self.old.status if self.old else None, self.new.status if self.new else None


@dataclasses.dataclass(frozen=True)
class Move:
    """How many cells go from one status to another."""

    old: Status | None
    new: Status | None
    cells: int
    units: int


@dataclasses.dataclass(frozen=True)
class WhatIf:
    """Last year's ledger of one rule under two readings."""

    year: int
    cells: int
    changed: list[CellChange]
    other_number: int

    @property
    def units(self) -> int:
        """How many units have a cell that changes its status."""
        return len({change.unit_id for change in self.changed})

    @property
    def moves(self) -> list[Move]:
        """The changes of status, the most frequent first."""
        units: dict[tuple[Status | None, Status | None], set[int]] = {}
        for change in self.changed:
            units.setdefault(change.move, set()).add(change.unit_id)
        counted = Counter(change.move for change in self.changed).most_common()
        return [Move(old, new, number, len(units[old, new])) for (old, new), number in counted]


def what_if(reading: Reading, change: NewReading, *, day: dt.date | None = None) -> WhatIf | None:
    """The year before `day` (default today) under `change` against how it stands; None for what has no row.

    Both as the records stand on `day`. Cells are in the order of unit, seat and period.
    """
    if reading.measure == "continuous":
        return None
    day = day or clock.today()
    year = day.year - 1
    days = {"from_day": dt.date(year, 1, 1), "to_day": dt.date(year, 12, 31), "as_of": day}
    with transaction.atomic():
        present = Reading.objects.filter(rule=reading.rule, known__endswith__isnull=True)
        old = _by_key(rows_under(list(present), **days))
        new = _by_key(rows_under([_written(reading, change)], **days))
        transaction.set_rollback(True)
    changes = [CellChange(*key, old.get(key), new.get(key)) for key in old.keys() | new.keys()]
    changed = [each for each in changes if each.move[0] != each.move[1]]
    number = sum(
        each.old is not None and each.new is not None and each.old.required != each.new.required
        for each in changes
    )
    return WhatIf(year, len(changes), sorted(changed, key=_order), number)


def _written(reading: Reading, change: NewReading) -> Reading:
    """The reading with its change as a row that nobody knows; the caller rolls it back."""
    values = {
        field.attname: getattr(reading, field.attname)
        for field in Reading._meta.concrete_fields
        if not field.primary_key
    }
    values |= change.of(reading)
    values |= {"governs": DateRange(None, None), "known": DateTimeTZRange(empty=True)}
    return Reading.objects.create(**values)


def _by_key(rows: list[LedgerRow]) -> dict[Key, LedgerRow]:
    return {(row.unit_id, row.role, row.period): row for row in rows}


def _order(change: CellChange) -> tuple[str, str, str]:
    row = change.new or change.old
    assert row is not None
    return row.unit, change.role, change.period


def with_units(changes: list[CellChange]) -> list[CellChange]:
    """The changes with their units, for one page; one query."""
    units = Unit.objects.in_bulk([change.unit_id for change in changes])
    return [dataclasses.replace(change, unit=units[change.unit_id]) for change in changes]
