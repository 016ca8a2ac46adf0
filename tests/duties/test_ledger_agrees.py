"""The ledger's SQL against the plain reading, which knows nothing of it: the same cells on every day."""

import datetime as dt
from typing import Any

import pytest
from django.utils.dateparse import parse_datetime

from duties import verify
from duties.ledger.compute import compute_rows
from duties.ledger.reconcile import reconcile
from duties.models import Obligation
from duties.rulebook import XPCC_2023, read_rulebook
from tests.duties.load_world import load_world
from tests.duties.random_worlds import Maker

pytestmark = pytest.mark.django_db
RULES = read_rulebook(XPCC_2023).content
FROM, TO = dt.date(2023, 1, 1), dt.date(2025, 12, 31)
DAYS = [
    dt.date(2023, 3, 31),
    dt.date(2024, 3, 31),
    dt.date(2024, 4, 1),
    dt.date(2024, 12, 31),
    dt.date(2025, 6, 30),
]
COLUMNS = verify.COLUMNS


def by_sql(as_of: dt.date, known_at: dt.datetime | None = None) -> dict[tuple[str, ...], dict[str, str]]:
    """The computed ledger as the export writes it, by its key."""
    rows = compute_rows(from_day=FROM, to_day=TO, as_of=as_of, known_at=known_at)
    return keyed({name: text(getattr(row, name)) for name in COLUMNS} for row in rows)


def by_reading(
    world: dict[str, list[dict[str, str]]], as_of: dt.date, known_at: dt.datetime | None = None
) -> dict[tuple[str, ...], dict[str, str]]:
    """The plain reading of the same world, by its key."""
    facts = verify.World(**world)
    return keyed(verify.read_ledger(facts, [RULES], from_day=FROM, to_day=TO, as_of=as_of, known_at=known_at))


def keyed(rows: Any) -> dict[tuple[str, ...], dict[str, str]]:
    return {tuple(row[name] for name in COLUMNS[:5]): dict(row) for row in rows}


def text(value: object) -> str:
    return "" if value is None else str(value)


@pytest.mark.parametrize("seed", range(6))
def test_every_cell_agrees_on_every_day(seed: int) -> None:
    world = Maker(seed).make()
    load_world(world, [RULES])
    for day in DAYS:
        expected = by_reading(world, day)
        assert by_sql(day) == expected, f"seed {seed}, as of {day}"
    assert len(expected) > 100


def test_a_past_instant_agrees_too() -> None:
    world = Maker(99).make()
    load_world(world, [RULES])
    for text_ in ("2024-04-02T09:59:59+08:00", "2024-04-10T23:59:59+08:00", "2025-01-08T10:00:00+08:00"):
        known_at = parse_datetime(text_)
        assert known_at is not None
        assert by_sql(known_at.date(), known_at) == by_reading(world, known_at.date(), known_at)


def test_the_stored_ledger_rebuilds_identically() -> None:
    load_world(Maker(7).make(), [RULES])
    reconcile()
    before = list(
        Obligation.objects.order_by("rule", "unit", "role", "period").values_list(
            "rule", "unit", "period", "counted"
        )
    )
    assert reconcile(check=True).total == 0
    Obligation.objects.all().delete()
    reconcile()
    after = list(
        Obligation.objects.order_by("rule", "unit", "role", "period").values_list(
            "rule", "unit", "period", "counted"
        )
    )
    assert before == after != []
