"""What a check found, as it is kept with the import and shown: faults, or what would change."""

from collections.abc import Sequence
from typing import Any

from duties.interchange.faults import Fault, ImportRefusedError
from duties.interchange.guide import file_title, title_of
from duties.interchange.importing import Imported
from duties.interchange.sources import known_sheet

Findings = dict[str, Any]


def faults_found(error: ImportRefusedError) -> Findings:
    """The faults, each with its file, line, column, what is wrong and what would be right."""
    return {"total": error.total, "faults": told_faults(error.faults)}


def told_faults(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    """Faults as a page shows them."""
    return [
        {
            "file": file_title(fault.file),
            "line": fault.line,
            "column": title_of(known_sheet(fault.file), fault.column),
            "wrong": fault.wrong,
            "right": fault.right,
        }
        for fault in faults
    ]


def changes_found(result: Imported) -> Findings:
    """The counts by file, the changed rows with each column old and new, notes, and what changes in the ledger."""
    ledger = result.ledger
    return {
        "mark": result.mark,
        "counts": [[name, count.new, count.changed, count.same] for name, count in result.counts.items()],
        "changes": [
            {
                "file": file_title(moved.file),
                "line": moved.line,
                "key": moved.key,
                "columns": [
                    [title_of(known_sheet(moved.file), name), old, new] for name, old, new in moved.columns
                ],
            }
            for moved in result.changes
        ],
        "notes": result.notes,
        "hints": told_faults(result.hints),
        "ledger": [ledger.missing, ledger.extra, ledger.changed] if ledger else None,
    }
