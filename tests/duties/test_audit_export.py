"""The audit export equals the ledger: XLSX cell by cell, totals that add up, a report that says what it is."""

import datetime as dt
import io
import itertools
import uuid
from collections.abc import Iterator

import pikepdf
import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from duties.exports import making
from duties.exports.rows import ExportRow, export_rows
from duties.exports.totals import FORCES, HEADS, totals
from duties.ledger.compute import compute_rows
from duties.ledger.roll import ensure_fresh
from duties.ledger.status import Status
from duties.models import Rule, Waiver
from duties.services.audit_export import Asked, export_ask
from portal.models import Access, Installation, Job, StoredFile
from portal.selectors.accounts import accounts_at
from portal.services.files import file_path
from portal.services.jobs import job_cancel, job_run
from portal.tables import neutral
from tests.duties.office_world import NOW, OfficeWorld, hold, make_office_world
from tests.duties.shared import once

pytestmark = pytest.mark.django_db
FIRST, LAST, AS_OF = dt.date(2026, 1, 1), dt.date(2026, 12, 31), dt.date(2026, 11, 24)


def make_world() -> OfficeWorld:
    made = make_office_world()
    hold(made, "leading_group", dt.date(2026, 3, 1))
    hold(made, "rural_work_conference", dt.date(2026, 3, 1))
    Waiver.objects.create(
        rule=Rule.objects.get(code="a8.2.leading_group"),
        unit=made.units["团"],
        period="2026Q2",
        reason="演示理由",
        granted_on=dt.date(2026, 7, 1),
    )
    ensure_fresh()
    return made


made = once(make_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None) -> Iterator[OfficeWorld]:
    with time_machine.travel(NOW, tick=False):
        yield made


def export(world: OfficeWorld, who: str = "auditor", **values: object) -> Job:
    given = {"unit": world.units["师"], "first": FIRST, "last": LAST, "as_of": AS_OF, "token": None} | values
    unit, token = given.pop("unit"), given.pop("token")
    job = export_ask(actor=world.actors[who], unit=unit, asked=Asked(**given), token=token)
    job_run(job.public_id)
    job.refresh_from_db()
    return job


def file_of(job: Job, ending: str) -> StoredFile:
    return next(stored for stored in job.files.all() if stored.name.endswith(ending))


def sheet(job: Job, name: str) -> Worksheet:
    return load_workbook(io.BytesIO(file_path(file_of(job, ".xlsx")).read_bytes()))[name]


def rows_of(world: OfficeWorld) -> list[ExportRow]:
    unit = world.units["师"]
    return export_rows(unit=unit, within=unit, first=FIRST, last=LAST, as_of=AS_OF)


def test_the_spreadsheet_equals_the_ledger_cell_by_cell(world: OfficeWorld) -> None:
    job = export(world)
    head, *lines = sheet(job, "台账").iter_rows(values_only=True)
    names = {name: position for position, name in enumerate(head)}
    columns = {"口径代码": "rule", "单位代码": "unit", "职务代码": "role", "周期": "period", "应完成": "required",
               "已计入": "counted", "补办": "made_up", "到期日": "due_on", "完成日": "met_on", "状态代码": "status"}  # fmt: skip
    found = {
        tuple(
            value.date() if isinstance(value, dt.datetime) else "" if value is None else value
            for value in (line[names[column]] for column in columns)
        )
        for line in lines
    }
    ledger = compute_rows(from_day=FIRST, to_day=LAST, as_of=AS_OF, unit=world.units["师"])
    expected = {
        tuple("" if (value := getattr(row, field)) is None else value for field in columns.values())
        for row in ledger
    }
    assert len(lines) == len(ledger) > 50
    assert found == expected


def test_cells_have_types_and_the_header_stays(world: OfficeWorld) -> None:
    book = sheet(export(world), "台账")
    types = {head.value: book.cell(2, number).data_type for number, head in enumerate(book[1], start=1)}
    assert (types["应完成"], types["到期日"], types["单位"]) == ("n", "d", "s")
    assert book.freeze_panes == "A2"
    assert book.auto_filter.ref == f"A1:R{book.max_row}"
    assert book.column_dimensions["D"].width == 28


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_text_is_never_a_formula(text: str) -> None:
    assert str(neutral(text)).startswith("'")
    assert neutral("演示27团") == "演示27团"
    assert neutral(-5) == -5


def test_totals_add_up(world: OfficeWorld) -> None:
    rows = rows_of(world)
    for force, _ in FORCES:
        *articles, whole = totals(rows, force=force, day=AS_OF)
        numbers = [line.values[1:9] for line in articles]
        assert [sum(column) for column in zip(*numbers, strict=True)] == list(whole.values[1:9])
        for line in [*articles, whole]:
            assert line.rows == sum(line.values[2:9])


def test_waived_rows_are_out_of_the_base_and_only_must_is_rated(world: OfficeWorld) -> None:
    rows = rows_of(world)
    must = totals(rows, force="must", day=AS_OF)[-1]
    live = [row.ledger for row in rows if row.ledger.force == "must" and row.ledger.status != Status.WAIVED]
    base = [row for row in live if row.due_on <= AS_OF or row.status in {Status.MET, Status.MET_LATE}]
    met = [row for row in base if row.status == Status.MET]
    assert (must.waived, must.rate.base, must.rate.met) == (1, len(base), len(met))
    assert must.on_time == f"{len(met) / len(base):.1%}"
    assert {line.fulfilment for line in totals(rows, force="unquantified", day=AS_OF)} == {"—"}


def test_an_empty_base_is_a_dash(world: OfficeWorld) -> None:
    early = [row for row in rows_of(world) if row.ledger.due_on > AS_OF and row.ledger.status != Status.MET]
    line = totals(early, force="must", day=AS_OF)[-1]
    assert (line.rate.base, line.fulfilment, line.on_time) == (0, "—", "—")


def test_the_sums_of_the_spreadsheet_are_those_of_the_report(world: OfficeWorld) -> None:
    lines = list(sheet(export(world), "按条款汇总").iter_rows(values_only=True))
    expected = [HEADS]
    for force, title in FORCES:
        summed = totals(rows_of(world), force=force, day=AS_OF)
        expected += [(title, *(None,) * 11), *(line.values for line in summed)]
    assert lines == expected


def test_the_report_says_who_what_and_when(world: OfficeWorld) -> None:
    Installation.objects.update_or_create(pk=1, defaults={"demo": True})
    job = export(world)
    with pikepdf.open(file_path(file_of(job, ".pdf"))) as pdf:
        assert len(pdf.pages) > 2
    assert job.state == Job.State.DONE
    assert file_of(job, ".pdf").name == "审计导出报告 演示二师 20260101-20261231 截至20261124.pdf"


def test_the_report_names_the_spreadsheet_by_its_hash(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = []

    def keep(report: object, progress: object) -> bytes:
        printed.append(report)
        return b"%PDF"

    monkeypatch.setattr("duties.exports.making.render_report", keep)
    job = export(world)
    report = printed[0]
    assert file_of(job, ".xlsx").sha256 in dict(report.facts)["表格SHA-256"]
    assert report.printed_by == "演示-auditor(演示二师 审计/纪检)"
    overdue = next(block for block in report.sections[1].blocks if block.caption.startswith("应当"))
    late = [
        row for row in rows_of(world) if (row.ledger.status, row.ledger.force) == (Status.OVERDUE, "must")
    ]
    assert len(overdue.rows) == len(late) > 0


def test_many_rows_are_left_to_the_spreadsheet(world: OfficeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    printed = []
    monkeypatch.setattr("duties.exports.report.ROWS_PRINTED", 3)
    monkeypatch.setattr(
        "duties.exports.making.render_report",
        lambda report, progress: printed.append(report) or b"%PDF",
    )
    export(world)
    assert "不在此逐行印出" in printed[0].sections[2].blocks[0].text
    assert len(printed[0].sections[1].blocks[0].rows) == 3
    assert "其余见电子表格" in printed[0].sections[1].blocks[0].caption


def test_another_day_is_read_as_it_stood(world: OfficeWorld) -> None:
    before = export(world, as_of=dt.date(2026, 2, 28), first=FIRST, last=dt.date(2026, 3, 31))
    states = [line[17] for line in sheet(before, "台账").iter_rows(min_row=2, values_only=True)]
    assert states
    assert "逾期未完成" not in states


def test_what_was_entered_later_is_left_out_and_said_on_cover_sheets_and_name(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = []
    monkeypatch.setattr(
        "duties.exports.making.render_report", lambda report, progress: printed.append(report) or b"%PDF"
    )
    known_at = NOW - dt.timedelta(days=1)
    job = export(world, known_at=known_at)
    counted = [line[12] for line in sheet(job, "台账").iter_rows(min_row=2, values_only=True)]
    assert sum(counted) == 0 < sum(row.ledger.counted for row in rows_of(world))
    said = "2026年11月23日10:00:00掌握的情况,此后登记、更正、撤回的不算"
    assert dict(printed[0].facts)["按当时掌握"] == said
    assert ("按当时掌握", said) in list(sheet(job, "说明").iter_rows(values_only=True))
    for name in ("说明", "台账", "按条款汇总"):
        assert sheet(job, name).oddHeader.center.text.endswith(
            "截至2026年11月24日、按2026年11月23日10:00:00掌握的情况"
        )
    assert file_of(job, ".xlsx").name.endswith("截至20261124 掌握至202611231000.xlsx")
    assert "known at 2026-11-23T10:00:00+08:00" in Access.objects.get(action="ledger_export").target_ref


def test_the_periods_of_the_board_are_those_that_contain_the_last_day(world: OfficeWorld) -> None:
    job = export(world, last=dt.date(2026, 9, 30), closing=True)
    periods = {line[9] for line in sheet(job, "台账").iter_rows(min_row=2, values_only=True)}
    assert {"2026Q3", "2026", "2026H2"} <= periods
    assert not periods & {"2026Q1", "2026Q2", "2026H1"}


def test_a_part_of_the_area(world: OfficeWorld) -> None:
    job = export(world, unit=world.units["团"])
    units = {line[5] for line in sheet(job, "台账").iter_rows(min_row=2, values_only=True)}
    assert units == {"团", "连"}


@pytest.mark.parametrize("who", ["clerk", "official"])
def test_others_do_not_export(world: OfficeWorld, who: str) -> None:
    with pytest.raises(PermissionDenied):
        export(world, who)


def test_out_of_scope_is_refused(world: OfficeWorld) -> None:
    with pytest.raises(ValidationError, match="不在您的查看范围"):
        export(world, "auditor", unit=world.units["兵"])


def test_nothing_owed_is_said(world: OfficeWorld) -> None:
    job = export(world, first=dt.date(2020, 1, 1), last=dt.date(2020, 12, 31))
    assert (job.state, job.files.count()) == (Job.State.FAILED, 0)
    assert "没有应履职事项" in job.message


def test_the_export_is_logged(world: OfficeWorld) -> None:
    job = export(world)
    logged = Access.objects.get(action="ledger_export")
    assert str(job.public_id) in logged.target_ref
    assert logged.account in accounts_at(world.units["师"], "auditor")


def test_cancelled_on_the_way_leaves_no_file(world: OfficeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duties.exports.spreadsheet.STEP", 10)
    steps = itertools.count()

    def look(job: Job, *args: object) -> None:
        if next(steps) == 3:
            job_cancel(actor=world.actors["auditor"], job=Job.objects.get(pk=job.pk))
        real(job, *args)

    real = making.job_progress
    monkeypatch.setattr(making, "job_progress", look)
    job = export(world)
    assert (job.state, job.files.count(), StoredFile.objects.count()) == (Job.State.CANCELLED, 0, 0)


def test_a_double_click_is_one_job(world: OfficeWorld) -> None:
    token = uuid.uuid4()
    assert export(world, token=token) == export(world, token=token)
