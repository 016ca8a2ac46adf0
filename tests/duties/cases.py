"""Worked cases of the rules, kept as YAML sentences: facts in the interchange columns, and the cells they lead to.

A file is a list of cases. What a case leaves out is filled in: a record is submitted and registered on the evening of its
day, references are numbered, names are made from codes. Without `rules` or `versions` a case is read by the regulation in
whose folder it stands; a rule written in a case may leave out all that the case is not about.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from duties.verify import World

Row = dict[str, str]
Rulebook = dict[str, Any]

HERE = Path(__file__).resolve().parent
XPCC_2023 = HERE.parent.parent / "duties" / "regulations" / "xpcc-2023"
NUMBERS = ("at_least", "term_years", "remind_days", "article")
EVERY_DAY = (date(2020, 1, 1), date(2030, 12, 31))


@dataclass(frozen=True)
class Reading:
    """One day on which the case is read: `cells` must be there with those values, `none` must not be there."""

    as_of: date
    known_at: datetime | None
    cells: list[Row]
    none: list[Row]

    def problems(self, rows: list[Row]) -> list[str]:
        """What differs between the rows of a ledger (all of `EVERY_DAY`, read on this day) and the case."""
        found = {key_of(row): row for row in rows}
        wrong = [f"{key_of(cell)} should not be there" for cell in self.none if key_of(cell) in found]
        for cell in self.cells:
            row = found.get(key_of(cell))
            if row is None:
                wrong.append(f"{key_of(cell)} is missing")
            elif any(row[name] != value for name, value in cell.items()):
                wrong.append(f"{key_of(cell)} should be {cell}, is {row}")
        return wrong


@dataclass(frozen=True)
class Case:
    """A small world with its rulebooks and the readings expected of it; `says` tells it in Chinese."""

    name: str
    says: str
    facts: dict[str, list[Row]]
    rulebooks: list[Rulebook]
    readings: list[Reading]

    @property
    def world(self) -> World:
        """The facts as the plain reading takes them."""
        return World(**self.facts)


def key_of(row: Row) -> tuple[str, str, str, str]:
    """A row of the ledger within one regulation."""
    return row["rule"], row["unit"], row.get("role", ""), row["period"]


def load_cases() -> list[Case]:
    """All cases: those beside the regulation, and the general ones beside the tests, in the order of their files."""
    xpcc = [read_folder(XPCC_2023)]
    files = sorted((XPCC_2023 / "cases").glob("*.yaml")) + sorted((HERE / "cases").glob("*.yaml"))
    return [case_of(content, xpcc) for file in files for content in YAML(typ="base").load(file)]


def read_folder(folder: Path) -> Rulebook:
    """The rulebook that the YAML files of a folder together are, as parsed and not checked."""
    rulebook: Rulebook = {"rules": []}
    for file in sorted(folder.glob("*.yaml")):
        content = YAML(typ="safe").load(file)
        rulebook["rules"] += content.pop("rules", [])
        rulebook |= content
    return rulebook | {"effective_on": str(rulebook["effective_on"])}


def case_of(content: dict[str, Any], regulation: list[Rulebook]) -> Case:
    """A case as written, with what it leaves out filled in."""
    versions = content.get("versions") or ([content] if "rules" in content else [])
    return Case(
        name=content["case"],
        says=content["says"],
        facts={name: rows_of(name, rows) for name, rows in content["facts"].items()},
        rulebooks=[rulebook_of(version, regulation[0]) for version in versions] or regulation,
        readings=[
            Reading(
                as_of=date.fromisoformat(reading["as_of"]),
                known_at=datetime.fromisoformat(reading["known_at"]) if "known_at" in reading else None,
                cells=reading.get("cells", []),
                none=reading.get("none", []),
            )
            for reading in content["readings"]
        ],
    )


def rows_of(file: str, rows: list[dict[str, Any]]) -> list[Row]:
    """The rows of one interchange file: lists joined by `;`, the columns that must be filled filled."""
    done = []
    for number, written in enumerate(rows, start=1):
        row = {name: ";".join(value) if isinstance(value, list) else value for name, value in written.items()}
        if file in ("tenures", "links", "records"):
            row.setdefault("ref", f"{file[0].upper()}{number}")
        if file == "units":
            row.setdefault("name", f"演示{row['code']}")
        if file == "tenures":
            row.setdefault("name", f"演示-{row['person']}")
        if file == "waivers":
            row = {"regulation": "xpcc-2023", "reason": "演示理由"} | row
        if file == "records":
            evening = {"state": "submitted", "registered_at": f"{row['occurred_on']}T18:00:00+08:00"}
            row = evening | row
        done.append(row)
    return done


def rulebook_of(version: dict[str, Any], regulation: Rulebook) -> Rulebook:
    """A rulebook with the rules that a case writes itself, in the words of the regulation."""
    head = {name: value for name, value in regulation.items() if name != "rules"}
    if "version_from" in version:
        head["version_from"] = version["version_from"]
    return head | {"rules": [rule_of(rule) for rule in version["rules"]]}


def rule_of(written: dict[str, Any]) -> dict[str, Any]:
    """A rule with numbers and booleans read, and the fields that a case leaves out."""
    rule: dict[str, Any] = {
        "article": "5", "item": "一", "quote": "结合本辖区实际,推进实施乡村振兴战略", "title": written["id"],
        "force": "must", "measure": "count", "bearer": "unit", "units": ["division"], "kind": "meeting",
        "at_least": "1", "due": "period_end", "remind_days": "0",
    } | written  # fmt: skip
    for name in NUMBERS:
        if rule.get(name, "all") != "all":
            rule[name] = int(rule[name])
    if "on_topic" in rule:
        rule["on_topic"] = rule["on_topic"] == "true"
    if "household" in rule.get("target", {}):
        rule["target"] = rule["target"] | {"household": True}
    return rule
