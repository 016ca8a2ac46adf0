"""The import: the whole world from its own exported files into an empty portal, and once more without a change."""

import contextlib
import itertools
import tempfile
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from bench.figures import Figure
from duties.interchange.exporting import export_data
from duties.interchange.importing import data_import
from duties.models import Record
from portal.access import SYSTEM

LIMIT = 120.0
EMPTY = "TRUNCATE portal_unit, portal_person, duties_regulation, portal_word CASCADE"
"""Empties the portal of facts, and of the rulebook with them, which refers to those who adopted its readings."""

STEPS = {"正在核对": "checking", "正在写入": "writing", "正在核算台账": "reading the ledger anew"}


def run() -> Iterator[Figure]:
    """Into an empty portal, and into one that has it all; nothing of it stays."""
    records = Record.objects.count()
    with tempfile.TemporaryDirectory() as name:
        files, tables = Path(name) / "files", Path(name) / "tables"
        export_data(files)
        rows = bare_copies(tables)
        with taken_back():
            seconds, steps = timed_import(files, empty=True)
        with taken_back():
            floor = timed_copy(tables)
        yield Figure(
            f"import {records:,} records into an empty portal", seconds, floor,
            f"COPY of the {rows:,} rows of all tables into the empty tables with their indexes", p95=seconds,
            limit=LIMIT, note=steps,
        )  # fmt: skip
        with taken_back():
            seconds, steps = timed_import(files, empty=False)
        yield Figure(
            "import the same files again, nothing changes", seconds, p95=seconds, limit=LIMIT, note=steps
        )


@contextlib.contextmanager
def taken_back() -> Iterator[None]:
    """A transaction that always comes to nothing."""
    with transaction.atomic(durable=True):
        yield
        transaction.set_rollback(True)


def timed_import(files: Path, *, empty: bool) -> tuple[float, str]:
    """The seconds of an import, foreign keys and all, and those of each of its steps."""
    if empty:
        with connection.cursor() as cursor:
            cursor.execute(EMPTY)
        regulation = settings.BASE_DIR / "duties" / "regulations" / "xpcc-2023"
        call_command("load_regulation", regulation, stdout=StringIO())
    marks = [("reading the rows", time.perf_counter())]

    def tell(text: str, share: float) -> None:
        if text in STEPS:
            marks.append((STEPS[text], time.perf_counter()))

    data_import(actor=SYSTEM, path=files, tell=tell)
    marks.append(("foreign keys", time.perf_counter()))
    check_keys()
    marks.append(("", time.perf_counter()))
    took = [(step, until - since) for (step, since), (_, until) in itertools.pairwise(marks)]
    return sum(seconds for _, seconds in took), ", ".join(f"{step} {seconds:.1f} s" for step, seconds in took)


def timed_copy(folder: Path) -> float:
    """The seconds that it takes to fill the emptied tables from the files that `bare_copies` wrote."""
    with connection.cursor() as cursor:
        cursor.execute(EMPTY)
        begun = time.perf_counter()
        for file in sorted(folder.iterdir()):
            cursor.execute(f"SELECT EXISTS (SELECT FROM {file.name})")
            if not cursor.fetchone()[0]:
                with file.open(encoding="utf-8") as stream:
                    cursor.copy_expert(f"COPY {file.name} FROM STDIN", stream)
    check_keys()
    return time.perf_counter() - begun


def bare_copies(folder: Path) -> int:
    """Write the rows of all tables, a file a table; gives how many there are."""
    folder.mkdir()
    rows = 0
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            with (folder / table).open("w", encoding="utf-8") as stream:
                cursor.copy_expert(f"COPY {table} TO STDOUT", stream)
            rows += cursor.rowcount
    return rows


def check_keys() -> None:
    """Look at every foreign key that a commit would look at."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
