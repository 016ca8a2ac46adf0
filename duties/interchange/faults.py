"""What is wrong with the files: where, in which column, and what would be right."""

import dataclasses
from collections.abc import Iterable, Iterator

LISTED = 1_000
"""So many faults are named at most."""

LONGEST = 300
"""So many characters of a sentence are told; a value in it may be a whole page."""


@dataclasses.dataclass(frozen=True, order=True)
class Fault:
    """One fault; `position` is the place of the file among all, `place` that of the column in its file."""

    position: int
    line: int
    place: int
    file: str
    column: str
    message: str

    def __str__(self) -> str:
        message = " ".join(self.message.split())
        if len(message) > LONGEST:
            message = f"{message[: LONGEST // 2]}…{message[-LONGEST // 2 :]}"
        column = " ".join(self.column.split())[:LONGEST]
        return f"{self.file}:{self.line}: {column}: {message}"


class Faults:
    """The faults found so far; enough are kept to name the first `LISTED` in order."""

    def __init__(self) -> None:
        self._found: list[Fault] = []
        self.total = 0
        self.files: set[str] = set()

    def add(self, fault: Fault, name: str) -> None:
        """Keep a fault of the file `name` (its place in `files`)."""
        self.total += 1
        self.files.add(name)
        self._found.append(fault)
        if len(self._found) >= 4 * LISTED:
            self._found = sorted(self._found)[:LISTED]

    def __bool__(self) -> bool:
        return self.total > 0

    def __iter__(self) -> Iterator[Fault]:
        return iter(sorted(self._found)[:LISTED])


class ImportRefusedError(Exception):
    """The files are not taken in; nothing was written."""

    def __init__(self, lines: Iterable[str], total: int = 1) -> None:
        self.lines = list(lines)
        self.total = total
        super().__init__("\n".join(self.lines))
