"""What an import would change: rows that are new, and rows of the same key with other content, old → new."""

import dataclasses
import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from duties.interchange.columns import BY_NAME, File
from duties.interchange.exporting import text_of
from duties.interchange.staging import Stage, same_key, span

SHOWN = 1_000
"""So many changed rows are told of one by one."""

APART = {"accounts"}
"""Files whose changes are made row by row by the services of the portal."""

COMPLETE = (
    """UPDATE in_tenures s SET name = coalesce(
        (SELECT min(o.name) FROM in_tenures o WHERE o.person = s.person AND o.name <> ''),
        (SELECT p.name FROM portal_person p WHERE p.code = s.person), s.person)
       WHERE s.name = ''""",
)
"""What a file may leave out and the portal knows."""

CHANGE = """
CREATE TEMPORARY TABLE change_{name} ON COMMIT DROP AS
SELECT s.line, e.id AS old_id FROM in_{name} s LEFT JOIN now_{name} e ON {key}
WHERE NOT s.bad AND {only} AND (e.id IS NULL OR ({new}) IS DISTINCT FROM ({old}))
"""
CHANGED = """
SELECT s.line, concat_ws(' ', {key}), {columns}
FROM change_{name} c JOIN in_{name} s ON s.line = c.line JOIN now_{name} e ON {same}
ORDER BY s.line LIMIT {limit}
"""
MARK = """
SELECT md5(string_agg(md5(concat_ws('|', c.line, CASE WHEN e.id IS NOT NULL THEN concat_ws('|', {old}) END)), ''
           ORDER BY c.line))
FROM change_{name} c JOIN in_{name} s ON s.line = c.line LEFT JOIN now_{name} e ON {same}
"""
NOT_PRESENT = f"NOT {span('s')} @> %(today)s::date"
"""A line of names.csv that holds today is the present name, which is looked at with its unit."""


@dataclasses.dataclass(frozen=True)
class Count:
    """How many rows of a file are new, changed and as they were."""

    new: int
    changed: int
    same: int

    def moved(self, rows: int) -> "Count":
        """So many rows that were taken as the same are changed."""
        return Count(self.new, self.changed + rows, self.same - rows)

    def __str__(self) -> str:
        return f"新增 {self.new},更改 {self.changed},不变 {self.same}"


@dataclasses.dataclass(frozen=True)
class Moved:
    """A row that changes: where it stands, its key, and each column with its old and new value."""

    file: str
    line: int
    key: str
    columns: tuple[tuple[str, str, str], ...]

    def __str__(self) -> str:
        told = "; ".join(f"{name} {old or '空'} → {new or '空'}" for name, old, new in self.columns)
        return f"{self.file}:{self.line}: {self.key}: {told}"


def complete(stage: Stage) -> None:
    """Fill in what the files may leave out."""
    for statement in COMPLETE:
        stage.cursor.execute(statement)


def find_changes(stage: Stage, parameters: dict[str, Any]) -> dict[str, Count]:
    """Fill `change_<file>` with the lines that are new (`old_id` NULL) or changed, and count them."""
    counts = {}
    for name in stage.labels:
        if name in APART:
            continue
        columns = [column.quoted for column in BY_NAME[name].columns]
        stage.cursor.execute(
            CHANGE.format(
                name=name,
                key=same_key(BY_NAME[name], "s", "e"),
                only=NOT_PRESENT if name == "names" else "true",
                new=", ".join(f"s.{column}" for column in columns),
                old=", ".join(f"e.{column}" for column in columns),
            ),
            parameters,
        )
        stage.cursor.execute(f"ANALYZE change_{name}")
        stage.cursor.execute(
            f"SELECT count(*) FILTER (WHERE old_id IS NULL), count(old_id) FROM change_{name}"
        )
        new, changed = stage.cursor.fetchone()
        counts[name] = Count(new, changed, stage.counts[name] - new - changed)
    return counts


def tell_changes(stage: Stage) -> Iterator[Moved]:
    """The changed rows, each column old → new."""
    for name in stage.labels:
        if name not in APART:
            yield from _changed(stage, BY_NAME[name])


def _changed(stage: Stage, file: File) -> Iterator[Moved]:
    texts = ", ".join(f"{text_of(column, alias)}" for column in file.columns for alias in "es")
    stage.cursor.execute(
        CHANGED.format(
            name=file.name,
            key=", ".join(f's."{name}"' for name in file.key),
            columns=texts,
            same=same_key(file, "s", "e"),
            limit=SHOWN,
        )
    )
    for line, key, *values in stage.cursor.fetchall():
        pairs = zip(file.columns, values[::2], values[1::2], strict=True)
        columns = tuple((column.name, old or "", new or "") for column, old, new in pairs if old != new)
        yield Moved(stage.labels[file.name], line, key, columns)


def mark_of(stage: Stage, counts: dict[str, Count], others: Sequence[Moved]) -> str:
    """What tells one preview of the same files from another: which lines are new or changed, and from what."""
    digest = hashlib.sha256()
    for name, count in counts.items():
        digest.update(f"{name} {count}\n".encode())
        if name not in APART:
            file = BY_NAME[name]
            old = ", ".join(f"coalesce({text_of(column, 'e')}, '')" for column in file.columns)
            stage.cursor.execute(MARK.format(name=name, old=old, same=same_key(file, "s", "e")))
            digest.update(f"{stage.cursor.fetchone()[0]}\n".encode())
    for moved in others:
        digest.update(f"{moved}\n".encode())
    return digest.hexdigest()
