"""manage.py export_data: what stands now, written as the interchange files, the same bytes for the same facts."""

from pathlib import Path

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

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


def export_data(folder: Path) -> dict[str, int]:
    """Write all files into `folder`, made where it is missing; gives the rows of each. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            # One snapshot for all files.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return {file.name: _write(cursor, file, folder / f"{file.name}.csv") for file in FILES}


def _write(cursor: CursorWrapper, file: File, path: Path) -> int:
    query = cursor.mogrify(_query(file), {"today": clock.today()}).decode()
    with path.open("wb") as stream:
        cursor.copy_expert(f"COPY ({query}) TO STDOUT WITH (FORMAT csv, HEADER, ENCODING 'UTF8')", stream)
    return int(cursor.rowcount)


def _query(file: File) -> str:
    columns = ", ".join(f"{text_of(column, 'e')} AS {column.quoted}" for column in file.columns)
    order = ", ".join(_order(file.column(name)) for name in file.key)
    rest = ", ".join(_order(column) for column in file.columns if column.name not in file.key)
    return f"SELECT {columns} FROM ({PRESENT[file.name]}) e ORDER BY {order}{', ' if rest else ''}{rest}"


def text_of(column: Column, alias: str) -> str:
    """The SQL that writes a column as text."""
    return TEXTS[column.kind].format(f"{alias}.{column.quoted}")


def _order(column: Column) -> str:
    if column.kind in ("text", "period"):
        return f'e.{column.quoted} COLLATE "C"'
    return f"e.{column.quoted} NULLS FIRST"
