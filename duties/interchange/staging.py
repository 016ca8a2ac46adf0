"""The rows of the files in temporary tables: `in_<file>` what came in, `now_<file>` what stands, `all_<file>` what would.

A row with a fault of its own is staged with `bad` set: others may still refer to it, but nothing is asked of it.
"""

import io
from collections.abc import Callable, Iterator, Sequence

from django.db.backends.utils import CursorWrapper

from duties.interchange.columns import BY_NAME, FILES, TYPES, Column, File
from duties.interchange.faults import Fault, Faults
from duties.interchange.present import PRESENT
from duties.interchange.sources import CellFault, RowFault, Source, is_aside
from duties.interchange.values import BLANK, read_value
from portal import clock

BATCH = 20_000
"""So many rows go to the database at once."""

ALWAYS = ("units", "tags", "placements", "names", "tenures", "links", "households")
"""Files whose present rows are looked at whatever comes in."""

ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
Tell = Callable[[str, float], object]
"""Told what is going on and which share of the whole is done; it may raise to stop."""

READ = 0.5
"""The share of the whole that reading the rows takes, roughly."""


class Stage:
    """Stages the sources and gathers their faults; `labels` says what each file is called."""

    def __init__(self, cursor: CursorWrapper, tell: Tell) -> None:
        self.cursor, self.tell = cursor, tell
        self.faults = Faults()
        self.labels: dict[str, str] = {}
        self.counts: dict[str, int] = {}
        self.aside: dict[str, list[int]] = {}
        """By label, the lines that are a template's own and were not taken in."""
        self.unreadable = False
        """Whether a file could not be read to its end, so that others may miss what it holds."""

    def fault(self, name: str, line: int, column: str, message: str) -> None:
        """Note a fault of the file `name`."""
        self.faults.add(self.place(name, line, column, message), name)

    def place(self, name: str, line: int, column: str, message: str) -> Fault:
        """A sentence on a line of the file `name`, with its place among all."""
        file = BY_NAME[name]
        place = file.names.index(column) if column in file.names else -1
        label = self.labels.get(name, f"{name}.csv")
        return Fault(FILES.index(file), line, place, label, column or "整行", message)

    def take(self, sources: Sequence[Source]) -> None:
        """Fill `in_<file>` from the sources; nothing of the portal is looked at."""
        self._clear()
        for file in FILES:
            columns = ", ".join(f"{column.quoted} {TYPES[column.kind]}" for column in file.columns)
            self.cursor.execute(
                f"CREATE TEMPORARY TABLE in_{file.name} (line integer, bad boolean, {columns}) ON COMMIT DROP"
            )
        rows, before = sum(source.about for source in sources), 0
        for source in sources:
            self.labels[source.name] = source.label
            self._take(source, before, rows)
            before += source.about

    def look_up(self) -> None:
        """Fill `now_<file>` with what stands."""
        parameters = {"today": clock.today()}
        for file in FILES:
            present = PRESENT[file.name]
            if file.name not in ALWAYS and file.name not in self.labels:
                present = f"SELECT * FROM ({present}) none WHERE false"
            self.cursor.execute(
                f"CREATE TEMPORARY TABLE now_{file.name} ON COMMIT DROP AS {present}", parameters
            )
            self.cursor.execute(f"ANALYZE now_{file.name}")

    def _clear(self) -> None:
        """Take away what an earlier import of the same transaction left."""
        self.cursor.execute(LEFT_OVER)
        for (name,) in self.cursor.fetchall():
            self.cursor.execute(f"DROP TABLE {name}")

    def merge_views(self) -> None:
        """Fill `all_<file>`: what would stand, lines of the files with their number, others without."""
        for name in ALWAYS:
            file = BY_NAME[name]
            columns = ", ".join(f"x.{column.quoted}" for column in file.columns)
            self.cursor.execute(
                f"""CREATE TEMPORARY TABLE all_{name} ON COMMIT DROP AS
                    SELECT x.line, {columns} FROM in_{name} x
                    UNION ALL SELECT NULL, {columns} FROM now_{name} x
                    WHERE NOT EXISTS (SELECT FROM in_{name} s WHERE {same_key(file, "s", "x")})"""
            )
            for key in INDEXES[name]:
                self.cursor.execute(f"CREATE INDEX ON all_{name} ({key})")
            self.cursor.execute(f"ANALYZE all_{name}")

    def _take(self, source: Source, before: int, rows: int) -> None:
        file = BY_NAME[source.name]
        self.counts[file.name] = 0
        try:
            for batch in self._batches(source, file):
                names = ", ".join(column.quoted for column in file.columns)
                copy = f"COPY in_{file.name} (line, bad, {names}) FROM STDIN"
                self.cursor.copy_expert(copy, io.StringIO("".join(batch)))
                self.counts[file.name] += len(batch)
                read = self.counts[file.name]
                self.tell(f"{source.label}:已读 {read} 行", READ * min((before + read) / max(rows, 1), 1))
        except RowFault as error:
            self.unreadable = True
            self.fault(file.name, error.line, error.column, error.message)
        self.cursor.execute(f"ANALYZE in_{file.name}")

    def _batches(self, source: Source, file: File) -> Iterator[list[str]]:
        rows = source.rows()
        _, head = next(rows, (1, []))
        places = self._places(file, head)
        if places is None:
            return
        batch: list[str] = []
        for line, values in rows:
            if is_aside(values):
                self.aside.setdefault(source.label, []).append(line)
            elif any(value.strip(BLANK) for value in values):
                batch.append(self._row(file, line, values, places, len(head)))
            if len(batch) >= BATCH:
                yield batch
                batch = []
        if batch:
            yield batch

    def _places(self, file: File, head: Sequence[str]) -> list[tuple[Column, int]] | None:
        """Where each column of the file stands in its header, -1 for one that is missing; None where it cannot be read."""
        names = [name.strip(BLANK) for name in head]
        while names and not names[-1]:
            names.pop()
        before = self.faults.total
        for number, name in enumerate(names, start=1):
            if name not in file.names:
                wanted = "、".join(file.names)
                self.fault(file.name, 1, name or f"第 {number} 列", f"没有这一列;可用的列为 {wanted}")
            elif names.index(name) != number - 1:
                self.fault(file.name, 1, name, "这一列出现了两次;请只留一列")
        for column in file.columns:
            if column.must and column.name not in names:
                self.fault(file.name, 1, column.name, "缺少必须填写的这一列;请在表头中加上")
        if self.faults.total > before:
            self.unreadable = True
            return None
        return [(column, names.index(column.name) if column.name in names else -1) for column in file.columns]

    def _row(
        self, file: File, line: int, values: Sequence[str], places: Sequence[tuple[Column, int]], width: int
    ) -> str:
        bad = False
        if any(value.strip(BLANK) for value in values[width:]):
            self.fault(file.name, line, "", f"有 {len(values)} 个值,表头只有 {width} 列;请核对逗号和引号")
            bad = True
        fields = []
        for column, place in places:
            text = values[place] if 0 <= place < len(values) else ""
            try:
                if isinstance(text, CellFault):
                    raise ValueError(text)
                fields.append(_field(column, read_value(column, text)))
            except ValueError as error:
                self.fault(file.name, line, column.name, str(error))
                bad = True
                fields.append("\\N" if column.kind in ("date", "instant") else "{}" if column.kind == "list" else
                              "0" if column.kind == "flag" else "")  # fmt: skip
        return f"{line}\t{'t' if bad else 'f'}\t" + "\t".join(fields) + "\n"


def _field(column: Column, value: str) -> str:
    """A value in the text format of COPY."""
    if column.kind in ("date", "instant"):
        return value or "\\N"
    if column.kind == "list":
        quoted = (item.replace("\\", "\\\\").replace('"', '\\"') for item in value.split(";") if item)
        return ("{" + ",".join(f'"{item}"' for item in quoted) + "}").translate(ESCAPES)
    return value.translate(ESCAPES)


LEFT_OVER = """SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r'
    AND relname ~ '^(in|now|all|change|past|new|moved|own)_'"""
INDEXES = {
    "units": ("code",),
    "tags": ("unit",),
    "placements": ("unit", "parent"),
    "names": ("unit",),
    "tenures": ("unit, role", "person"),
    "links": ("unit", "target"),
    "households": ("unit, number",),
}


def same_key(file: File, one: str, other: str) -> str:
    """The condition that two rows have the same key; an open start is one of its own."""
    return " AND ".join(_same(file.column(name), one, other) for name in file.key)


def _same(column: Column, one: str, other: str) -> str:
    if column.kind == "date":
        day = "coalesce({}.{}, '-infinity')"
        return f"{day.format(one, column.quoted)} = {day.format(other, column.quoted)}"
    return f"{one}.{column.quoted} = {other}.{column.quoted}"


def span(alias: str, start: str = "started_on", end: str = "ended_on") -> str:
    """The days from a row's start to its end; none where they are the wrong way round."""
    first, last = f'{alias}."{start}"', f'{alias}."{end}"'
    return f"CASE WHEN {first} >= {last} THEN 'empty'::daterange ELSE daterange({first}, {last}) END"
