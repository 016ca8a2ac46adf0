"""All data of an area taken away at a page: what the role may see, as a workbook or a ZIP, and back in unchanged."""

import csv
import io
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from openpyxl import load_workbook

from duties.interchange import export_work
from duties.interchange.exporting import export_data
from duties.interchange.importing import data_import
from duties.services.data_export import data_export_ask
from portal.access import SYSTEM
from portal.models import Access, Job, Role
from portal.services.files import file_path
from portal.services.jobs import job_cancel, job_run
from tests.duties.interchange.files import World, write_files
from tests.duties.interchange.test_bounds import link, record
from tests.duties.interchange.test_faults import row
from tests.duties.office_world import NOW, OfficeWorld, make_fresh_world
from tests.duties.shared import once
from tests.portal.desk import account_at

pytestmark = pytest.mark.django_db
TITLES = ("=1+1", "+86", "-", "@x", "'=1", "''-", "'引号", "演示")


made = once(make_fresh_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None, tmp_path: Path) -> Iterator[OfficeWorld]:
    """The world with records of the regiment and of the one beside it."""
    files: World = {
        # As an escaped export writes them: one apostrophe goes when it is read.
        "records": [record(ref=f"n{number}", title=escaped(title)) for number, title in enumerate(TITLES)]
        + [record(ref="draft", state="draft"), record(ref="aside", unit="邻", leader="")],
        "links": [link(), link(ref="l2", unit="邻", target="团")],
        "accounts": [row("accounts", username="t", unit="团", role="clerk", phone="+86 1")],
    }
    with time_machine.travel(NOW, tick=False):
        data_import(actor=SYSTEM, path=write_files(files, tmp_path / "world"))
        yield made


def escaped(title: str) -> str:
    return f"'{title}" if title.lstrip("'")[:1] in tuple("=+-@") else title


def export(world: OfficeWorld, role: Role, shape: str, unit: str = "团") -> Job:
    actor = account_at(world.units[unit], role, f"x-{role}")
    job = data_export_ask(actor=actor, shape=shape, token=uuid.uuid4())
    job_run(job.public_id)
    job.refresh_from_db()
    return job


def content(job: Job) -> bytes:
    return file_path(job.files.get()).read_bytes()


def unpacked(job: Job, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(content(job))) as archive:
        archive.extractall(folder)
    return folder


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_area_alone_goes_out_without_accounts_and_drafts(world: OfficeWorld, tmp_path: Path) -> None:
    folder = unpacked(export(world, Role.AUDITOR, "zip"), tmp_path / "out")
    assert {path.stem for path in folder.iterdir()} == {
        "units", "tags", "placements", "names", "successions", "tenures", "links", "households", "records", "waivers",
    }  # fmt: skip
    assert {each["code"] for each in rows(folder, "units")} == {"团", "连"}
    assert [each["ref"] for each in rows(folder, "links")] == ["l1"]
    assert {each["ref"] for each in rows(folder, "records")} == {
        f"n{number}" for number in range(len(TITLES))
    }


def test_the_administrator_takes_units_seats_and_accounts(world: OfficeWorld, tmp_path: Path) -> None:
    folder = unpacked(export(world, Role.SYSTEM_ADMIN, "zip"), tmp_path / "out")
    assert not (folder / "records.csv").exists()
    assert "t" in {each["username"] for each in rows(folder, "accounts")}
    assert {each["unit"] for each in rows(folder, "accounts")} == {"团"}


def test_formulas_are_neutral_and_come_back_as_they_were(world: OfficeWorld, tmp_path: Path) -> None:
    folder = unpacked(export(world, Role.OFFICE, "zip"), tmp_path / "out")
    titles = [each["title"] for each in sorted(rows(folder, "records"), key=lambda each: each["ref"])]
    assert titles == ["'=1+1", "'+86", "'-", "'@x", "''=1", "'''-", "'引号", "演示"]
    assert not data_import(actor=SYSTEM, path=folder).anything


def test_the_command_writes_them_plain_and_they_come_back_too(world: OfficeWorld, tmp_path: Path) -> None:
    export_data(tmp_path / "out")
    titles = {each["ref"]: each["title"] for each in rows(tmp_path / "out", "records")}
    assert [titles[f"n{number}"] for number in range(5)] == ["=1+1", "+86", "-", "@x", "''=1"]
    assert not data_import(actor=SYSTEM, path=tmp_path / "out").anything


def test_a_workbook_holds_text_alone_and_comes_back(world: OfficeWorld, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(content(export(world, Role.OFFICE, "xlsx")))
    cells = [
        cell for sheet in load_workbook(path) for line in sheet.iter_rows() for cell in line if cell.value
    ]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "=1+1" in {cell.value for cell in cells}


def test_too_many_rows_for_a_sheet_are_sent_to_the_zip(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_work, "MOST_ROWS", 5)
    job = export(world, Role.OFFICE, "xlsx")
    assert (job.state, job.files.count()) == (Job.State.FAILED, 0)
    assert "请改选 CSV 压缩包" in job.message


def test_cancelled_on_the_way_leaves_no_file(world: OfficeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    def look(job: Job, *args: Any) -> None:
        job_cancel(actor=SYSTEM, job=Job.objects.get(pk=job.pk))
        real(job, *args)

    real = export_work.job_progress
    monkeypatch.setattr(export_work, "job_progress", look)
    job = export(world, Role.OFFICE, "zip")
    assert (job.state, job.files.count()) == (Job.State.CANCELLED, 0)


def test_it_is_logged_and_others_do_not_export(world: OfficeWorld) -> None:
    job = export(world, Role.OFFICE, "zip")
    assert str(job.public_id) in Access.objects.get(action="data_export").target_ref
    with pytest.raises(PermissionDenied):
        export(world, Role.CLERK, "zip")
    with pytest.raises(ValidationError, match="请选择"):
        export(world, Role.APPROVER, "pdf")
