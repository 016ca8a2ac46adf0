"""The work of the export's job: read the ledger, write the spreadsheet, print the report, keep both."""

import dataclasses
import tempfile
from typing import BinaryIO

from django.core.exceptions import ValidationError

from duties.exports.history import history
from duties.exports.report import Attachment, Frame, build_report, sheet_facts
from duties.exports.rows import ExportRow, export_rows
from duties.exports.spreadsheet import write_spreadsheet
from duties.exports.totals import Sums, sums_of
from duties.services.audit_export import EXPORTERS, Asked, check_scope
from portal import access, clock
from portal.access import Actor
from portal.documents.report import render_report
from portal.models import Job, Unit
from portal.selectors.installation import installation
from portal.services.files import file_store, sha256_of
from portal.services.jobs import job_actor, job_progress

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READ, SHEET, PRINTED = 10, 40, 100
"""How far the work is, of 100, when the ledger is read, the spreadsheet written, the report printed."""


def ledger_export(job: Job) -> None:
    """The work of the job: read, write the spreadsheet, print the report."""
    actor = job_actor(job)
    post = access.require(actor, *EXPORTERS)
    assert job.unit is not None
    asked = Asked.of(job.parameters)
    check_scope(actor, job.unit, asked)
    frame = frame_of(asked, actor, job.unit)
    job_progress(job, 0, PRINTED, "读取台账")
    rows = export_rows(
        unit=job.unit,
        within=post.unit,
        first=frame.reads_from,
        last=frame.last,
        as_of=frame.as_of,
        known_at=frame.known_at,
    )
    if not rows:
        raise ValidationError("所选单位在所选期间没有应履职事项,请改选单位、期间或截至日期。")
    sums = sums_of(rows, frame.as_of)
    with tempfile.TemporaryFile() as book:
        _write_book(job, book, frame, asked, rows, sums)
        attachment = Attachment(f"{_name('履职台账', frame)}.xlsx", sha256_of(book))
        report = build_report(frame, rows, sums, attachment)
        content = render_report(
            report, progress=lambda done, all_: _step(job, SHEET, PRINTED, done, all_, "印制报告")
        )
        job_progress(job, PRINTED, PRINTED, "存档")
        stored = file_store(actor=actor, name=attachment.name, content=book, content_type=XLSX)
    printed = file_store(
        actor=actor,
        name=f"{_name('审计导出报告', frame)}.pdf",
        content=content,
        content_type="application/pdf",
    )
    job.files.add(stored, printed)


def _write_book(
    job: Job, book: BinaryIO, frame: Frame, asked: Asked, rows: list[ExportRow], sums: Sums
) -> None:
    write_spreadsheet(
        book,
        facts=sheet_facts(frame),
        rows=rows,
        sums=sums,
        history=history(rows, asked.moment.told_until),
        head=f"{frame.unit} {frame.moment}",
        progress=lambda done, all_: _step(job, READ, SHEET, done, all_, "写入电子表格"),
    )


def _step(job: Job, start: int, end: int, done: int, total: int, message: str) -> None:
    """Say that `done` of `total` of the stretch from `start` to `end` is done."""
    job_progress(job, start + (end - start) * done // max(total, 1), PRINTED, message)


def frame_of(asked: Asked, actor: Actor, unit: Unit) -> Frame:
    """What an export that is made now says of itself."""
    post = f"({actor.post.label})" if actor.post else ""
    return Frame(
        unit=unit.name,
        printed_by=f"{actor.name}{post}",
        printed_at=clock.now(),
        demo=installation().demo,
        **{field.name: getattr(asked, field.name) for field in dataclasses.fields(asked)},
    )


def _name(title: str, frame: Frame) -> str:
    known = f" 掌握至{frame.known_at:%Y%m%d%H%M}" if frame.known_at else ""
    return f"{title} {frame.unit} {frame.first:%Y%m%d}-{frame.last:%Y%m%d} 截至{frame.as_of:%Y%m%d}{known}"
