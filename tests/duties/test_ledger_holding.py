"""Until when a stored row holds: the next day on which a date already known changes what its unit must cover or is linked to."""

import datetime as dt
from typing import Any

import pytest
import time_machine

from duties.ledger.cell import recount
from duties.ledger.moment import Moment
from duties.ledger.reconcile import reconcile
from duties.models import Obligation
from portal import clock
from tests.duties.cases import XPCC_2023, case_of, read_folder
from tests.duties.load_world import load_world

pytestmark = pytest.mark.django_db
TODAY = dt.date(2025, 5, 1)
RULES = [
    {"id": "c", "period": "year", "measure": "coverage", "at_least": "all", "kind": "assessment",
     "target": {"child": "regiment", "tag": "key_support"}},
    {"id": "k", "period": "year", "measure": "standing", "kind": "contact_point", "at_least": "1",
     "target": {"unit": "regiment"}},
    {"id": "n", "period": "quarter", "at_least": "1"},
    {"id": "h", "period": "year", "measure": "coverage", "at_least": "all", "kind": "household_contact",
     "units": ["company"], "target": {"household": "true"}},
]  # fmt: skip
"""D1 must cover R1 and R2, which stand under it, and is linked to R3, which stands under D2. Nothing is to come."""
FACTS: dict[str, list[dict[str, Any]]] = {
    "units": [{"code": code, "kind": kind} for code, kind in (
        ("D1", "division"), ("D2", "division"), ("R1", "regiment"), ("R2", "regiment"), ("R3", "regiment"),
        ("C1", "company"), ("C2", "company"),
    )],
    "placements": [{"unit": unit, "parent": parent} for unit, parent in (("R1", "D1"), ("R2", "D1"), ("R3", "D2"))],
    "tags": [{"unit": "R1", "tag": "key_support"}, {"unit": "R2", "tag": "key_support", "started_on": str(TODAY)}],
    "links": [{"kind": "contact_point", "unit": "D1", "target": "R3", "started_on": "2025-05-01"}],
    "households": [{"unit": "C1", "number": "1"}, {"unit": "C2", "number": "2"}],
    "records": [],
}  # fmt: skip


def holding(**more: list[dict[str, Any]]) -> dict[tuple[str, str, str], dt.date]:
    """`holds_until` of the stored rows that have one, by rule, unit and period, with more facts than FACTS."""
    facts = FACTS | {name: [*FACTS.get(name, []), *rows] for name, rows in more.items()}
    content = {"case": "", "says": "", "rules": RULES, "facts": facts, "readings": []}
    case = case_of(content, [read_folder(XPCC_2023)])
    with time_machine.travel(dt.datetime.combine(TODAY, dt.time(9), clock.SHANGHAI), tick=False):
        load_world(case.facts, case.rulebooks)
        reconcile()
        found = _stored()
        rows = Obligation.objects.values_list("pk", "reading__measure", "reading__target")
        recount(rows, Moment.stored())
        assert _stored() == found, "counting single rows says the same"
    return found


def _stored() -> dict[tuple[str, str, str], dt.date]:
    rows = Obligation.objects.exclude(holds_until=None)
    return {
        (rule, unit, period): day
        for rule, unit, period, day in rows.values_list("rule__code", "unit__code", "period", "holds_until")
    }


def both(unit: str, day: dt.date, *periods: str) -> dict[tuple[str, str, str], dt.date]:
    """The rows of a division that are read on the day itself."""
    return {(rule, unit, period): day for rule in ("c", "k") for period in periods}


def test_nothing_to_come_holds_for_good() -> None:
    assert holding() == {}


@pytest.mark.parametrize(
    ("name", "row", "units"),
    [
        ("placements", {"unit": "R4", "parent": "D1", "ended_on": "2025-08-01"}, ["D1"]),
        ("placements", {"unit": "R4", "parent": "D2", "started_on": "2025-08-01"}, ["D2"]),
        ("tags", {"unit": "R1", "tag": "pairing", "started_on": "2025-08-01"}, ["D1"]),
        ("tags", {"unit": "R3", "tag": "pairing", "ended_on": "2025-08-01"}, ["D1", "D2"]),
        ("tags", {"unit": "R4", "tag": "pairing", "started_on": "2025-08-01"}, []),
        ("links", {"kind": "contact_point", "unit": "D1", "target": "R1", "ended_on": "2025-08-01"}, ["D1"]),
        (
            "links",
            {"kind": "contact_point", "unit": "D2", "target": "R1", "started_on": "2025-08-01"},
            ["D2"],
        ),
    ],
)
def test_a_date_to_come_is_of_the_units_that_look_at_it(
    name: str, row: dict[str, Any], units: list[str]
) -> None:
    more: dict[str, list[dict[str, Any]]] = {name: [row], "units": [{"code": "R4", "kind": "regiment"}]}
    expected: dict[tuple[str, str, str], dt.date] = {}
    for unit in units:
        expected |= both(unit, dt.date(2025, 8, 1), "2025", "2026")
    assert holding(**more) == expected


def test_a_linked_unit_that_moves_or_ends_is_looked_at() -> None:
    found = holding(
        units=[{"code": "R5", "kind": "regiment", "abolished_on": "2025-11-01"}],
        placements=[
            {"unit": "R5", "parent": "D2", "ended_on": "2025-09-01"},
            {"unit": "R5", "parent": "D1", "started_on": "2025-09-01"},
        ],
        links=[{"kind": "contact_point", "unit": "D1", "target": "R5"}],
    )
    day = dt.date(2025, 9, 1)
    assert found == both("D1", day, "2025", "2026") | both("D2", day, "2025", "2026")


def test_the_nearest_day_counts_and_only_within_the_period() -> None:
    assert holding(
        tags=[
            {"unit": "R1", "tag": "pairing", "started_on": "2025-12-31", "ended_on": "2026-02-01"},
            {"unit": "R3", "tag": "pairing", "started_on": "2026-01-01"},
        ]
    ) == (both("D1", dt.date(2025, 12, 31), "2025", "2026") | both("D2", dt.date(2026, 1, 1), "2026"))


def test_a_unit_that_ends_is_looked_at_by_its_superior() -> None:
    assert holding(
        units=[{"code": "R6", "kind": "regiment", "abolished_on": "2025-07-01"}],
        placements=[{"unit": "R6", "parent": "D2"}],
    ) == both("D2", dt.date(2025, 7, 1), "2025", "2026")


def test_households_to_come_or_to_go_are_of_their_company() -> None:
    assert holding(
        households=[
            {"unit": "C1", "number": "3", "registered_on": "2025-06-15"},
            {"unit": "C2", "number": "4", "removed_on": "2025-07-20"},
        ]
    ) == {
        ("h", company, period): day
        for company, day in (("C1", dt.date(2025, 6, 15)), ("C2", dt.date(2025, 7, 20)))
        for period in ("2025", "2026")
    }


def test_records_dated_ahead_count_on_their_day() -> None:
    found = holding(
        records=[
            {"kind": "meeting", "unit": "D1", "occurred_on": "2025-05-20"},
            {"kind": "meeting", "unit": "D1", "occurred_on": "2025-05-10"},
            {"kind": "meeting", "unit": "D1", "occurred_on": "2025-04-10"},
            {"kind": "meeting", "unit": "D2", "occurred_on": "2025-05-01"},
            {"kind": "assessment", "unit": "D1", "target": "R2", "occurred_on": "2025-05-18"},
            {"kind": "assessment", "unit": "D1", "target": "R1", "occurred_on": "2025-05-12"},
            {"kind": "household_contact", "unit": "C1", "households": ["1"], "occurred_on": "2025-06-02"},
        ]
    )
    assert found == {
        ("n", "D1", "2025Q2"): dt.date(2025, 5, 10),
        ("c", "D1", "2025"): dt.date(2025, 5, 12),
        ("h", "C1", "2025"): dt.date(2025, 6, 2),
    }


def test_a_unit_covered_already_does_not_hide_what_is_nearer() -> None:
    found = holding(
        records=[
            {"kind": "assessment", "unit": "D1", "target": "R1", "occurred_on": "2025-04-01"},
            {"kind": "assessment", "unit": "D1", "target": "R1", "occurred_on": "2025-06-30"},
            {"kind": "assessment", "unit": "D1", "target": "R2", "occurred_on": "2025-05-18"},
        ]
    )
    assert found == {("c", "D1", "2025"): dt.date(2025, 5, 18)}
