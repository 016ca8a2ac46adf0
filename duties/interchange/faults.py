"""What is wrong with the files: where, in which column, and what would be right."""

import dataclasses
import re
from collections.abc import Iterable, Iterator

LISTED = 1_000
"""So many faults are named at most."""

LONGEST = 300
"""So many characters of a sentence are told; a value in it may be a whole page."""

CURE = re.compile(r"[;；](?=请|终止日是|可用的|表名应为|文件名应为)")
"""Where a sentence goes on to say what would be right."""


@dataclasses.dataclass(frozen=True, order=True)
class Fault:
    """One fault; `position` is the place of the file among all, `place` that of the column in its file.

    `line` 0 is the file as a whole.
    """

    position: int
    line: int
    place: int
    file: str
    column: str
    message: str

    @classmethod
    def whole(cls, file: str, message: str) -> "Fault":
        """A fault of a file, or with an empty name of all that came in."""
        return cls(-1, 0, -1, file, "", message)

    def __str__(self) -> str:
        if not self.line:
            return f"{self.file}:{self.told}" if self.file else self.told
        column = " ".join(self.column.split())[:LONGEST]
        return f"{self.file}:{self.line}: {column}: {self.told}"

    @property
    def told(self) -> str:
        """The sentence on one line, not too long."""
        message = " ".join(self.message.split())
        if len(message) > LONGEST:
            return f"{message[: LONGEST // 2]}…{message[-LONGEST // 2 :]}"
        return message

    @property
    def wrong(self) -> str:
        """What is wrong."""
        return self._parts[0]

    @property
    def right(self) -> str:
        """What would be right; empty where the sentence says it all."""
        return self._parts[1]

    @property
    def _parts(self) -> tuple[str, str]:
        told = self.told
        cuts = list(CURE.finditer(told))
        return (told[: cuts[-1].start()], told[cuts[-1].end() :]) if cuts else (told, "")


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

    def __init__(self, faults: Iterable[Fault], total: int = 1) -> None:
        self.faults = list(faults)
        self.total = total
        super().__init__("\n".join(self.lines))

    @property
    def lines(self) -> list[str]:
        """The faults as they are told, one a line."""
        return [str(fault) for fault in self.faults]
