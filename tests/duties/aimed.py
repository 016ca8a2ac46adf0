"""Holding one aimed world: SQL computed and stored, the explanation of each cell and the plain reading, with a tally."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import time_machine

from duties import verify
from duties.ledger.compute import LedgerRow, compute_rows
from duties.ledger.explain import explain
from duties.ledger.reconcile import reconcile
from duties.ledger.status import Status, status_on
from duties.models import Obligation, Rule
from duties.rulebook import XPCC_2023, read_rulebook
from duties.selectors.ledger import in_area, ledger
from portal import clock
from portal.models import Unit
from tests.duties.aimed_facts import World, as_known, instant
from tests.duties.aimed_worlds import Aimer
from tests.duties.load_world import load_world
from tests.duties.tally import Rows, Tally

YUNZE = Path(__file__).resolve().parent / "regulations" / "yunze-2022"
XPCC_BOOKS = [read_rulebook(XPCC_2023).content]
YUNZE_BOOKS = [read_rulebook(YUNZE / name).content for name in ("first", "second")]
BOOKS = (XPCC_BOOKS, YUNZE_BOOKS, [*XPCC_BOOKS, *YUNZE_BOOKS])
ALWAYS = dt.datetime(9000, 1, 1, tzinfo=clock.SHANGHAI)


def text(value: object) -> str:
    """A value as the export writes it."""
    return "" if value is None else str(value)


def keyed(rows: Any) -> Rows:
    """Rows of a ledger by their key."""
    return {tuple(row[name] for name in verify.COLUMNS[:5]): dict(row) for row in rows}


class Stored(Tally):
    """A world whose ledger is stored: read and explained."""

    def plain(
        self,
        as_of: dt.date,
        known_at: dt.datetime | None,
        days: tuple[dt.date, dt.date],
        unit: str | None = None,
    ) -> Rows:
        """What the plain reading says."""
        raise NotImplementedError

    def read_stored(self, today: dt.date, world: World) -> None:
        """The stored ledger of today is what the plain reading says of it, and each cell is explained."""
        listed = list(
            Obligation.objects.listed(today).annotate(status=status_on(today))
            .select_related("rule__regulation", "unit", "reading", "person").order_by("pk")
        )  # fmt: skip
        found = keyed(_exported(row) for row in listed)
        everything = (dt.date(2022, 1, 1), today + dt.timedelta(days=370))
        assert found == self.plain(today, None, everything), f"{self.name} stored on {today}"
        self.count_rows(found)
        self.tally["status upcoming"] += (
            Obligation.objects.annotate(status=status_on(today)).filter(status=Status.UPCOMING).count()
        )
        self.explain_some(listed, world)


class Held(Stored):
    """One world in the tables, held against the plain reading; `tally` counts what occurred."""

    def __init__(self, seed: int, tally: Counter[str], *, records: int = 90) -> None:
        super().__init__(BOOKS[seed % len(BOOKS)], tally, f"seed {seed}", random.Random(seed))
        self.world: World = Aimer(seed, self.books, history=seed % 2 == 1).make(records)
        load_world(self.world, self.books)

    def plain(
        self,
        as_of: dt.date,
        known_at: dt.datetime | None,
        days: tuple[dt.date, dt.date],
        unit: str | None = None,
    ) -> Rows:
        """What the plain reading says of the world as it was known."""
        world = verify.World(**as_known(self.world, known_at))
        found = verify.read_ledger(
            world,
            self.books,
            from_day=days[0],
            to_day=days[1],
            as_of=as_of,
            known_at=known_at or ALWAYS,
            unit=unit,
        )
        return keyed(found)

    def computed(self) -> None:
        """Two days each as known at an instant: computed by SQL and plainly, the same cells."""
        for _ in range(2):
            as_of = self.chance.choice([dt.date(2024, 3, 31), dt.date(2024, 7, 5), dt.date(2025, 2, 14)])
            as_of += dt.timedelta(days=self.chance.randrange(60))
            known_at = instant(as_of + dt.timedelta(days=self.chance.choice([0, 5, 40, 400])))
            days = (as_of - dt.timedelta(days=self.chance.choice([40, 130])), as_of + dt.timedelta(days=40))
            rows = compute_rows(from_day=days[0], to_day=days[1], as_of=as_of, known_at=known_at)
            found = keyed({name: text(getattr(row, name)) for name in verify.COLUMNS} for row in rows)
            assert found == self.plain(as_of, known_at, days), f"{self.name} as of {as_of} known {known_at}"
            self.count_rows(found)
            self._explained(rows, as_of, known_at, most=6)

    def _explained(
        self, rows: Sequence[LedgerRow], as_of: dt.date, known_at: dt.datetime, *, most: int
    ) -> None:
        for row in self.chance.sample(rows, min(most, len(rows))):
            explained = explain(
                unit=Unit.objects.get(pk=row.unit_id), rule=Rule.objects.get(pk=row.rule_id), role=row.role,
                period=row.period, as_of=as_of, known_at=known_at,
            )  # fmt: skip
            self.check(explained, (row.required, row.counted, row.made_up, row.met_on, row.due_on), str(row))

    def stored(self) -> None:
        """The stored ledger of some today is what the plain reading says of it, and each cell is explained."""
        today = dt.date(2025, 1, 20) + dt.timedelta(days=self.chance.randrange(160))
        with time_machine.travel(dt.datetime.combine(today, dt.time(9), clock.SHANGHAI), tick=False):
            reconcile()
            self.read_stored(today, self.world)
            self._areas(today, (dt.date(2022, 1, 1), today + dt.timedelta(days=370)))

    def _areas(self, today: dt.date, days: tuple[dt.date, dt.date]) -> None:
        """Two areas: the same rows by the stored closure of the tree, by SQL computed and by the plain reading."""
        for unit in self.chance.sample(list(Unit.objects.order_by("code")), 2):
            plain = self.plain(today, None, days, unit.code).keys()
            rows = ledger(today).filter(in_area(unit)).select_related("rule__regulation", "unit")
            computed = compute_rows(from_day=days[0], to_day=days[1], as_of=today, unit=unit)
            where = f"{self.name} area of {unit.code} on {today}"
            assert keyed(map(_exported, rows)).keys() == plain, where
            assert {
                (row.regulation, row.rule, row.unit, row.role, row.period) for row in computed
            } == plain, where
            self.tally["areas"] += 1


def _exported(row: Any) -> dict[str, str]:
    values = {
        "regulation": row.rule.regulation.code, "rule": row.rule.code, "unit": row.unit.code, "status": Status(row.status).value,
    }  # fmt: skip
    return {name: values.get(name, text(getattr(row, name, ""))) for name in verify.COLUMNS}
