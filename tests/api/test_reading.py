"""What programs read is what the export and the pages have."""

import datetime as dt
from typing import Any

import pytest

from duties.exports.plain_ledger import COLUMNS
from duties.ledger.compute import LedgerRow, compute_rows
from duties.models import Rule
from duties.selectors.cell_key import Cell
from duties.services.waiving import cell_waive
from portal import clock
from portal.models import Access
from tests.api.conftest import Program, Programs
from tests.meetings.world import World, entered

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 12, 31)


def ledger(by: Program, **query: str) -> list[dict[str, Any]]:
    """All rows, page by page."""
    asked = {"first": str(FIRST), "last": str(LAST), "limit": "40"} | query
    rows: list[dict[str, Any]] = []
    after = ""
    while True:
        address = "&".join(
            f"{name}={value}" for name, value in (asked | ({"after": after} if after else {})).items()
        )
        answer = by.get(f"ledger/?{address}")
        assert answer.status_code == 200, answer.content.decode()
        rows += answer.json()["items"]
        after = answer.json()["next"]
        if not after:
            return rows


def plain(rows: list[LedgerRow]) -> list[dict[str, Any]]:
    """Rows of the export as the interface writes them."""
    told = [{name: getattr(row, name) for name in COLUMNS} for row in rows]
    return [
        each
        | {name: str(each[name]) if each[name] else None for name in ("due_on", "met_on")}
        | {"status": str(each["status"])}
        for each in told
    ]


def columns(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The export's columns of rows that were read."""
    return [{name: row[name] for name in COLUMNS} for row in rows]


@pytest.mark.parametrize("as_of", ["", "2026-06-30", "2026-12-31"])
def test_the_ledger_is_that_of_the_export(program: Programs, world: World, as_of: str) -> None:
    entered(world)
    day = dt.date.fromisoformat(as_of) if as_of else clock.today()
    expected = compute_rows(from_day=FIRST, to_day=LAST, as_of=day, unit=world.units["S"])
    read = ledger(program("office"), **({"as_of": as_of} if as_of else {}))
    assert len(read) > 40
    assert columns(read) == plain(expected)


def test_the_past_is_read_as_it_was_known(program: Programs, world: World) -> None:
    before = clock.now()
    entered(world)
    known = before.isoformat().replace("+", "%2B")
    expected = compute_rows(
        from_day=FIRST, to_day=LAST, as_of=clock.today(), known_at=before, unit=world.units["T"]
    )
    read = ledger(program("clerk"), known_at=known)
    assert columns(read) == [each for each in plain(expected) if each["unit"] == "T"]
    assert columns(read) != columns(ledger(program("clerk")))


def test_who_reads_the_own_unit_gets_no_other(program: Programs, world: World) -> None:
    assert {row["unit"] for row in ledger(program("clerk"))} == {"T"}
    year = f"first={FIRST}&last={LAST}"
    assert program("clerk").get(f"ledger/?{year}&unit=T2").status_code == 404
    assert {row["unit"] for row in ledger(program("office"), unit="T")} == {"T", "L"}


def test_reading_an_area_is_in_the_access_log_once(program: Programs, world: World) -> None:
    auditor = program("auditor")
    assert len(ledger(auditor, unit="T", limit="10")) > 10
    ledger(auditor, unit="T", as_of="2026-06-30")
    ledger(program("clerk"))
    assert [row.target_ref for row in Access.objects.filter(action="ledger_read").order_by("pk")] == [
        "T 2026-01-01 2026-12-31 as of 2026-09-20",
        "T 2026-01-01 2026-12-31 as of 2026-06-30",
    ]


def test_it_is_narrowed_by_rule_and_status(program: Programs, world: World) -> None:
    office = program("office")
    some = ledger(office)
    rule = some[0]["rule"]
    assert ledger(office, rule=rule) == [row for row in some if row["rule"] == rule]
    assert ledger(office, status="overdue") == [row for row in some if row["status"] == "overdue"]
    assert ledger(office, role="") == [row for row in some if not row["role"]]


def test_why_names_what_counted_and_what_did_not(program: Programs, world: World) -> None:
    entry = entered(world)
    clerk = program("clerk")
    row = next(
        row
        for row in ledger(clerk)
        if row["rule"] == "a8.2.standing_committee"
        and row["period_start"] <= "2026-09-18" < row["period_end"]
    )
    path = f"ledger/{row['unit_id']}/{row['regulation']}/{row['rule']}/{row['period']}/"
    told = clerk.get(f"{path}?role={row['role']}").json()
    record = entry.records.get()
    assert [(each["ref"], each["code"]) for each in told["records"]] == [(record.ref, "")]
    assert columns([told["obligation"]]) == columns([row])
    assert program("stranger").get(path).status_code == 404


def test_a_waiver_is_told_with_its_cell(program: Programs, world: World) -> None:
    office = program("office")
    row = next(row for row in ledger(office, unit="T") if row["unit"] == "T" and not row["role"])
    rule = Rule.objects.get(code=row["rule"])
    cell_waive(actor=world.actors["office"], cell=Cell(world.unit, rule, "", row["period"]), reason="防汛。")
    told = office.get(f"ledger/{row['unit_id']}/{row['regulation']}/{row['rule']}/{row['period']}/").json()
    assert (told["obligation"]["status"], told["waiver"]["reason"]) == ("waived", "防汛。")


@pytest.mark.parametrize("by", ["part", "unit", "kind", "tier", "article", "rule"])
def test_figures_are_the_sums_of_the_ledger(program: Programs, world: World, by: str) -> None:
    office = program("office")
    rows = ledger(office)
    told = office.get(f"figures/?first={FIRST}&last={LAST}&by={by}&limit=200").json()["items"]
    owed = [row for row in rows if row["status"] != "waived"]
    assert sum(each["expected"] for each in told) == len(owed)
    assert sum(each["on_time"] for each in told) == sum(row["status"] == "met" for row in rows)
    assert sum(each["overdue"] for each in told) == sum(row["status"] == "overdue" for row in rows)
    assert all(each["rate"] is None or each["base"] for each in told)


def test_units_have_their_parent_and_officials(program: Programs, world: World) -> None:
    units = {each["code"]: each for each in program("office").get("units/").json()["items"]}
    assert units.keys() == {"S", "T", "T2", "L"}
    assert units["T"]["parent"]["code"] == "S"
    assert "书记" in {each["person"]["code"] for each in units["T"]["officials"]}
    below = program("office").get("units/?parent=T").json()["items"]
    assert [each["code"] for each in below] == ["L"]


def test_the_rulebook_has_its_articles_and_rules(program: Programs, world: World) -> None:
    told = program("clerk").get("regulations/xpcc-2023/").json()
    article = next(each for each in told["articles"] if each["number"] == 8)
    assert article["rules"]
    assert all(rule["quote"] in article["text"] for rule in article["rules"])


def test_an_export_is_asked_for_and_followed(program: Programs, world: World) -> None:
    auditor = program("auditor")
    asked = auditor.post("exports/ledger/", {"first": "2026-01-01", "last": "2026-09-20"})
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting"), asked.content.decode()
    path = asked["Location"]
    assert auditor.get(path).json()["kind"] == "ledger_export"
    done = auditor.post(f"{path}cancel/", If_Match=asked["ETag"])
    assert done.json()["state"] == "cancelled"
    assert program("office").get(path).status_code == 404
