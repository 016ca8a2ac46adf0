"""What every figure should be, from the plain reading (`duties.verify`) alone: rows, where each lies, and their sums."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from duties import verify

STATUSES = {
    "overdue": "逾期未完成",
    "due_soon": "临期",
    "made_up": "逾期补办",
    "open": "未开展(不计逾期)",
    "pending": "进行中",
    "upcoming": "未开始",
    "met_late": "逾期完成",
    "met": "按时完成",
    "waived": "豁免",
}
"""The statuses and their words, the worst first (rules.md, "Status on day D")."""
DONE = ("met", "met_late")
FORCES = {"must": "应当", "in_principle": "原则上", "unquantified": "未定次数"}


@dataclasses.dataclass(frozen=True)
class Row:
    """A row as the plain reading exports it; `path` is the bearer's unit and those above it by the placements of day E."""

    cells: Mapping[str, str]
    rule: Mapping[str, Any]
    kind: str
    path: tuple[str, ...]
    period: verify.Period

    @property
    def key(self) -> tuple[str, ...]:
        """Regulation, rule, unit, role, period."""
        return tuple(self.cells[name] for name in verify.COLUMNS[:5])

    @property
    def unit(self) -> str:
        """The code of the bearer's unit."""
        return self.path[0]

    @property
    def status(self) -> str:
        """The status on the day."""
        return self.cells["status"]

    @property
    def due_on(self) -> dt.date:
        """The due day."""
        return dt.date.fromisoformat(self.cells["due_on"])

    def based(self, day: dt.date) -> bool:
        """Whether it is in the base of a rate."""
        if self.status == "waived" or self.rule["force"] == "unquantified":
            return False
        return self.due_on <= day or self.status in DONE


class Plain:
    """The facts as of a day and as known at an instant, and the rows of any days."""

    def __init__(
        self, world: verify.World, rules: verify.Rulebook, as_of: dt.date, known: dt.datetime
    ) -> None:
        self.as_of, self.rules = as_of, rules
        self.facts = verify.Facts(world, as_of, known)
        self.read: dict[tuple[dt.date, dt.date], list[Row]] = {}

    def rows(self, first: dt.date, last: dt.date, *areas: str) -> list[Row]:
        """The rows whose period overlaps the days and that lie in each of the areas."""
        if (first, last) not in self.read:
            self.read[first, last] = list(self._rows(first, last))
        return [row for row in self.read[first, last] if set(areas) <= set(row.path)]

    def _rows(self, first: dt.date, last: dt.date) -> Iterable[Row]:
        for owed in verify.owed_by_regulation(self.facts, [self.rules], first, last):
            if verify.is_asked_for(self.facts, owed, None, None):
                reading = verify.read_measure(self.facts, owed)
                if reading is not None:
                    path = tuple(self.above(owed.unit.code, owed.last_day_read(self.as_of)))
                    yield Row(
                        verify.row_of(self.facts, owed, reading), owed.rule, owed.unit.kind, path, owed.period
                    )

    def above(self, code: str, day: dt.date) -> Iterable[str]:
        """A unit and those above it on a day, by code."""
        while code:
            yield code
            code = self.facts.parent_on(code, day)

    def silent(self, rows: Iterable[Row]) -> set[str]:
        """The units of these rows that owe something of them, did none of it, and have no record in its periods."""
        owed: dict[str, list[Row]] = {}
        for row in rows:
            if row.status != "waived":
                owed.setdefault(row.unit, []).append(row)
        return {unit for unit, mine in owed.items() if self._is_idle(unit, mine)}

    def _is_idle(self, unit: str, rows: Sequence[Row]) -> bool:
        if any(int(row.cells["counted"]) + int(row.cells["made_up"]) for row in rows):
            return False
        first, last = min(row.period.first for row in rows), max(row.period.last for row in rows)
        found = (record for (at, _), each in self.facts.records.items() if at == unit for record in each)
        return not any(first <= record.occurred_on <= last for record in found)


def sums(rows: Iterable[Row], day: dt.date) -> Counter[str]:
    """How many rows stand where (rules.md, "Areas and rates"): by status, `expected`, `base`, `done`, `counted`, `required`."""
    found: Counter[str] = Counter()
    for row in rows:
        found[row.status] += 1
        if row.status == "waived":
            continue
        found["expected"] += 1
        found["base"] += row.based(day)
        found["done"] += row.status in DONE
        found["required"] += int(row.cells["required"])
        found["counted"] += min(int(row.cells["counted"]), int(row.cells["required"]))
    return found


def of_force(rows: Iterable[Row], force: str) -> list[Row]:
    """Those of one force."""
    return [row for row in rows if row.rule["force"] == force]


def rate(part: int, base: int) -> str:
    """A rate in words: 84.1%; — where its base is empty; what is not all is never 100.0%."""
    if not base:
        return "—"
    return "99.9%" if part < base and part / base > 0.9995 else f"{part / base:.1%}"


def share(part: int, base: int) -> str:
    """A rate with its base, as tables of analysis write it."""
    return f"{part:,}/{base:,} · {rate(part, base)}" if base else "—"
