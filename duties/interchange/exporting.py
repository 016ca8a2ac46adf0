"""What stands now, written as the interchange files: the same bytes for the same facts."""

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from duties.interchange.areas import OWN
from duties.interchange.columns import FILES, Column, File, Kind
from duties.interchange.present import PRESENT
from portal import clock

BLANK = "E' \\t\\r\\n\\u3000\\u00a0'"
TEXTS: dict[Kind, str] = {
    "text": f"nullif(btrim({{0}}, {BLANK}), '')",
    "period": "nullif({0}, '')",
    "date": "to_char({0}, 'YYYY-MM-DD')",
    # Microseconds only where there are any; the offset of Shanghai.
    "instant": """rtrim(rtrim(to_char({0} AT TIME ZONE INTERVAL '08:00', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '0'), '.')
        || '+08:00'""",
    "flag": "CASE WHEN {0} THEN '1' ELSE '0' END",
    "list": "nullif(array_to_string({0}, ';'), '')",
}
"""How a value of each kind is written; NULL leaves the field empty."""

FORMULA = "E'^\\'*[=+@-]'"
"""Text that a spreadsheet would run; in a file that is opened with one it stands behind an apostrophe."""

ESCAPED = "E'^\\'+[=+@-]'"
"""Text that would be taken for such a one."""

OF_AREA = {"units": ("code", "true"), "records": ("unit", "e.state <> 'draft'")}
"""By which column a row belongs to an area, and what else is asked of it."""


@dataclasses.dataclass(frozen=True)
class Extent:
    """What is written: which files, of the area of which unit (id), and whether for a spreadsheet (`neutral`).

    A unit's drafts are its clerks' alone and never go out with the area.
    """

    unit: int
    files: Sequence[str]
    neutral: bool = False


class Writable(Protocol):
    """What rows are written into."""

    def write(self, content: bytes, /) -> int:
        """Take the bytes; gives how many."""


WITHIN = f"e.{{column}} IN (SELECT code FROM ({OWN}) own) AND {{more}}"


def export_data(folder: Path, extent: Extent | None = None) -> dict[str, int]:
    """Write all files, or those of `extent`, into `folder`, made where it is missing; gives the rows of each.

    Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            # One snapshot for all files.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        files = [file for file in FILES if extent is None or file.name in extent.files]
        return {file.name: _write(cursor, file, folder / f"{file.name}.csv", extent) for file in files}


def _write(cursor: CursorWrapper, file: File, path: Path, extent: Extent | None) -> int:
    parameters: dict[str, Any] = {"today": clock.today(), "unit": extent.unit if extent else None}
    condition = "true"
    if extent:
        column, more = OF_AREA.get(file.name, ("unit", "true"))
        condition = WITHIN.format(column=column, more=more)
    with path.open("wb") as stream:
        neutral = extent is not None and extent.neutral
        return copy_rows(cursor, file, stream, parameters, condition, neutral=neutral)


def copy_rows(
    cursor: CursorWrapper,
    file: File,
    stream: Writable,
    parameters: Mapping[str, Any],
    condition: str,
    *,
    neutral: bool,
) -> int:
    """Write the rows of a file that meet `condition` (SQL on `e`) into `stream` as CSV; gives how many.

    `parameters` are those of the condition and `today`.
    """
    query = cursor.mogrify(_query(file, condition, neutral=neutral), parameters).decode()
    cursor.copy_expert(f"COPY ({query}) TO STDOUT WITH (FORMAT csv, HEADER, ENCODING 'UTF8')", stream)
    return int(cursor.rowcount)


def _query(file: File, condition: str, *, neutral: bool) -> str:
    escaped = FORMULA if neutral else ESCAPED
    columns = ", ".join(f"{_written(column, escaped)} AS {column.quoted}" for column in file.columns)
    order = ", ".join(_order(file.column(name)) for name in file.key)
    rest = ", ".join(_order(column) for column in file.columns if column.name not in file.key)
    return f"SELECT {columns} FROM ({PRESENT[file.name]}) e WHERE {condition} ORDER BY {order}{', ' if rest else ''}{rest}"


def _written(column: Column, escaped: str) -> str:
    """The SQL of a column as it stands in the file; `values.plain` reads it back."""
    text = text_of(column, "e")
    if column.kind not in ("text", "list"):
        return text
    return f"CASE WHEN {text} ~ {escaped} THEN E'\\'' || {text} ELSE {text} END"


def text_of(column: Column, alias: str) -> str:
    """The SQL that writes a column as text."""
    return TEXTS[column.kind].format(f"{alias}.{column.quoted}")


def _order(column: Column) -> str:
    if column.kind in ("text", "period"):
        return f'e.{column.quoted} COLLATE "C"'
    return f"e.{column.quoted} NULLS FIRST"
