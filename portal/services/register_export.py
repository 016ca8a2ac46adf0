"""The register of numbers as XLSX: a line a number, void ones marked; nothing that a spreadsheet would run."""

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from portal import clock
from portal.models import Document
from portal.tables import neutral

COLUMNS = (
    ("文号", 30),
    ("种类", 14),
    ("年份", 8),
    ("顺序号", 8),
    ("标题", 60),
    ("主送", 24),
    ("印发日期", 12),
    ("签发人", 14),
    ("状态", 10),
    ("作废原因", 30),
    ("更正的文号", 30),
    ("核验码", 28),
)


def register_workbook(documents: Iterable[Document], title: str, about: str) -> bytes:
    """The workbook of the register; `about` says who made it, when and for what."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = title[:31]
    sheet.append([about])
    sheet.append([name for name, _ in COLUMNS])
    for index, (_, width) in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
        sheet.cell(2, index).font = Font(bold=True)
    sheet.freeze_panes = "A3"
    for document in documents:
        sheet.append([neutral(value) for value in _line(document)])
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _line(document: Document) -> Sequence[str | int]:
    assert document.register is not None
    assert document.issued_at is not None
    return (
        document.number,
        document.kind,
        document.register.year,
        document.serial or 0,
        document.title,
        document.addressee.name if document.addressee else "",
        f"{document.issued_at.astimezone(clock.SHANGHAI):%Y-%m-%d}",
        document.issued_by.name if document.issued_by else "",
        document.get_state_display(),
        document.void_reason,
        document.replaces.number if document.replaces else "",
        document.short_code or "",
    )
