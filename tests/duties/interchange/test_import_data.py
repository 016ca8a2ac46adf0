"""Worlds taken in from files read as the plain reading reads the files; what goes out comes back the same."""

import datetime as dt
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.utils.dateparse import parse_datetime

from duties.interchange.exporting import export_data
from duties.interchange.importing import Imported, data_import
from duties.ledger.reconcile import reconcile
from duties.models import Record
from duties.rulebook import XPCC_2023, read_rulebook, read_text
from duties.services.regulation import load_rulebook
from portal import clock
from portal.access import SYSTEM
from portal.models import Change, Unit
from tests.duties.interchange.files import World, read_files, tidy, write_files
from tests.duties.random_worlds import Maker
from tests.duties.test_ledger_agrees import DAYS, by_reading, by_sql

pytestmark = pytest.mark.django_db
INSTANTS = ("2024-04-02T09:59:59+08:00", "2025-01-08T10:00:00+08:00")


@pytest.fixture(autouse=True)
def regulation() -> None:
    """The regulation, whose words the files use."""
    load()


def load() -> None:
    text = read_text((XPCC_2023 / "text.txt").read_text(encoding="utf-8"))
    load_rulebook(rulebook=read_rulebook(XPCC_2023), text=text, actor=SYSTEM)


def take_in(world: World, folder: Path, **options: bool) -> Imported:
    return data_import(actor=SYSTEM, path=write_files(world, folder), **options)


@pytest.mark.parametrize("seed", range(4))
def test_a_world_taken_in_reads_as_its_files_do(seed: int, tmp_path: Path) -> None:
    world = tidy(Maker(seed).make())
    take_in(world, tmp_path)
    for day in DAYS:
        assert by_sql(day) == by_reading(world, day), f"as of {day}"
    for text in INSTANTS:
        known_at = parse_datetime(text)
        assert known_at is not None
        assert by_sql(known_at.date(), known_at) == by_reading(world, known_at.date(), known_at)
    assert reconcile(check=True).total == 0


def test_what_goes_out_comes_back_the_same_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    world = whole_world()
    first = take_in(world, tmp_path / "in")
    assert first.counts["records"].new == len(world["records"]) > 50
    export_data(tmp_path / "out")
    again = data_import(actor=SYSTEM, path=tmp_path / "out")
    assert not again.anything
    assert Change.objects.filter(action="data_import").count() == 1
    out = read_files(tmp_path / "out")
    assert len(out) == 11
    for name, rows in world.items():
        assert len(out[name]) == len(rows), name
        kept = [{column: row[column] for column in rows[0]} for row in out[name]]
        assert sorted(map(str, kept)) == sorted(map(str, rows)), name


def whole_world() -> World:
    """A random world with rows in all the files, each as the export writes it."""
    world = tidy(Maker(5).make())
    world["names"] = [{"unit": "团0", "name": "演示旧团", "started_on": "", "ended_on": "2024-01-01"},
                      {"unit": "团0", "name": "演示新团", "started_on": "2099-01-01", "ended_on": ""}]  # fmt: skip
    world["successions"] = [{"unit": "连0", "successor": "连1", "kind": "merge", "on": "2025-08-01"}]
    world["accounts"] = [
        {"username": "anon", "person": "", "name": "演示-无岗", "unit": "", "role": "", "phone": "", "email": ""},
        {"username": "jing", "person": "", "name": "演示-经办", "unit": "团0", "role": "clerk",
         "phone": "13800000000", "email": "jing@example.com"},
        {"username": "jing", "person": "", "name": "演示-经办", "unit": "团1", "role": "clerk",
         "phone": "13800000000", "email": "jing@example.com"},
        {"username": "shu", "person": "新", "name": "演示-书记", "unit": "二", "role": "official", "phone": "", "email": ""},
    ]  # fmt: skip
    world["waivers"] = [
        {"regulation": "xpcc-2023", "rule": "a7.2.leading_group", "unit": "二", "role": "", "period": "2024Q1",
         "reason": "演示,含\"引号\"\n和换行", "granted_on": "2024-02-01", "granted_by": "演示农办"}
    ]  # fmt: skip
    world["records"][0]["title"] = "演示\\会议\t=1+1"
    company = world["households"][0]["unit"]
    numbers = [row["number"] for row in world["households"] if row["unit"] == company]
    visit = next(row for row in world["records"] if row["unit"] == company)
    visit["households"] = ";".join(sorted(numbers))
    world["records"][1]["replaces"] = world["records"][0]["ref"]
    return world


def test_the_commands_take_an_empty_portal_from_export_to_the_same_bytes(tmp_path: Path) -> None:
    take_in(whole_world(), tmp_path / "in")
    call_command("export_data", str(tmp_path / "one"))
    empty()
    call_command("import_data", str(tmp_path / "one"))
    call_command("export_data", str(tmp_path / "two"))
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def empty() -> None:
    """Take out everything, and load the regulation anew."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "TRUNCATE portal_unit, portal_person, portal_account, duties_regulation, duties_ledgerday CASCADE"
        )
    load()


def test_a_dry_run_tells_and_writes_nothing(tmp_path: Path) -> None:
    done = take_in(whole_world(), tmp_path, dry_run=True)
    assert done.counts["units"].new == 13
    assert not Unit.objects.exists()
    assert not Change.objects.filter(action="data_import").exists()


def test_a_change_is_known_from_the_import_on_and_told_old_to_new(tmp_path: Path) -> None:
    world = whole_world()
    with time_machine.travel(dt.datetime(2026, 3, 1, 9, tzinfo=clock.SHANGHAI), tick=False):
        take_in(world, tmp_path / "one")
    before = dt.datetime(2026, 4, 1, 9, tzinfo=clock.SHANGHAI)
    day = dt.date(2025, 6, 30)
    past = by_sql(day, before)
    change(world)
    with time_machine.travel(dt.datetime(2026, 5, 1, 9, tzinfo=clock.SHANGHAI), tick=False):
        preview = take_in(world, tmp_path / "two", dry_run=True)
        done = take_in(world, tmp_path / "two")
        assert preview.changes == done.changes
        assert by_sql(day, before) == past
        assert by_sql(day) != past
        assert by_sql(day) == by_reading(
            {name: rows for name, rows in world.items() if name != "accounts"}, day
        )
        assert reconcile(check=True).total == 0
    told = "\n".join(map(str, done.changes))
    assert "units.csv:2: 兵: name 演示兵 → 演示总部" in told
    assert "placements.csv:14: 团2 2024-05-15: ended_on 空 → 2025-01-01" in told
    assert (done.counts["placements"].new, done.counts["placements"].changed) == (1, 1)
    assert "state" in told
    with time_machine.travel(dt.datetime(2026, 6, 1, 9, tzinfo=clock.SHANGHAI), tick=False):
        assert not take_in(world, tmp_path / "two").anything


def change(world: World) -> None:
    """Rename a unit, move another, end a tenure and seat a successor, move a record's state."""
    world["units"][0]["name"] = "演示总部"
    moved = world["placements"][-1]
    moved["ended_on"] = "2025-01-01"
    world["placements"].append({"unit": "团2", "parent": "二", "started_on": "2025-01-01", "ended_on": ""})
    tenure = next(row for row in world["tenures"] if row["ref"] == "二-party_secretary-1")
    tenure["ended_on"] = "2025-07-01"
    world["tenures"].append(tenure | {"ref": "二-party_secretary-9", "person": "继", "name": "演示-继",
                                      "started_on": "2025-07-01", "ended_on": ""})  # fmt: skip
    for row in world["records"]:
        if row["unit"] == "二":
            row["state"] = {"submitted": "returned", "draft": "confirmed"}.get(row["state"], row["state"])


def test_the_content_of_a_record_stays_but_it_may_be_withdrawn(tmp_path: Path) -> None:
    world = whole_world()
    take_in(world, tmp_path)
    row = next(row for row in world["records"] if not row["withdrawn_at"])
    row["withdrawn_at"] = "2026-01-01T09:00:00+08:00"
    take_in(world, tmp_path)
    record = Record.objects.get(ref=row["ref"])
    assert record.withdrawn_at is not None
    assert record.withdrawn_at.date() == dt.date(2026, 1, 1)
