"""The job of the export of all data: the interchange files of an area as a workbook or as CSV files in a ZIP."""

import csv
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

from duties.interchange.exporting import Extent, export_data
from duties.services.data_export import EXPORTERS, files_for
from portal import access, clock
from portal.models import Job
from portal.services.files import file_store
from portal.services.jobs import job_actor, job_progress
from portal.tables import HEAD_FILL, HEAD_FONT, saved_to

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575
"""So many rows, beside the header, a sheet of Excel holds."""

STEP = 2_000
WHOLE, READ = 100, 30
TEXT = "@"


def data_export(job: Job) -> None:
    """Write the files of the area of whoever asked, and keep them as one."""
    actor = job_actor(job)
    post = access.require(actor, *EXPORTERS)
    as_workbook = job.parameters["shape"] == "xlsx"
    extent = Extent(unit=post.unit.pk, files=files_for(post.role), neutral=not as_workbook)
    job_progress(job, 0, WHOLE, "读取数据")
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryFile() as result:
        folder = Path(name)
        rows = export_data(folder, extent)
        job_progress(job, READ, WHOLE, "写入文件")
        if as_workbook:
            _write_book(job, result, folder, rows)
        else:
            _pack(result, folder)
        job_progress(job, WHOLE, WHOLE, "存档")
        ending, content_type = ("xlsx", XLSX) if as_workbook else ("zip", "application/zip")
        stored = file_store(
            actor=actor,
            name=f"全部数据 {post.unit.name} {clock.today():%Y%m%d}.{ending}",
            content=result,
            content_type=content_type,
        )
    job.files.add(stored)


def _pack(result: BinaryIO, folder: Path) -> None:
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, path.name)


def _write_book(job: Job, result: BinaryIO, folder: Path, rows: dict[str, int]) -> None:
    """One sheet a file, every value as text, so that a spreadsheet neither counts with it nor runs it."""
    largest = max(rows, key=rows.__getitem__)
    if rows[largest] > MOST_ROWS:
        raise ValidationError(f"{largest} 有 {rows[largest]} 行,一张工作表装不下;请改选 CSV 压缩包。")
    whole, done = sum(rows.values()), 0
    with saved_to(result) as book:
        for name in rows:
            sheet: Any = book.create_sheet(name)
            sheet.freeze_panes = "A2"
            for number, values in enumerate(_rows(folder / f"{name}.csv")):
                if number == 0:
                    for place in range(1, len(values) + 1):
                        sheet.column_dimensions[get_column_letter(place)].width = 18
                sheet.append([_cell(sheet, value, head=number == 0) for value in values])
                done += 1
                if done % STEP == 0:
                    share = READ + (WHOLE - READ) * done // max(whole, 1)
                    job_progress(job, min(share, WHOLE), WHOLE, f"写入 {name}")


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.reader(stream)


def _cell(sheet: Any, value: str, *, head: bool) -> Any:
    cell: Any = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value) or None)
    if value:
        cell.data_type = "s"
    cell.number_format = TEXT
    if head:
        cell.font, cell.fill = HEAD_FONT, HEAD_FILL
    return cell
