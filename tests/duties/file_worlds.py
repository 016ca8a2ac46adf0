"""Random worlds as interchange files: what an aimed world leaves out, names without pattern, files in every dress."""

import copy
import csv
import datetime as dt
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from duties import verify
from duties.interchange.columns import BY_NAME
from tests.duties.aimed_facts import Row, World, instant
from tests.duties.aimed_worlds import Aimer

OFFSETS = (dt.timedelta(hours=8), dt.timedelta(0), dt.timedelta(hours=-7), dt.timedelta(hours=5, minutes=30))
HEADS = ("演示", "A", "a", "Z", "10", "9", "_", "é", "连")
CODES = {"units": ("code",), "tags": ("unit",), "placements": ("unit", "parent"), "tenures": ("unit",),
         "links": ("unit", "target"), "households": ("unit",), "records": ("unit", "target"), "waivers": ("unit",)}  # fmt: skip
SHORTENED = {"tenures": ("started_on", "ended_on"), "links": ("started_on", "ended_on"), "tags": ("started_on", "ended_on"),
             "placements": ("started_on", "ended_on"), "households": ("registered_on", "removed_on")}  # fmt: skip


class WorldMaker:
    """One world for some rulebooks, from a seed."""

    def __init__(
        self, seed: int, books: Sequence[Mapping[str, Any]], waivable: Sequence[Mapping[str, Any]]
    ) -> None:
        self.random = random.Random(seed)
        self.world: World = Aimer(seed, books).make(self.random.choice([40, 90, 140]))
        self._open_lives()
        self._unplace()
        self._several_deputies()
        self._begin_links()
        for row in self.world["records"]:
            self._vary(row)
        self.world["waivers"] = self._waivers(waivable)
        self._rename()

    def chance(self, share: float) -> bool:
        """Whether something of that share happens."""
        return self.random.random() < share

    def _open_lives(self) -> None:
        for row in self.world["units"]:
            if row["established_on"] == "2015-01-01" and self.chance(0.6):
                row["established_on"] = ""

    def _unplace(self) -> None:
        """Some units stand under none, for ever or between two parents."""
        kept = []
        for row in self.world["placements"]:
            end = row["ended_on"]
            if end and self.chance(0.4):
                earlier = str(dt.date.fromisoformat(end) - dt.timedelta(days=self.random.randrange(1, 60)))
                begun = next(
                    unit["established_on"] for unit in self.world["units"] if unit["code"] == row["unit"]
                )
                row["ended_on"] = earlier if earlier > max(begun, row["started_on"]) else end
            if not self.chance(0.05):
                kept.append(row)
        self.world["placements"] = kept

    def _several_deputies(self) -> None:
        """Several members of the leadership at a time."""
        deputies = [row for row in self.world["tenures"] if row["role"] == "deputy"]
        for row in deputies:
            if self.chance(0.3):
                other = {
                    "ref": f"{row['ref']}+",
                    "person": f"{row['person']}+",
                    "name": f"{row['name']}+",
                    "title": "演示分管",
                }
                self.world["tenures"].append(row | other)

    def _begin_links(self) -> None:
        """A link says when it begins, in a file; it lasts for a day at least."""
        lives = {row["code"]: row["established_on"] for row in self.world["units"]}
        for row in self.world["links"]:
            earliest = max("2016-01-01", lives[row["unit"]], lives[row["target"]])
            row["started_on"] = row["started_on"] or earliest
        self.world["links"] = [
            row for row in self.world["links"] if not row["ended_on"] or row["started_on"] < row["ended_on"]
        ]

    def _vary(self, row: Row) -> None:
        """Entered before the day, at midnight, with another; led by somebody from elsewhere; for another's term."""
        if self.chance(0.1):
            row["leader"] = self.random.choice(self.world["tenures"])["person"]
        if self.chance(0.3):
            row["leader"] = self._acting(row["unit"], row["occurred_on"]) or row["leader"]
        if self.chance(0.05):
            tenures = [tenure for tenure in self.world["tenures"] if tenure["unit"] == row["unit"]]
            row["for_period"] = f"T{self.random.choice(tenures)['started_on']}" if tenures else ""
        at = dt.datetime.fromisoformat(row["registered_at"])
        if self.chance(0.1):
            at -= dt.timedelta(days=self.random.randrange(40))
        if self.chance(0.2):
            at = instant(at.date())
        if self.chance(0.1):
            at = dt.datetime.combine(at.date(), dt.time.max, at.tzinfo)
        row["registered_at"] = self.written(at)
        if row["withdrawn_at"]:
            row["withdrawn_at"] = self.written(
                at + dt.timedelta(days=self.random.choice([0, 1, 45]), seconds=1)
            )

    def _acting(self, unit: str, day: str) -> str:
        """Who held a seat of the unit for another on that day; empty where nobody did."""
        for row in self.world["tenures"]:
            if (row["unit"], row["acting"]) == (unit, "1") and row["started_on"] <= day < (
                row["ended_on"] or "9"
            ):
                return str(row["person"])
        return ""

    def written(self, at: dt.datetime) -> str:
        """An instant in some offset, now and then with Z."""
        text = at.astimezone(dt.timezone(self.random.choice(OFFSETS))).isoformat()
        return text.replace("+00:00", "Z") if self.chance(0.5) else text

    def _waivers(self, books: Sequence[Mapping[str, Any]]) -> list[Row]:
        """Waivers of what is owed, terms among it, granted at any time."""
        facts = verify.Facts(
            verify.World(**copy.deepcopy(self.world) | {"waivers": []}),
            dt.date.max,
            instant(dt.date(2030, 1, 1)),
        )
        found: dict[tuple[str, ...], Row] = {}
        by_code: dict[str, list[Any]] = {}
        for book in books:
            by_code.setdefault(book["regulation"], []).append(book)
        for versions in by_code.values():
            day = dt.date(2023, 6, 1) + dt.timedelta(days=self.random.randrange(760))
            owed = verify.owed_by_regulation(facts, versions, day, day)
            for one in self.random.sample(owed, min(len(owed), 12)):
                granted = one.period.first + dt.timedelta(days=self.random.randrange(-20, 400))
                row = {"regulation": one.regulation, "rule": one.rule["id"], "unit": one.unit.code, "role": one.role,
                       "period": one.period.name, "reason": "演示理由", "granted_on": str(granted), "granted_by": ""}  # fmt: skip
                found[one.regulation, one.rule["id"], one.unit.code, one.role, one.period.name] = row
        return list(found.values())

    def _rename(self) -> None:
        """Codes without any pattern, so that no order but that of code points is right."""
        numbers = iter(self.random.sample(range(1_000), len(self.world["units"])))
        codes = {row["code"]: f"{self.random.choice(HEADS)}{next(numbers)}" for row in self.world["units"]}
        for name, columns in CODES.items():
            for row in self.world[name]:
                row.update({column: codes.get(row[column], "") for column in columns})

    def later(self) -> World:
        """The same world after some of its facts ended earlier and records changed their state."""
        world = copy.deepcopy(self.world)
        for name, (start, end) in SHORTENED.items():
            for row in world[name]:
                if self.chance(0.1):
                    self._shorten(row, start, end)
        for row in world["records"]:
            if self.chance(0.15):
                row["state"] = self.random.choice(["draft", "submitted", "confirmed", "returned"])
            if not row["withdrawn_at"] and self.chance(0.05):
                row["withdrawn_at"] = self.written(
                    dt.datetime.fromisoformat(row["registered_at"])
                    + dt.timedelta(days=self.random.randrange(1, 90))
                )
        return world

    def _shorten(self, row: Row, start: str, end: str) -> None:
        lives = [unit for unit in self.world["units"] if unit["code"] in (row["unit"], row.get("target"))]
        first = max(row[start], "2023-01-01", *(life["established_on"] for life in lives))
        last = min(filter(None, [row[end], "2025-08-01", *(life["abolished_on"] for life in lives)]))
        days = (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days
        if days > 1:
            row[end] = str(dt.date.fromisoformat(first) + dt.timedelta(days=self.random.randrange(1, days)))


def changed_rows(before: World, after: World, chance: random.Random) -> World:
    """The rows of `after` that differ from those of `before`, and some that do not."""
    return {
        name: [row for row in rows if row not in before[name] or chance.random() < 0.1]
        for name, rows in after.items()
    }  # fmt: skip


def write_plain(world: World, folder: Path) -> Path:
    """The world as plain CSV files with all columns, as the plain reading takes them."""
    folder.mkdir(parents=True)
    for name, rows in world.items():
        _write(folder / f"{name}.csv", list(BY_NAME[name].names), rows, "utf-8")
    return folder


def write_dressed(world: World, path: Path, chance: random.Random) -> Path:
    """The world as somebody may send it: rows and columns in any order, with or without BOM, or as a workbook."""
    as_workbook = chance.random() < 0.2
    book = Workbook(write_only=True)
    path.mkdir(parents=True)
    for name, rows in world.items():
        columns = list(BY_NAME[name].names)
        if not rows:
            continue
        columns = [
            column for column in columns if any(row.get(column) for row in rows) or chance.random() < 0.5
        ]
        columns += [
            column.name for column in BY_NAME[name].columns if column.must and column.name not in columns
        ]
        chance.shuffle(columns)
        mixed = chance.sample(rows, len(rows))
        if as_workbook:
            sheet = book.create_sheet(name)
            sheet.append(columns)
            for row in mixed:
                sheet.append([row.get(column, "") or None for column in columns])
        else:
            encoding = chance.choice(["utf-8", "utf-8-sig", "gb18030"])
            _write(path / f"{name}.csv", columns, mixed, encoding)
    if as_workbook:
        book.save(path / "world.xlsx")
        return path / "world.xlsx"
    return path


def _write(path: Path, columns: list[str], rows: Sequence[Row], encoding: str) -> None:
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
