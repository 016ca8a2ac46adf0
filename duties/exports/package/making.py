"""Making a package: one snapshot of the facts and all parts, then the ledger in its three forms, then the seal."""

import contextlib
import dataclasses
import tempfile
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from duties import verify
from duties.exports.history import history
from duties.exports.making import frame_of
from duties.exports.package import facts
from duties.exports.package.readme import readme
from duties.exports.plain_ledger import write_csv
from duties.exports.report import Attachment, Frame, build_report, sheet_facts
from duties.exports.rows import ExportRow, export_rows, rows_within
from duties.exports.spreadsheet import write_spreadsheet
from duties.exports.totals import sums_of
from duties.ledger.past import reading
from duties.services.audit_export import Asked
from portal import clock
from portal.access import Actor
from portal.documents.report import render_report
from portal.models import Unit
from portal.packages import PackageScope, PackageWriter
from portal.registry import package_parts
from portal.services.files import sha256_of
from portal.services.package_key import fingerprint_words, manifest_sign, package_key_ensure
from portal.tables import Value

Tell = Callable[[int, str], None]
"""How far the work is, of 100, and what is going on; it may raise to stop."""

LEDGER, BOOK, REPORT = "ledger/ledger.csv", "ledger/ledger.xlsx", "ledger/report.pdf"
COUNTED, STAGED, READ, SHEET, PRINTED = 10, 20, 55, 70, 98
KEY = ("regulation", "rule", "unit", "role", "period")


@dataclasses.dataclass(frozen=True)
class Order:
    """Whose area, which days and moment, by whom; `within` is the area that the asker may read, None for all."""

    actor: Actor
    unit: Unit
    asked: Asked
    within: Unit | None
    access_log: bool

    @classmethod
    def of(cls, actor: Actor, unit: Unit, asked: Asked, *, within: Unit | None, access_log: bool) -> "Order":
        """The order as known now, where no other instant is asked for: a package always names its instant."""
        asked = dataclasses.replace(asked, known_at=asked.known_at or clock.now())
        return cls(actor, unit, asked, within, access_log)


class Stage:
    """How far the making is, told at each stage and, where one writes many files, with how many it has written."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._done, self._message, self._files = 0, "", 0

    def reach(self, done: int, message: str) -> None:
        """Begin a stage, `done` of 100 being done."""
        self._done, self._message, self._files = done, message, 0
        self._tell(done, message)

    def file(self, path: str) -> None:
        """Count a file of the stage."""
        self._files += 1
        self._tell(self._done, f"{self._message}({self._files} 个文件)")


@dataclasses.dataclass(frozen=True)
class Read:
    """What was read for the ledger's three forms."""

    rows: list[ExportRow]
    history: list[tuple[Value, ...]]


def make_package(order: Order, stream: BinaryIO, tell: Tell) -> str:
    """Write the package into `stream`; gives the fingerprint of the key that signed it.

    Raises ValidationError where there is nothing to pack, rows lie outside of what may be read, or the key is unusable.
    """
    key = package_key_ensure()
    frame = frame_of(order.asked, order.actor, order.unit)
    stage = Stage(tell)
    with PackageWriter(stream, stage.file) as writer:
        with _snapshot():
            read = _read(order, frame, writer, stage)
        stage.reach(READ, "写入台账")
        _write_ledger(frame, read, writer, key, stage)
        writer.write("verify.py", Path(verify.__file__).read_bytes())
        writer.write("说明.txt", readme(frame, key, access_log=order.access_log).encode("utf-8-sig"))
        writer.seal(_about(order, frame, key), manifest_sign)
    return key


@contextlib.contextmanager
def _snapshot() -> Iterator[None]:
    """One state of the database for all that is read."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _read(order: Order, frame: Frame, writer: PackageWriter, stage: Stage) -> Read:
    """Read the ledger, then write the facts and the parts of all apps as they were known at K."""
    asked, unit = order.asked, order.unit
    stage.reach(0, "读取台账")
    rows = export_rows(
        unit=unit,
        within=unit,
        first=asked.first,
        last=asked.last,
        as_of=asked.as_of,
        known_at=asked.known_at,
    )
    if not rows:
        raise ValidationError("所选单位在所选期间没有应履职事项,请改选单位、期间或截至日期。")
    told = history(rows, asked.moment.told_until)
    ledger = [row.ledger for row in rows]
    stage.reach(COUNTED, "选取事实")
    with reading(asked.moment):
        if order.within is not None and len(rows_within(ledger, order.within, asked.as_of)) < len(ledger):
            raise ValidationError(
                "所选期间内,有的单位当时不在您的辖区,不能整包导出;请改选期间,或请其所属的上级单位导出。"
            )
        facts.stage_facts(unit, ledger, asked.moment, (asked.first, asked.last))
        _write_parts(_scope(order), writer, stage)
    return Read(rows, told)


def _write_parts(scope: PackageScope, writer: PackageWriter, stage: Stage) -> None:
    parts = package_parts()
    for number, (name, build) in enumerate(parts):
        stage.reach(STAGED + (READ - STAGED) * number // len(parts), f"写入{name}")
        build(scope, writer)


def _scope(order: Order) -> PackageScope:
    asked = order.asked
    assert asked.known_at is not None
    return PackageScope(
        unit=order.unit,
        units=facts.unit_ids(),
        first=asked.first,
        last=asked.last,
        as_of=asked.as_of,
        known_at=asked.known_at,
        access_log=order.access_log,
    )


def _write_ledger(frame: Frame, read: Read, writer: PackageWriter, key: str, stage: Stage) -> None:
    """The ledger as CSV, as a workbook and as the printed report that names both keys."""
    plain = StringIO()
    ledger = [row.ledger for row in read.rows]
    write_csv(sorted(ledger, key=lambda row: tuple(getattr(row, name) for name in KEY)), plain)
    writer.write(LEDGER, plain.getvalue().encode())
    sums = sums_of(read.rows, frame.as_of)
    with tempfile.TemporaryFile() as book:
        write_spreadsheet(
            book,
            facts=(*sheet_facts(frame), ("审计包公钥指纹", key)),
            rows=read.rows,
            sums=sums,
            history=read.history,
            head=f"{frame.unit} {frame.moment}",
            progress=lambda done, all_: stage.reach(
                READ + (SHEET - READ) * done // max(all_, 1), "写入电子表格"
            ),
        )
        attachment = Attachment(Path(BOOK).name, sha256_of(book))
        with writer.stream(BOOK) as target:
            while chunk := book.read(1 << 20):
                target.write(chunk)
    report = build_report(
        frame, read.rows, sums, attachment, more=(("审计包公钥指纹", fingerprint_words(key)),)
    )
    content = render_report(
        report,
        progress=lambda done, all_: stage.reach(SHEET + (PRINTED - SHEET) * done // max(all_, 1), "印制报告"),
    )
    writer.write(REPORT, content)


def _about(order: Order, frame: Frame, key: str) -> dict[str, object]:
    """What the manifest says of the package as a whole."""
    asked = order.asked
    assert asked.known_at is not None
    return {
        "unit": order.unit.code,
        "unit_name": order.unit.name,
        "from": str(asked.first),
        "to": str(asked.last),
        "as_of": str(asked.as_of),
        "known_at": asked.known_at.isoformat(),
        "made_at": frame.printed_at.isoformat(),
        "made_by": frame.printed_by,
        "access_log": order.access_log,
        "demo": frame.demo,
        "fingerprint": key,
    }
