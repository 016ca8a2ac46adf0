"""Random worlds for any rulebooks: records aimed at obligations, each often with one thing wrong."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from duties.periods import nominal_end, period_of
from tests.duties.aimed_facts import FIRST, LAST, ONE_DAY, FactMaker, Row, World, instant

FAULTS = ("form", "topic", "leader", "nobody", "target", "earlier", "named", "longer", *["after"] * 6, "state",
          "withdrawn", "late", "ahead", "merged", "other_day")  # fmt: skip


class Aimer(FactMaker):
    """Makes one world from one seed: its facts, links, records and waivers."""

    def make(self, records: int = 60) -> World:
        """The whole world, with so many records tried."""
        for book in self.rulebooks:
            self._units(book["vocabulary"]["units"])
        for unit in list(self.world["units"]):
            self._tags(unit)
            self._tenures(unit)
            self._households(unit)
        self._links()
        for number in range(records):
            self._record(number)
        self._waivers()
        return self.world

    def _links(self) -> None:
        number = 0
        for rule in self.rules:
            target = rule.get("target", {})
            kind = rule["kind"] if rule["measure"] == "standing" else target.get("linked")
            for code, role in self._bearers(rule) if kind else ():
                for _ in range(self.random.randrange(4)):
                    other = self._target(target, code, self.day())
                    start, end = self._span(code)
                    life = self.lives.get(other, (dt.date.min, dt.date.min))
                    if (
                        other in ("", code)
                        or not self._inside_life(start, end, life)
                        or not self._meet(code, other)
                    ):
                        continue
                    number += 1
                    row = {"ref": f"L{number}", "kind": kind, "unit": code, "role": role, "target": other,
                           "started_on": start, "ended_on": end}  # fmt: skip
                    self._add("links", row, "ended_on")

    def _inside_life(self, start: str, end: str, life: tuple[dt.date, dt.date]) -> bool:
        return (not start or life[0] <= dt.date.fromisoformat(start) < life[1]) and (
            not end or life[0] < dt.date.fromisoformat(end) <= life[1]
        )

    def _meet(self, one: str, other: str) -> bool:
        (start, end), (other_start, other_end) = self.lives[one], self.lives[other]
        return max(start, other_start) < min(end, other_end)

    def _bearers(self, rule: Mapping[str, Any]) -> list[tuple[str, str]]:
        units = [code for code in self.lives if code.rpartition("-")[0] in rule["units"]]
        if rule["bearer"] == "unit":
            return [(code, "") for code in units]
        return [(code, role) for code in units for role in rule["roles"]]

    def _holders(self, code: str, roles: Iterable[str], day: dt.date) -> list[str]:
        return [
            row["person"] for row in self.world["tenures"]
            if row["unit"] == code and row["role"] in set(roles) and row["started_on"] <= str(day)
            and (not row["ended_on"] or str(day) < row["ended_on"])
        ]  # fmt: skip

    def _target(self, target: Mapping[str, Any], code: str, day: dt.date) -> str:
        """A unit that may fit the target on that day; any or none where the rule names none."""
        units = [row["code"] for row in self.world["units"]]
        if "linked" in target:
            units = [row["target"] for row in self.world["links"] if row["unit"] == code] or units
        kind = target.get("unit", target.get("child"))
        if kind:
            units = [unit for unit in units if unit.rpartition("-")[0] == kind]
        if "child" in target or "under" in target:
            below = {row["unit"] for row in self.world["placements"] if row["parent"] == code}
            units = [unit for unit in units if unit in below] or units
        if not target and self.chance(0.7):
            return ""
        return self.random.choice(units) if units else ""

    def _record(self, number: int) -> None:
        # Conditions that few rules ask are met often enough only if those rules are aimed at more often.
        rare = [
            rule
            for rule in self.rules
            if "on_topic" in rule or {"under", "tag"} & rule.get("target", {}).keys()
        ]
        rule = self.random.choice(rare if self.chance(0.3) else self.rules)
        bearers = self._bearers(rule)
        if rule["measure"] == "standing" or not bearers:
            return
        code, role = self.random.choice(bearers)
        terms = [
            row
            for row in self.world["tenures"]
            if (row["unit"], row["role"], row["acting"]) == (code, role, "0")
        ]
        if rule["period"] == "term" and not terms:
            return
        day = self.day(*self._near(code))
        if rule["period"] == "term":
            term = self.random.choice(terms)
            start = dt.date.fromisoformat(term["started_on"])
            end = min(
                nominal_end(start, rule["term_years"]),
                dt.date.fromisoformat(term["ended_on"] or "2026-06-01"),
            )
            name = f"T{start}"
            day = self.day(start, end - ONE_DAY)
            leaders = [term["person"]]
        else:
            period = period_of(rule["period"], day)
            start, end, name = period.start, period.end, period.name
            leaders = self._holders(code, [role] if role else rule.get("led_by", []), day)
        self._place(number, rule, code, day, (start, end, name), leaders)

    def _near(self, code: str) -> tuple[dt.date, dt.date]:
        start, end = self.lives[code]
        first = max(start, self.random.choice([FIRST, dt.date(2024, 1, 1), dt.date(2024, 9, 1)]))
        return first, max(first, min(end - ONE_DAY, LAST))

    def _place(
        self,
        number: int,
        rule: Mapping[str, Any],
        code: str,
        day: dt.date,
        period: tuple[dt.date, dt.date, str],
        leaders: list[str],
    ) -> None:
        start, end, name = period
        asked = (
            ["topic"] * 8
            if "on_topic" in rule
            else ["target"] * 12
            if "unit" in rule.get("target", {})
            else []
        )
        fault = self.random.choice([*FAULTS, *asked]) if self.chance(0.5) else ""
        everyone = sorted({row["person"] for row in self.world["tenures"] if row["unit"] == code})
        forms = {self.random.choice([rule["form"], *rule.get("also_forms", [])])} if "form" in rule else set()
        named = name if rule["measure"] == "submission" or self.chance(0.15) else ""
        leader = self.random.choice(leaders or everyone or [""])
        target = self._target(rule.get("target", {}), code, day)
        topic, state, lag = (
            "1",
            self.random.choice(["submitted", "confirmed"]),
            self.random.choice([0, 0, 1, 8, 30]),
        )
        if fault in ("form", "merged"):
            others = {
                form
                for book in self.rulebooks
                for form in book["vocabulary"]["kinds"].get(rule["kind"], {}).get("forms", {})
            }
            forms = (set() if fault == "form" else forms) | set(
                self.random.sample(sorted(others), min(2, len(others)))
            )
        elif fault == "topic":
            topic = "0"
        elif fault in ("leader", "nobody"):
            leader = self.random.choice(everyone or [""]) if fault == "leader" else ""
        elif fault == "target":
            wanted = rule.get("target", {}).get("unit")
            alike = [unit for unit in self.lives if unit.rpartition("-")[0] == wanted and self.chance(0.9)]
            target = self.random.choice(alike or list(self.lives))
        elif fault == "earlier":
            day, named = (
                start - dt.timedelta(days=self.random.randrange(1, 30)),
                self.random.choice(["", name]),
            )
        elif fault == "named" and not name.startswith("T"):
            named = period_of(rule["period"], start - dt.timedelta(days=self.random.choice([1, 200]))).name
        elif fault == "longer":
            named = self.random.choice(["2024", "2024H1", "2024Q2", "2024-03", "2024-03b", "2024W10"])
        elif fault == "after":
            day, named = end + dt.timedelta(days=self.random.randrange(25)), name
        elif fault == "state":
            state = self.random.choice(["draft", "returned"])
        elif fault == "other_day":
            day = self.day(*self._near(code))
        elif fault == "late":
            lag = 60
        elif fault == "ahead":
            day = dt.date(2025, 10, 20)
        households = [row["number"] for row in self.world["households"] if row["unit"] == code]
        self._write(
            number, rule, code, day, named, state, lag,
            {"forms": ";".join(sorted(forms)), "leader": leader, "target": target, "on_topic": topic,
             "households": ";".join(sorted(set(self.random.sample(households, min(len(households), self.random.choice([1, 2, 4]))))))
             if rule["kind"] in self.at_homes else "",
             "withdrawn": fault == "withdrawn"},
        )  # fmt: skip

    def _write(
        self,
        number: int,
        rule: Mapping[str, Any],
        code: str,
        day: dt.date,
        named: str,
        state: str,
        lag: int,
        values: Row,
    ) -> None:
        """Add the record where it lies within the lives of its units; else without its target, or not at all."""
        start, end = self.lives[code]
        if not start <= day < end:
            return
        begun = {row["started_on"] for row in self.world["tenures"] if row["unit"] == code}
        if named.startswith("T") and named[1:] not in begun:
            named = ""
        target = values["target"]
        if target and not self.lives[target][0] <= day < self.lives[target][1]:
            target = ""
        entered = instant(day) + dt.timedelta(days=lag, seconds=number)
        withdrawn = (entered + dt.timedelta(days=45)).isoformat() if values.pop("withdrawn") else ""
        row = values | {"ref": f"R{number}", "kind": rule["kind"], "unit": code, "target": target, "occurred_on": str(day),
                        "for_period": named, "state": state, "registered_at": entered.isoformat(),
                        "withdrawn_at": withdrawn, "replaces": "", "title": ""}  # fmt: skip
        if self.history and self.chance(0.4):
            at = entered + dt.timedelta(days=20)
            row["states"] = [
                (self.random.choice(["draft", "returned", "submitted"]), (None, at)),
                (state, (at, None)),
            ]
        self.world["records"].append(row)

    def _waivers(self) -> None:
        seen = set()
        for _ in range(12):
            book = self.random.choice(self.rulebooks)
            rule = self.random.choice([rule for rule in book["rules"] if rule["measure"] != "continuous"])
            bearers = self._bearers(rule)
            if not bearers or rule["period"] == "term":
                continue
            code, role = self.random.choice(bearers)
            period = period_of(rule["period"], self.day(dt.date(2024, 1, 1)))
            key = (book["regulation"], rule["id"], code, role, period.name)
            if key not in seen:
                seen.add(key)
                row = dict(zip(("regulation", "rule", "unit", "role", "period"), key, strict=True))
                day = period.start + dt.timedelta(days=self.random.randrange(100))
                row |= {"reason": "演示理由", "granted_on": str(day)}
                known = {"known": (instant(day), None)} if self.history and self.chance(0.5) else {}
                self.world["waivers"].append(row | known)
