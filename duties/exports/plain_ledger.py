"""The ledger as `export_ledger` writes it: one row an obligation, the same columns as CSV, JSON or XLSX."""

import csv
import json
from collections.abc import Iterable
from typing import Any, BinaryIO

from duties.ledger.compute import LedgerRow
from portal.tables import neutral, saved_to

COLUMNS = (
    "regulation", "rule", "unit", "role", "period", "required", "counted", "made_up", "due_on", "met_on", "status",
)  # fmt: skip


def write_csv(rows: Iterable[LedgerRow], stream: Any) -> None:
    """The rows as CSV with a header."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_plain(row, name) for name in COLUMNS] for row in rows)


def write_json(rows: Iterable[LedgerRow], stream: Any) -> None:
    """The rows as a JSON list of objects."""
    content = [{name: _plain(row, name) for name in COLUMNS} for row in rows]
    stream.write(json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def write_xlsx(rows: Iterable[LedgerRow], stream: BinaryIO) -> None:
    """The rows as one sheet: numbers and days typed, no text that a spreadsheet would run."""
    with saved_to(stream) as book:
        sheet: Any = book.create_sheet("ledger")
        sheet.freeze_panes = "A2"
        sheet.append(COLUMNS)
        for row in rows:
            sheet.append([neutral(_typed(row, name)) for name in COLUMNS])


def _typed(row: LedgerRow, name: str) -> Any:
    return row.status.value if name == "status" else getattr(row, name)


def _plain(row: LedgerRow, name: str) -> str | int:
    value = getattr(row, name)
    return value if isinstance(value, int) else "" if value is None else str(value)
