"""Every figure of the board equals the exported ledger added up in plain Python, on random worlds, areas and days."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

import pytest
import time_machine

from duties.ledger.compute import LedgerRow, compute_rows
from duties.ledger.status import FULFILLED, Status, in_base
from duties.rulebook import XPCC_2023, read_rulebook
from duties.selectors.board.sums import Reach, Tally, part_sums, total, unit_sums
from portal import clock
from portal.models import Placement, Unit
from tests.duties.load_world import load_world
from tests.duties.random_worlds import Maker

pytestmark = pytest.mark.django_db
RULES = read_rulebook(XPCC_2023).content
LATER = dt.datetime(2030, 1, 1, tzinfo=clock.SHANGHAI)
CASES = [
    (1, dt.date(2024, 4, 1), dt.date(2024, 3, 31)),
    (2, dt.date(2024, 6, 3), dt.date(2024, 6, 30)),
    (3, dt.date(2025, 1, 1), dt.date(2024, 12, 31)),
    (4, dt.date(2025, 3, 31), dt.date(2025, 3, 31)),
]


def exported(unit: Unit, day: dt.date, on: dt.date) -> list[LedgerRow]:
    """The rows of the area of `unit` whose period contains `on`, as the export reads them."""
    rows = compute_rows(from_day=on, to_day=on, as_of=day, known_at=LATER, unit=unit)
    return [row for row in rows if row.period_start <= on < row.period_end]


def added_up(rows: Iterable[LedgerRow], day: dt.date) -> Tally:
    """The tally of rows, one by one (rules.md, "Areas and rates")."""
    sums: Counter[str] = Counter()
    for row in rows:
        sums[row.status.value] += 1
        if row.status != Status.WAIVED:
            sums["required"] += row.required
            sums["counted"] += min(row.counted, row.required)
        sums["base"] += in_base(day=day, due_on=row.due_on, status=row.status)
    return Tally(**sums)


def same(one: LedgerRow, rows: Iterable[LedgerRow]) -> bool:
    return any((one.rule, one.unit, one.role, one.period) == (r.rule, r.unit, r.role, r.period) for r in rows)


@pytest.mark.parametrize(("seed", "day", "on"), CASES)
def test_parts_of_every_area_agree(seed: int, day: dt.date, on: dt.date) -> None:
    with time_machine.travel(dt.datetime.combine(day, dt.time(9), clock.SHANGHAI), tick=False):
        load_world(Maker(seed).make(), [RULES])
        for code in ("兵", "二", "三", "团2"):
            unit = Unit.objects.get(code=code)
            rows, parts = exported(unit, day, on), part_sums(Reach(unit, unit), on)
            assert total(part.tally for part in parts) == added_up(rows, day), code
            own = [row for row in rows if row.unit_id == unit.pk]
            assert total(part.tally for part in parts if part.part is None) == added_up(own, day), code
            for child in Unit.objects.filter(placements__parent=unit).distinct():
                below = exported(child, day, on)
                expected = added_up((row for row in rows if same(row, below)), day)
                got = total(part.tally for part in parts if part.part == child.pk)
                assert got == expected, f"{child} in {code}"
        assert rows


@pytest.mark.parametrize(("seed", "day", "on"), CASES[:2])
def test_forces_rules_and_units_agree(seed: int, day: dt.date, on: dt.date) -> None:
    with time_machine.travel(dt.datetime.combine(day, dt.time(9), clock.SHANGHAI), tick=False):
        load_world(Maker(seed).make(), [RULES])
        corps = Unit.objects.get(code="兵")
        rows, parts = exported(corps, day, on), part_sums(Reach(corps, corps), on)
        for key in {(row.rule_id, row.force) for row in rows}:
            expected = added_up((row for row in rows if (row.rule_id, row.force) == key), day)
            assert total(part.tally for part in parts if (part.rule, part.force) == key) == expected
        must = [row for row in rows if row.force == "must"]
        kinds = set(Unit.objects.values_list("kind", flat=True))
        found = {kind: unit_sums(Reach(corps, corps), on, kind=kind, placed_on=on) for kind in kinds}
        assert {each.units for each in found.values()} == {
            len({row.unit_id for row in must if row.status != Status.WAIVED})
        }
        assert {each.overdue for each in found.values()} == {
            len({row.unit_id for row in must if row.status == Status.OVERDUE})
        }
        companies = [each for sums in found.values() for each in sums.companies]
        assert len(companies) > 5
        for each in companies:
            mine = [row for row in must if row.unit == each.code]
            assert each.owed == sum(row.status != Status.WAIVED for row in mine), each
            assert each.done == sum(row.status in FULFILLED for row in mine), each
            if each.state in Status.values:
                assert each.state in {row.status for row in mine}


def test_an_unfolded_part_comes_to_the_same_by_sub_part() -> None:
    day, on = dt.date(2024, 7, 1), dt.date(2024, 6, 30)
    with time_machine.travel(dt.datetime.combine(day, dt.time(9), clock.SHANGHAI), tick=False):
        load_world(Maker(5).make(), [RULES])
        corps, division = Unit.objects.get(code="兵"), Unit.objects.get(code="二")
        folded = part_sums(Reach(corps, corps), on)
        unfolded = part_sums(Reach(corps, corps), on, unfolded=[division.pk])
        assert total(part.tally for part in folded) == total(part.tally for part in unfolded)
        inside = {part.sub for part in unfolded if part.part == division.pk}
        children = set(Placement.objects.filter(parent=division).values_list("unit", flat=True))
        assert None in inside
        assert inside - {None} <= children
        assert not any(part.sub for part in unfolded if part.part != division.pk)


def test_a_row_outside_the_readers_own_area_is_not_read() -> None:
    """Regiment 团2 moved on 15 May 2024: a year's row lies where the day E puts it, a quarter's in its old division."""
    day = dt.date(2024, 7, 1)
    with time_machine.travel(dt.datetime.combine(day, dt.time(9), clock.SHANGHAI), tick=False):
        load_world(Maker(8).make(), [RULES])
        moved, before, after = (Unit.objects.get(code=code) for code in ("团2", "二", "三"))
        on = dt.date(2024, 3, 31)
        old, new = part_sums(Reach(moved, before), on), part_sums(Reach(moved, after), on)
        both = part_sums(Reach(moved, moved), on)
        assert total(p.tally for p in old).rows > 0
        assert total(p.tally for p in new).rows > 0
        assert total(p.tally for p in [*old, *new]) == total(p.tally for p in both)
