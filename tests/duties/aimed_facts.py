"""Random facts for any rulebooks, with edges on purpose: lives, moves, properties, chains of holders, households.

Rows are those of the interchange files. A row with `known` (from, to) was known for a while only: `as_known` gives the
world of an instant. Whatever rules.md calls an error is not made.
"""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from typing import Any

Row = dict[str, Any]
World = dict[str, list[Row]]
FILES = ("units", "tags", "placements", "tenures", "links", "households", "records", "waivers")
FIRST, LAST = dt.date(2023, 1, 1), dt.date(2025, 6, 30)
EDGES = [dt.date(2024, 2, 29), dt.date(2024, 3, 31), dt.date(2024, 4, 1), dt.date(2024, 4, 10), dt.date(2024, 6, 30),
         dt.date(2024, 7, 1), dt.date(2024, 12, 31), dt.date(2025, 1, 1), dt.date(2023, 2, 25), dt.date(2023, 12, 30)]  # fmt: skip
ONE_DAY = dt.timedelta(days=1)


def as_known(world: World, at: dt.datetime | None) -> dict[str, list[dict[str, str]]]:
    """The world as it was known at an instant (None: now), in the columns of the files."""
    return {
        name: [_at(row, at) for row in rows if _is_known(row.get("known", (None, None)), at)]
        for name, rows in world.items()
    }


def _is_known(known: tuple[dt.datetime | None, dt.datetime | None], at: dt.datetime | None) -> bool:
    since, until = known
    if at is None:
        return until is None
    return (since is None or since <= at) and (until is None or at < until)


def _at(row: Row, at: dt.datetime | None) -> dict[str, str]:
    plain = {name: value for name, value in row.items() if name not in ("known", "states")}
    for state, known in row.get("states", ()):
        if _is_known(known, at):
            plain["state"] = state
    return plain


def instant(day: dt.date) -> dt.datetime:
    """Noon of the day in Asia/Shanghai."""
    return dt.datetime.combine(day, dt.time(12), dt.timezone(dt.timedelta(hours=8)))


class FactMaker:
    """Units and what is dated about them; with `history`, some of it became known, or changed, at some instant."""

    def __init__(self, seed: int, rulebooks: Sequence[Mapping[str, Any]], *, history: bool = False) -> None:
        self.random = random.Random(seed)
        self.rulebooks, self.history = rulebooks, history
        self.rules = [rule for book in rulebooks for rule in book["rules"] if rule["measure"] != "continuous"]
        self.at_homes = {rule["kind"] for rule in self.rules if "household" in rule.get("target", {})}
        self.world: World = {name: [] for name in FILES}
        self.lives: dict[str, tuple[dt.date, dt.date]] = {}

    def chance(self, share: float) -> bool:
        """Whether something of that share happens."""
        return self.random.random() < share

    def day(self, first: dt.date = FIRST, last: dt.date = LAST) -> dt.date:
        """A day from `first` to `last`, often an edge."""
        edges = [day for day in EDGES if first <= day <= last]
        if edges and self.chance(0.3):
            return self.random.choice(edges)
        return first + dt.timedelta(days=self.random.randrange(max(1, (last - first).days + 1)))

    def _units(self, kinds: Mapping[str, Any]) -> None:
        there = {row["kind"] for row in self.world["units"]}
        for kind, word in kinds.items():
            if kind in there:
                continue
            for number in range(2 if word.get("under") else 1):
                self._unit(f"{kind}-{number}", kind, word.get("under", []))

    def _unit(self, code: str, kind: str, under: Sequence[str]) -> None:
        life = (dt.date(2015, 1, 1), dt.date.max)
        if under and self.chance(0.35):
            life = (self.day(FIRST, dt.date(2025, 1, 31)), life[1])
        if under and self.chance(0.3):
            life = (life[0], self.day(max(life[0] + ONE_DAY, dt.date(2023, 9, 1)), dt.date(2025, 12, 31)))
        self.lives[code] = life
        row = {"code": code, "name": f"演示{code}", "kind": kind, "established_on": str(life[0]),
               "abolished_on": "" if life[1] == dt.date.max else str(life[1])}  # fmt: skip
        if self.history and row["abolished_on"] and self.chance(0.6):
            self._changed("units", row, row | {"abolished_on": ""})
        else:
            self.world["units"].append(row)
        parents = [row["code"] for row in self.world["units"] if row["kind"] in under]
        if parents:
            self._placements(code, sorted(set(parents)))

    def _placements(self, code: str, parents: list[str]) -> None:
        first = {"unit": code, "parent": self.random.choice(parents), "started_on": "", "ended_on": ""}
        moved = self._inside(code)
        if self.chance(0.35) and moved:
            later = first | {"parent": self.random.choice(parents), "started_on": moved}
            if self.history and self.chance(0.6):
                at = self._when()
                self.world["placements"] += [
                    first | {"known": (None, at)}, first | {"ended_on": moved, "known": (at, None)},
                    later | {"known": (at, None)},
                ]  # fmt: skip
                return
            first["ended_on"] = moved
            self.world["placements"].append(later)
        self.world["placements"].append(first)

    def _inside(self, code: str) -> str:
        """A day within the unit's life, not its first; empty where there is none."""
        start, end = self.lives[code]
        first, last = max(start + ONE_DAY, FIRST), min(end - ONE_DAY, LAST)
        return str(self.day(first, last)) if first <= last else ""

    def _when(self) -> dt.datetime:
        return instant(self.day(dt.date(2023, 6, 1), dt.date(2025, 6, 30)))

    def _changed(self, file: str, row: Row, before: Row) -> None:
        """`row` as known since some instant, `before` until then."""
        at = self._when()
        self.world[file] += [before | {"known": (None, at)}, row | {"known": (at, None)}]

    def _add(self, file: str, row: Row, ending: str) -> None:
        """Add a fact; with history its end, or all of it, may have become known later."""
        if self.history and self.chance(0.4):
            if row[ending]:
                self._changed(file, row, row | {ending: ""})
            else:
                self.world[file].append(row | {"known": (self._when(), None)})
        else:
            self.world[file].append(row)

    def _span(self, code: str) -> tuple[str, str]:
        """A start and an end within the unit's life, each often open."""
        days = sorted({day for day in (self._inside(code), self._inside(code)) if day})
        start = days[0] if days and self.chance(0.6) else ""
        end = days[-1] if days and self.chance(0.4) and days[-1] != start else ""
        return start, end

    def _tags(self, unit: Row) -> None:
        tags = {rule["tag"] for rule in self.rules if rule.get("tag") and unit["kind"] in rule["units"]}
        tags |= {rule["target"]["tag"] for rule in self.rules if "tag" in rule.get("target", {})}
        if any(row["unit"] == unit["code"] for row in self.world["tags"]):
            return
        for tag in sorted(tags):
            if self.chance(0.65):
                start, end = self._span(unit["code"])
                row = {"unit": unit["code"], "tag": tag, "started_on": start, "ended_on": end}
                again = self._inside(unit["code"])
                if end and again > end:
                    self.world["tags"] += [row, row | {"started_on": again, "ended_on": ""}]
                else:
                    self._add("tags", row, "ended_on")

    def _roles(self, kind: str) -> list[str]:
        return sorted(
            {
                role
                for rule in self.rules
                if kind in rule["units"]
                for role in [*rule.get("roles", []), *rule.get("led_by", [])]
            }
        )

    def _tenures(self, unit: Row) -> None:
        """For each seat a chain of holders with and without gaps, an acting one across a gap, a term from 29 February."""
        code, (founded, abolished) = unit["code"], self.lives[unit["code"]]
        if any(row["unit"] == code for row in self.world["tenures"]):
            return
        for role in dict.fromkeys([*self._roles(unit["kind"]), "deputy"]):
            start, number = (
                max(founded, self.random.choice([dt.date(2021, 3, 1), dt.date(2022, 9, 1), self.day()])),
                0,
            )
            while start < min(abolished, LAST) and number < 4:
                end = start + dt.timedelta(days=self.random.choice([90, 200, 400, 800, 2000]))
                if start < dt.date(2024, 2, 29) < end and self.chance(0.4):
                    end = dt.date(2024, 2, 29)
                self._tenure(code, role, number, start, end)
                if role != "deputy" and self.chance(0.4):
                    self._tenure(
                        code, role, number + 10, end - dt.timedelta(days=20), end + dt.timedelta(days=70), "1"
                    )
                start, number = end + dt.timedelta(days=self.random.choice([0, 0, 0, 30, 150])), number + 1

    def _tenure(
        self, code: str, role: str, number: int, start: dt.date, end: dt.date, acting: str = "0"
    ) -> None:
        founded, abolished = self.lives[code]
        start, last = max(start, founded), min(end, abolished)
        if start >= last or start >= dt.date(2026, 1, 1):
            return
        person = f"{code}.{role}.{number}" if self.chance(0.8) else f"{code}.p{number % 10}"
        row = {"ref": f"{code}/{role}/{number}", "unit": code, "role": role, "person": person, "name": f"演示-{person}",
               "title": "", "started_on": str(start), "ended_on": "" if last > dt.date(2026, 6, 1) else str(last),
               "acting": acting}  # fmt: skip
        if acting == "1":
            self._add("tenures", row, "ended_on")
        else:
            self.world["tenures"].append(row)

    def _households(self, unit: Row) -> None:
        needed = any(
            rule.get("target", {}).get("household") and unit["kind"] in rule["units"] for rule in self.rules
        )
        if not needed or any(row["unit"] == unit["code"] for row in self.world["households"]):
            return
        for number in range(self.random.randrange(5)):
            start, end = self._span(unit["code"]) if self.chance(0.6) else ("", "")
            self._add(
                "households",
                {"unit": unit["code"], "number": f"H{number}", "registered_on": start, "removed_on": end},
                "removed_on",
            )
