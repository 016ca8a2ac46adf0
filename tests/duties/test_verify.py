"""The worked examples of the rules of counting, read by the plain reading."""

from typing import Any

import pytest

from duties import verify
from duties.rulebook import XPCC_2023, read_rulebook

RULES = read_rulebook(XPCC_2023).content
PEOPLE = {"甲": "party_secretary", "乙": "administrative_head"}


def unit(code: str, kind: str, start: str = "", end: str = "") -> dict[str, str]:
    return {"code": code, "name": f"演示{code}", "kind": kind, "established_on": start, "abolished_on": end}


def tenure(
    person: str, at: str, role: str, start: str = "2020-01-01", end: str = "", acting: str = "0"
) -> dict[str, str]:
    return {
        "ref": f"{person}-{at}-{role}-{start}", "unit": at, "role": role, "person": person, "name": f"演示-{person}",
        "title": "", "started_on": start, "ended_on": end, "acting": acting,
    }  # fmt: skip


def record(ref: str, at: str, day: str, **values: str) -> dict[str, str]:
    base = {
        "ref": ref, "kind": "meeting", "forms": "", "unit": at, "leader": "", "target": "", "households": "",
        "occurred_on": day, "for_period": "", "on_topic": "1", "state": "confirmed",
        "registered_at": f"{day}T12:00:00+08:00", "withdrawn_at": "", "replaces": "", "title": "",
    }  # fmt: skip
    return base | values


def read(world: verify.World, rule: str, period: str, as_of: str, **more: Any) -> dict[str, str]:
    """The one row of `rule` and `period`; an empty one where nothing is owed."""
    rows = verify.read_ledger(
        world,
        [RULES],
        from_day=verify.date.fromisoformat("2023-01-01"),
        to_day=verify.date.fromisoformat("2026-12-31"),
        as_of=verify.date.fromisoformat(as_of),
        **more,
    )
    found = [row for row in rows if (row["rule"], row["period"]) == (rule, period)]
    assert len(found) <= 1
    return found[0] if found else {}


@pytest.fixture
def division() -> verify.World:
    """A division with its two heads in office since 2020."""
    return verify.World(
        units=[unit("二师", "division", "2000-01-01")],
        tenures=[tenure(person, "二师", role) for person, role in PEOPLE.items()],
    )


SITTING = "a7.2.standing_committee"


def test_example_1_the_last_day_of_the_quarter_counts_and_late_entry_is_hidden_before(
    division: verify.World,
) -> None:
    division.records.append(
        record("r", "二师", "2025-03-31", forms="party_standing_committee", leader="甲",
               registered_at="2025-04-20T09:00:00+08:00")
    )  # fmt: skip
    row = read(division, SITTING, "2025Q1", "2025-04-30")
    assert (row["status"], row["met_on"]) == ("met", "2025-03-31")
    known = verify.instant("2025-04-10T23:59:59+08:00")
    assert read(division, SITTING, "2025Q1", "2025-04-10", known_at=known)["status"] == "overdue"


def test_example_2_a_deputy_in_the_chair_counts_nothing(division: verify.World) -> None:
    division.tenures.append(tenure("丁", "二师", "deputy"))
    division.records.append(record("r", "二师", "2025-03-05", forms="party_standing_committee", leader="丁"))
    assert read(division, SITTING, "2025Q1", "2025-04-30")["counted"] == "0"


def test_example_3_an_acting_secretary_counts(division: verify.World) -> None:
    division.tenures[0]["ended_on"] = "2025-02-10"
    division.tenures.append(tenure("丙", "二师", "party_secretary", "2025-02-20", acting="1"))
    division.records.append(record("r", "二师", "2025-03-05", forms="party_standing_committee", leader="丙"))
    assert read(division, SITTING, "2025Q1", "2025-04-30")["counted"] == "1"


def test_example_4_one_sitting_of_two_forms_is_a_credit_in_each(division: verify.World) -> None:
    both = "party_standing_committee;leading_group"
    division.records.append(record("r", "二师", "2025-03-05", forms=both, leader="甲"))
    counted = [
        read(division, f"a7.2.{form}", "2025Q1", "2025-04-30")["counted"]
        for form in ("standing_committee", "leading_group", "executive")
    ]
    assert counted == ["1", "1", "0"]


def test_example_5_a_make_up_is_shown_apart(division: verify.World) -> None:
    forms = "party_standing_committee;rural_work_conference"
    division.records.append(record("r", "二师", "2025-04-08", forms=forms, leader="甲", for_period="2025Q1"))
    first, second = (read(division, SITTING, period, "2025-07-15") for period in ("2025Q1", "2025Q2"))
    assert (first["counted"], first["made_up"], first["status"]) == ("0", "1", "made_up")
    assert second["counted"] == "0"
    assert read(division, "a7.2.conference", "2025", "2025-07-15")["counted"] == "1"


@pytest.mark.parametrize(("linked_on", "counted"), [("2025-05-07", "0"), ("2025-05-06", "1")])
def test_example_6_a_visit_counts_from_the_first_day_of_the_link(
    division: verify.World, linked_on: str, counted: str
) -> None:
    division.units.append(unit("27团", "regiment", "2000-01-01"))
    division.links.append(
        {"ref": "l", "kind": "contact_point", "unit": "二师", "role": "administrative_head", "target": "27团",
         "started_on": linked_on, "ended_on": ""}
    )  # fmt: skip
    visit = record("v", "二师", "2025-05-06", kind="visit", forms="research", leader="乙", target="27团")
    division.records.append(visit)
    rows = verify.read_ledger(
        division, [RULES],
        from_day=verify.date(2025, 1, 1), to_day=verify.date(2025, 12, 31), as_of=verify.date(2025, 12, 31),
    )  # fmt: skip
    found = [row for row in rows if row["rule"] == "a7.3.visits" and row["role"] == "administrative_head"]
    assert [row["counted"] for row in found] == [counted]


def test_example_7_a_term_cut_short_asks_for_its_share() -> None:
    companies = [f"{n}连" for n in range(20)]
    world = verify.World(
        units=[unit("27团", "regiment", "2000-01-01")]
        + [unit(code, "company", "2000-01-01") for code in companies],
        placements=[{"unit": code, "parent": "27团", "started_on": "", "ended_on": ""} for code in companies],
        tenures=[tenure("甲", "27团", "party_secretary", "2023-05-10", "2024-05-10")],
    )
    assert read(world, "a8.6.walk", "T2023-05-10", "2024-06-01")["required"] == "4"
    # Example 8: a company abolished before E is no target.
    world.units[1]["abolished_on"] = "2024-05-09"
    assert read(world, "a8.6.walk", "T2023-05-10", "2024-06-01")["required"] == "4"


def test_example_9_a_late_half_year_report() -> None:
    world = verify.World(
        units=[unit("农业局", "department", "2000-01-01")],
        tags=[{"unit": "农业局", "tag": "leading_group_member", "started_on": "", "ended_on": ""}],
        records=[
            record("r", "农业局", "2025-08-01", kind="report", forms="half_year_report", for_period="2025H1")
        ],
    )
    row = read(world, "a18.half_report", "2025H1", "2025-08-02")
    assert (row["due_on"], row["status"]) == ("2025-07-31", "met_late")


def test_example_10_the_first_quarter_of_2023_is_not_owed_but_the_year_is(division: verify.World) -> None:
    assert read(division, SITTING, "2023Q1", "2024-01-01") == {}
    assert read(division, "a7.2.conference", "2023", "2024-01-01")["required"] == "1"


def test_example_11_a_new_company_has_thirty_days() -> None:
    world = verify.World(units=[unit("一连", "company", "2025-04-20")])
    assert read(world, "a9.1.tasks", "2025", "2025-06-01")["due_on"] == "2025-05-20"


@pytest.mark.parametrize(("period", "owed"), [("2025H1", False), ("2025H2", True)])
def test_example_12_a_new_member_owes_from_the_second_half(period: str, owed: bool) -> None:
    world = verify.World(
        units=[unit("农业局", "department", "2000-01-01")],
        tags=[{"unit": "农业局", "tag": "leading_group_member", "started_on": "2025-05-01", "ended_on": ""}],
    )
    assert bool(read(world, "a18.half_report", period, "2026-02-01")) is owed


def test_a_division_founded_in_june_owes_half_of_the_visits() -> None:
    world = verify.World(
        units=[unit("新师", "division", "2025-06-01")],
        tenures=[tenure("甲", "新师", "party_secretary", "2025-06-01")],
    )
    assert read(world, "a7.2.conference", "2025", "2025-12-31")["required"] == "1"
    assert read(world, "a7.3.visits", "2025", "2025-12-31")["required"] == "2"
