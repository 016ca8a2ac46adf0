"""The commands on the ledger: export as the plain reading prints it, reconcile, and bad input."""

import csv
import datetime as dt
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from duties import verify
from duties.ledger.reconcile import reconcile
from duties.models import Obligation
from duties.rulebook import XPCC_2023, read_rulebook
from portal.models import Unit
from tests.duties.load_world import load_world
from tests.duties.random_worlds import Maker

pytestmark = pytest.mark.django_db
RULES = read_rulebook(XPCC_2023).content
DAYS = ["--from", "2024-01-01", "--to", "2024-12-31", "--as-of", "2024-12-31"]


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_the_export_of_an_area_is_what_the_plain_reading_says() -> None:
    world = Maker(3).make()
    load_world(world, [RULES])
    expected = verify.read_ledger(
        verify.World(**world), [RULES],
        from_day=verify.date(2024, 1, 1), to_day=verify.date(2024, 12, 31), as_of=verify.date(2024, 12, 31), unit="二",
    )  # fmt: skip
    assert list(csv.DictReader(StringIO(run("export_ledger", *DAYS, "--unit", "二")))) == expected != []


def test_days_without_end_are_those_in_which_something_is_listed() -> None:
    load_world(Maker(3).make(), [RULES])
    ever = ["--from", "0001-01-01", "--to", "9999-12-31"]
    assert run("export_ledger", *ever, "--as-of", "2024-12-31") == run(
        "export_ledger", "--from", "2023-01-01", "--to", "2024-12-31", "--as-of", "2024-12-31"
    )
    assert len(run("export_ledger", *ever, "--as-of", "0001-01-01").splitlines()) == 1
    assert run("export_ledger", "--from", "9990-01-01", "--to", "9990-12-31").count("\n") == 1


def test_the_export_goes_to_a_file_as_json(tmp_path: Path) -> None:
    load_world(Maker(3).make(), [RULES])
    file = tmp_path / "ledger.json"
    assert run("export_ledger", *DAYS, "--format", "json", "--output", str(file)) == ""
    rows = json.loads(file.read_text(encoding="utf-8"))
    assert {"rule", "status"} < set(rows[0])


def test_the_export_as_a_workbook_has_the_same_columns_typed_and_nothing_that_runs(tmp_path: Path) -> None:
    world = Maker(3).make()
    load_world(world, [RULES])
    Unit.objects.filter(code="二").update(code="=1+1")
    file = tmp_path / "ledger.xlsx"
    assert run("export_ledger", *DAYS, "--format", "xlsx", "--output", str(file)) == ""
    head, *rows = load_workbook(file)["ledger"].iter_rows(values_only=True)
    expected = list(csv.reader(StringIO(run("export_ledger", *DAYS))))
    assert list(head) == expected[0]
    assert [[plain(value) for value in row] for row in rows] == expected[1:]
    assert any(row[2] == "'=1+1" for row in rows)


def plain(value: object) -> str:
    """A cell as the CSV writes it."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return "" if value is None else str(value).removeprefix("'")


def test_reconcile_names_a_row_that_was_tampered_with() -> None:
    load_world(Maker(3).make(), [RULES])
    run("reconcile")
    assert "缺 0 行,多 0 行,不符 0 行" in run("reconcile", "--check")
    row = Obligation.objects.filter(counted=0).earliest("pk")
    Obligation.objects.filter(pk=row.pk).update(counted=7)
    out = StringIO()
    with pytest.raises(CommandError, match="不符 1 行") as refused:
        call_command("reconcile", "--check", stdout=out)
    assert refused.value.returncode == 1
    assert f"{row.rule.code} {row.unit.code}" in out.getvalue()
    assert "counted 7 → 0" in out.getvalue()
    run("reconcile")
    assert "不符 0 行" in run("reconcile", "--check")


def test_reconcile_says_of_each_row_what_is_wrong_with_it() -> None:
    load_world(Maker(3).make(), [RULES])
    run("reconcile")
    rows = Obligation.objects.filter(unit__code="二", counted=0, made_up=0, role="").order_by("pk")
    lost, odd, doubled = rows[0], rows[1], rows[2]
    Obligation.objects.filter(pk=lost.pk).delete()
    Obligation.objects.filter(pk=odd.pk).update(counted=7)
    doubled.pk, doubled.role = None, "deputy"
    doubled.save(force_insert=True)
    found = reconcile(check=True)
    assert (found.missing, found.extra, found.changed, found.total) == (1, 1, 1, 3)
    said = {str(each) for each in found.differences}
    assert said == {
        f"xpcc-2023 {lost.rule} 二 {lost.period}: 台账缺此行",
        f"xpcc-2023 {odd.rule} 二 {odd.period}: counted 7 → 0",
        f"xpcc-2023 {doubled.rule} 二 deputy {doubled.period}: 台账多出此行",
    }
    assert reconcile().total == 3
    assert reconcile(check=True).total == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--from", "2024-13-01", "--to", "2024-12-31"], "不是日期"),
        (["--from", "2024-12-31", "--to", "2024-01-01"], "早于首日"),
        ([*DAYS, "--known-at", "2024-01-01T00:00:00"], "不是带时区的时间"),
        (["--from", "9999-12-31", "--to", "9999-12-31"], "最晚算到 9998-12-31"),
        (["--from", "2024-01-01", "--to", "9999-12-31", "--as-of", "9999-12-31"], "最晚算到 9998-12-31"),
        ([*DAYS, "--unit", "无"], "没有代码为 无 的单位"),
        ([*DAYS, "--format", "xlsx"], "请用 --output 指明文件"),
        ([*DAYS, "--output", "/nowhere/ledger.csv"], "无法写入 /nowhere/ledger.csv"),
    ],
)
def test_bad_input_is_named(words: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        run("export_ledger", *words)


@pytest.mark.parametrize("day", ["2024-01-01", "2025-01-01"])
def test_coverage_that_names_its_year_counts_from_the_first_day_and_after_the_last_if_due_later(
    day: str,
) -> None:
    rule = next(one for one in RULES["rules"] if one["id"] == "a19.inspect_divisions")
    book = {**RULES, "rules": [{**rule, "due": "+1d"}]}
    units = [
        {"code": code, "name": f"演示{code}", "kind": kind, "established_on": "", "abolished_on": ""}
        for code, kind in (("兵", "corps"), ("师", "division"))
    ]
    placement = {"unit": "师", "parent": "兵", "started_on": "", "ended_on": ""}
    record = {"ref": "R", "kind": "inspection", "unit": "兵", "target": "师", "occurred_on": day, "for_period": "2024",
              "state": "confirmed", "registered_at": f"{day}T12:00:00+08:00"}  # fmt: skip
    load_world({"units": units, "placements": [placement], "records": [record]}, [book])
    (row,) = csv.DictReader(StringIO(run("export_ledger", *DAYS[:4], "--as-of", "2025-01-01")))
    assert (row["counted"], row["met_on"], row["status"]) == ("1", day, "met")
