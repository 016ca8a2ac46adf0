"""核验审计包。用法:python3 verify.py 审计包.zip --key 公钥指纹;退出状态 0 通过,1 不通过。只需 Python 3.9 以上的标准库。

The slow, obvious reading of the ledger - the rules of counting, sentence by sentence, over plain lists - and, in the
second half, the check of an audit package, which holds the ledger against it and every file against its hash.

It needs nothing but Python's standard library and this one file, so that whoever receives the facts (CSV) and the
rulebooks (JSON) can work out every cell again without the portal. Comments quote the rules they read. Days are calendar
days in Asia/Shanghai; intervals are half-open (the end is the first day on which a fact no longer holds).

    python3 verify.py FILE.zip [--key FINGERPRINT]
    python3 verify.py FOLDER RULES.json --from 2025-01-01 --to 2025-12-31 --as-of 2025-12-31 > ledger.csv
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import hashlib
import io
import json
import re
import struct
import sys
import unicodedata
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree import ElementTree

Row = dict[str, str]
Rule = dict[str, Any]
Rulebook = dict[str, Any]

SHANGHAI = timezone(timedelta(hours=8))
ONE_DAY = timedelta(days=1)
HALF = Fraction(1, 2)
COLUMNS = (
    "regulation",
    "rule",
    "unit",
    "role",
    "period",
    "required",
    "counted",
    "made_up",
    "due_on",
    "met_on",
    "status",
)


# ---------------------------------------------------------------------------------------------------------------------
# The facts, as they come in
# ---------------------------------------------------------------------------------------------------------------------


@dataclass
class World:
    """The interchange files: one list of rows (column name to CSV text) for each file."""

    units: list[Row] = field(default_factory=list)
    tags: list[Row] = field(default_factory=list)
    placements: list[Row] = field(default_factory=list)
    names: list[Row] = field(default_factory=list)
    successions: list[Row] = field(default_factory=list)
    tenures: list[Row] = field(default_factory=list)
    links: list[Row] = field(default_factory=list)
    households: list[Row] = field(default_factory=list)
    records: list[Row] = field(default_factory=list)
    waivers: list[Row] = field(default_factory=list)

    @classmethod
    def from_folder(cls, path: Path | str) -> World:
        """Read the CSV files (UTF-8, with or without BOM) of a folder; a file that is missing is empty."""
        files: dict[str, list[Row]] = {}
        for one in fields(cls):
            file = Path(path) / f"{one.name}.csv"
            if file.exists():
                with file.open(encoding="utf-8-sig", newline="") as stream:
                    files[one.name] = [
                        {name: value or "" for name, value in row.items()} for row in csv.DictReader(stream)
                    ]
        return cls(**files)


def load_rules(path: Path | str) -> list[Rulebook]:
    """Read the rulebooks (one, or a list of them; several versions of a regulation are several) from a JSON file."""
    content = json.loads(Path(path).read_text(encoding="utf-8"))
    return content if isinstance(content, list) else [content]


@dataclass(frozen=True)
class Span:
    """Days from `start` up to, not including, `end`."""

    start: date
    end: date

    def holds(self, day: date) -> bool:
        return self.start <= day < self.end

    def within(self, other: Span) -> Span:
        return Span(max(self.start, other.start), min(self.end, other.end))


@dataclass(frozen=True)
class Unit:
    code: str
    kind: str
    exists: Span

    @property
    def last_day(self) -> date:
        return self.exists.end - ONE_DAY


@dataclass(frozen=True)
class Tenure:
    person: str
    acting: bool
    span: Span


@dataclass(frozen=True)
class Link:
    kind: str
    target: str
    span: Span


@dataclass(frozen=True)
class Record:
    ref: str
    kind: str
    forms: list[str]
    leader: str
    target: str
    households: list[str]
    occurred_on: date
    for_period: str
    on_topic: bool
    registered_at: datetime


def span_of(row: Row, start: str, end: str) -> Span:
    # "empty means open": since ever, or for ever.
    return Span(
        date.fromisoformat(row[start]) if row.get(start) else date.min,
        date.fromisoformat(row[end]) if row.get(end) else date.max,
    )


def items_of(text: str) -> list[str]:
    # "Lists are joined by `;`, without order."
    return [item.strip() for item in text.split(";") if item.strip()]


class Facts:
    """The facts with days instead of text, found by unit; of the records only those visible for (D, K)."""

    def __init__(self, world: World, as_of: date, known_at: datetime) -> None:
        self.as_of = as_of
        self.units: dict[str, Unit] = {}
        self.tags: dict[tuple[str, str], list[Span]] = defaultdict(list)
        self.parents: dict[str, list[tuple[str, Span]]] = defaultdict(list)
        self.children: dict[str, list[tuple[str, Span]]] = defaultdict(list)
        self.tenures: dict[tuple[str, str], list[Tenure]] = defaultdict(list)
        self.links: dict[tuple[str, str], list[Link]] = defaultdict(list)
        self.households: dict[str, list[tuple[str, Span]]] = defaultdict(list)
        self.records: dict[tuple[str, str], list[Record]] = defaultdict(list)
        self.waivers: dict[tuple[str, str, str, str, str], list[date]] = defaultdict(list)
        for row in world.units:
            exists = span_of(row, "established_on", "abolished_on")
            self.units[row["code"]] = Unit(row["code"], row["kind"], exists)
        self._read_unit_facts(world)
        self._read_records(world, known_at)
        for row in world.waivers:
            key = (row["regulation"], row["rule"], row["unit"], row.get("role", ""), row["period"])
            self.waivers[key].append(date.fromisoformat(row["granted_on"]))

    def _read_unit_facts(self, world: World) -> None:
        # "Tenures, placements, tags, links and households lie within the existence of their unit, a link also within
        # that of its target (an open start begins, and an open end ends, with them)".
        for row in world.tags:
            span = span_of(row, "started_on", "ended_on").within(self.units[row["unit"]].exists)
            self.tags[row["unit"], row["tag"]].append(span)
        for row in world.placements:
            span = span_of(row, "started_on", "ended_on").within(self.units[row["unit"]].exists)
            self.parents[row["unit"]].append((row["parent"], span))
            self.children[row["parent"]].append((row["unit"], span))
        for row in world.tenures:
            span = span_of(row, "started_on", "ended_on").within(self.units[row["unit"]].exists)
            tenure = Tenure(row["person"], row.get("acting") == "1", span)
            self.tenures[row["unit"], row["role"]].append(tenure)
        for row in world.links:
            span = span_of(row, "started_on", "ended_on").within(self.units[row["unit"]].exists)
            span = span.within(self.units[row["target"]].exists)
            self.links[row["unit"], row.get("role", "")].append(Link(row["kind"], row["target"], span))
        for row in world.households:
            span = span_of(row, "registered_on", "removed_on").within(self.units[row["unit"]].exists)
            self.households[row["unit"]].append((row["number"], span))

    def _read_records(self, world: World, known_at: datetime) -> None:
        for row in world.records:
            if is_visible(row, self.as_of, known_at):
                record = Record(
                    ref=row["ref"],
                    kind=row["kind"],
                    forms=items_of(row.get("forms", "")),
                    leader=row.get("leader", ""),
                    target=row.get("target", ""),
                    households=items_of(row.get("households", "")),
                    occurred_on=date.fromisoformat(row["occurred_on"]),
                    for_period=row.get("for_period", ""),
                    on_topic=row.get("on_topic") == "1",
                    registered_at=datetime.fromisoformat(row["registered_at"]),
                )
                self.records[row["unit"], record.kind].append(record)

    def has_tag(self, unit: str, tag: str, day: date) -> bool:
        return any(span.holds(day) for span in self.tags.get((unit, tag), []))

    def parent_on(self, unit: str, day: date) -> str:
        for parent, span in self.parents.get(unit, []):
            if span.holds(day):
                return parent
        return ""

    def held(self, unit: str, role: str, person: str, day: date) -> bool:
        # "(acting counts)"
        for tenure in self.tenures.get((unit, role), []):
            if tenure.person == person and tenure.span.holds(day):
                return True
        return False


def is_visible(row: Row, as_of: date, known_at: datetime) -> bool:
    # "A record is visible for (`as_of` day D, `known_at` instant K) iff `registered_at <= K`,"
    if datetime.fromisoformat(row["registered_at"]) > known_at:
        return False
    # "it was not withdrawn at or before K,"
    if row.get("withdrawn_at") and datetime.fromisoformat(row["withdrawn_at"]) <= known_at:
        return False
    # "its state is `submitted` or `confirmed`, and `occurred_on <= D`. Drafts and returned records never count."
    return row["state"] in ("submitted", "confirmed") and date.fromisoformat(row["occurred_on"]) <= as_of


# ---------------------------------------------------------------------------------------------------------------------
# Periods
# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Period:
    """A period by its first and its last day, both included."""

    kind: str
    name: str
    first: date
    last: date

    def contains(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def end_of_month(year: int, month: int) -> date:
    return (date(year, month, 28) + timedelta(days=4)).replace(day=1) - ONE_DAY


def months(kind: str, name: str, year: int, first_month: int, number: int) -> Period:
    return Period(kind, name, date(year, first_month, 1), end_of_month(year, first_month + number - 1))


def week_of(day: date) -> Period:
    # "`week` `2025W07` (ISO)": Monday to Sunday, named by the year in which its Thursday lies.
    year, week, _ = day.isocalendar()
    monday = day - timedelta(days=day.weekday())
    return Period("week", f"{year}W{week:02d}", monday, monday + timedelta(days=6))


def ten_days_of(day: date) -> Period:
    # "`ten_days` `2025-03a/b/c` (旬: days 1-10, 11-20, 21-end)"
    name = f"{day.year:04d}-{day.month:02d}"
    if day.day <= 10:
        return Period("ten_days", name + "a", day.replace(day=1), day.replace(day=10))
    if day.day <= 20:
        return Period("ten_days", name + "b", day.replace(day=11), day.replace(day=20))
    return Period("ten_days", name + "c", day.replace(day=21), end_of_month(day.year, day.month))


def period_of(kind: str, day: date) -> Period:
    """The period of that kind (all but `term`) in which the day lies."""
    year = day.year
    if kind == "week":
        return week_of(day)
    if kind == "ten_days":
        return ten_days_of(day)
    if kind == "month":
        return months(kind, f"{year:04d}-{day.month:02d}", year, day.month, 1)
    if kind == "quarter":
        quarter = (day.month - 1) // 3 + 1
        return months(kind, f"{year:04d}Q{quarter}", year, quarter * 3 - 2, 3)
    if kind == "half":
        half = (day.month - 1) // 6 + 1
        return months(kind, f"{year:04d}H{half}", year, half * 6 - 5, 6)
    if kind == "year":
        return months(kind, f"{year:04d}", year, 1, 12)
    raise ValueError(f"no such kind of period: {kind}")


def periods_between(kind: str, from_day: date, to_day: date) -> list[Period]:
    """The periods of that kind that overlap the days from `from_day` to `to_day`, both included."""
    found = []
    day = from_day
    while day <= to_day:
        period = period_of(kind, day)
        found.append(period)
        day = period.last + ONE_DAY
    # The period in which the last day lies has been reached: its first day is not after it.
    return found


def kind_of_period(name: str) -> str:
    """The kind (length) of the period that a `for_period` names; empty for none."""
    patterns = {
        "week": r"\d{4}W\d\d",
        "ten_days": r"\d{4}-\d\d[abc]",
        "month": r"\d{4}-\d\d",
        "quarter": r"\d{4}Q\d",
        "half": r"\d{4}H\d",
        "year": r"\d{4}",
        "term": r"T\d{4}-\d\d-\d\d",
    }
    for kind, pattern in patterns.items():
        if re.fullmatch(pattern, name, re.ASCII):
            return kind
    return ""


# ---------------------------------------------------------------------------------------------------------------------
# Who owes what
# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Obligation:
    """A rule x a bearer x a period that is owed, before anything is counted."""

    regulation: str
    rule: Rule
    unit: Unit
    role: str  # empty where the unit itself is the bearer
    person: str  # the tenure's person where the period is a term, else empty
    period: Period
    share: Fraction
    listed_from: date

    def last_day_read(self, as_of: date) -> date:
        # "E = min(D, `period_end`, the last day of the bearer's unit)"
        return min(as_of, self.period.last, self.unit.last_day)


def in_force_from(versions: Sequence[Rulebook]) -> date:
    # "the first version holds from `effective_on`"
    return min(date.fromisoformat(str(version["effective_on"])) for version in versions)


def version_from(version: Rulebook) -> date:
    return date.fromisoformat(str(version.get("version_from") or version["effective_on"]))


def governing(versions: Sequence[Rulebook], first_day: date) -> Rulebook:
    # "The version in force on the period's first day (before the first version: the first) governs the whole period".
    ordered = sorted(versions, key=version_from)
    chosen = ordered[0]
    for version in ordered:
        if version_from(version) <= first_day:
            chosen = version
    return chosen


def days_in(spans: Iterable[Span], period: Period) -> set[int]:
    """The days of the period on which at least one of the spans holds, as day numbers."""
    days: set[int] = set()
    for span in spans:
        first = max(span.start, period.first)
        end = min(span.end, period.last + ONE_DAY)
        days.update(range(first.toordinal(), end.toordinal()))
    return days


def active_days(facts: Facts, rule: Rule, unit: Unit, role: str, period: Period, in_force: date) -> set[int]:
    # "Active days of a bearer in a period: the days on which the regulation is in force, the unit exists".
    days = days_in([Span(in_force, date.max)], period) & days_in([unit.exists], period)
    # "(and has the rule's `tag`)"
    if rule.get("tag"):
        days &= days_in(facts.tags.get((unit.code, rule["tag"]), []), period)
    # "and, for a seat, someone holds it (acting holders count)."
    if role:
        tenures = facts.tenures.get((unit.code, role), [])
        days &= days_in([tenure.span for tenure in tenures], period)
    return days


def bearers(facts: Facts, rule: Rule) -> list[tuple[Unit, str]]:
    found = []
    for unit in facts.units.values():
        if unit.kind in rule["units"]:
            # "A rule with `bearer: unit` is borne by every unit whose kind is in `units`".
            if rule["bearer"] == "unit":
                found.append((unit, ""))
            # "with `bearer: seat`, by every (unit, role) with the unit's kind in `units`, the role in `roles`, and at
            # least one tenure of that role there."
            else:
                for role in rule["roles"]:
                    if facts.tenures.get((unit.code, role)):
                        found.append((unit, role))
    return found


def owed_in_period(
    facts: Facts, regulation: str, rule: Rule, period: Period, in_force: date
) -> list[Obligation]:
    found = []
    for unit, role in bearers(facts, rule):
        days = active_days(facts, rule, unit, role, period, in_force)
        # "`share = active days / days of the period`, an exact fraction."
        share = Fraction(len(days), period.days)
        # "An obligation exists ("is owed") iff `share >= 1/2`."
        if share >= HALF:
            # "It is listed from its bearer's first active day in the period on."
            first_active = date.fromordinal(min(days))
            found.append(Obligation(regulation, rule, unit, role, "", period, share, first_active))
    return found


def nominal_end_of_term(start: date, years: int) -> date:
    # "lasts `term_years` to its nominal end (29 February becomes 28 February where the year has none)"
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return start.replace(year=start.year + years, day=28)


def term_owed(
    regulation: str, rule: Rule, unit: Unit, role: str, tenure: Tenure, in_force: date
) -> Obligation | None:
    start = tenure.span.start
    nominal_end = nominal_end_of_term(start, rule["term_years"])
    # "if the tenure or the unit ends earlier, the period ends there." (A tenure's span ends with its unit.)
    end = min(nominal_end, tenure.span.end)
    # "Instead of the half, it is owed iff its last day is one on which the regulation is in force, however short".
    if end - ONE_DAY < in_force:
        return None
    # "`share = days(start, end) / days(start, nominal end)`."
    share = Fraction((end - start).days, (nominal_end - start).days)
    # "(named by its first day)"; "It is listed from its start on."
    period = Period("term", f"T{start.isoformat()}", start, end - ONE_DAY)
    return Obligation(regulation, rule, unit, role, tenure.person, period, share, start)


def owed_terms(facts: Facts, versions: Sequence[Rulebook], in_force: date) -> list[Obligation]:
    found = []
    for (code, role), tenures in facts.tenures.items():
        unit = facts.units[code]
        for tenure in tenures:
            # "A term period (seats only) belongs to one tenure that is not acting".
            if tenure.acting:
                continue
            # "A term is governed by the version in force on its first day."
            version = governing(versions, tenure.span.start)
            for rule in version["rules"]:
                if rule.get("period") == "term" and unit.kind in rule["units"] and role in rule["roles"]:
                    term = term_owed(str(version["regulation"]), rule, unit, role, tenure, in_force)
                    if term is not None:
                        found.append(term)
    return found


def owed_by_regulation(
    facts: Facts, versions: Sequence[Rulebook], from_day: date, to_day: date
) -> list[Obligation]:
    """What one regulation (all its versions) lays on anybody in the periods that overlap the days asked for."""
    in_force = in_force_from(versions)
    found = []
    for kind in ("week", "ten_days", "month", "quarter", "half", "year"):
        for period in periods_between(kind, from_day, to_day):
            # "a rule that a version adds is owed from the first period that starts under it, one that it drops is
            # owed no more from there on."
            version = governing(versions, period.first)
            for rule in version["rules"]:
                # "continuous: no number. It has no ledger row." (A continuous rule names no period.)
                if rule["measure"] != "continuous" and rule["period"] == kind:
                    found += owed_in_period(facts, str(version["regulation"]), rule, period, in_force)
    for term in owed_terms(facts, versions, in_force):
        if term.period.first <= to_day and term.period.last >= from_day:
            found.append(term)
    return found


# ---------------------------------------------------------------------------------------------------------------------
# Due days
# ---------------------------------------------------------------------------------------------------------------------


def due_on(obligation: Obligation) -> date:
    due = obligation.rule["due"]
    last = obligation.period.last
    # "`due` is one of: `period_end`;"
    if due == "period_end":
        return last
    # "`+Nd` (N days after `period_end`);"
    if due.startswith("+"):
        return last + timedelta(days=int(due[1:-1]))
    # "`next MM-DD` (that day in the year after the one in which the period ends);"
    if due.startswith("next "):
        return date.fromisoformat(f"{last.year + 1:04d}-{due[5:]}")
    # "`MM-DD` (periods of a year only: that day of the year, but never earlier than 30 days after the bearer's first
    # active day in the period, and never later than `period_end`)."
    named = date.fromisoformat(f"{last.year:04d}-{due}")
    return min(max(named, obligation.listed_from + timedelta(days=30)), last)


# ---------------------------------------------------------------------------------------------------------------------
# What counts
# ---------------------------------------------------------------------------------------------------------------------


def form_fits(rule: Rule, record: Record) -> bool:
    # "where the rule has a `form`, that form, or one of `also_forms`, is among the record's forms"
    if not rule.get("form"):
        return True
    return any(form in record.forms for form in [rule["form"], *rule.get("also_forms", [])])


def topic_fits(rule: Rule, record: Record) -> bool:
    # "where the rule says `on_topic`, the record is on the topic"
    return record.on_topic or not rule.get("on_topic")


def leader_fits(facts: Facts, obligation: Obligation, record: Record) -> bool:
    code, day = obligation.unit.code, record.occurred_on
    # "where the rule has `led_by` roles, the record's leader held one of them at that unit on `occurred_on`".
    led_by = obligation.rule.get("led_by")
    if led_by and not any(facts.held(code, role, record.leader, day) for role in led_by):
        return False
    # "for a term, the leader is the tenure's person (an acting holder's visits count for no term)"
    if obligation.period.kind == "term":
        return record.leader == obligation.person
    # "for a seat's rule, the leader held that seat's role on that day"
    return not obligation.role or facts.held(code, obligation.role, record.leader, day)


def unit_fits(facts: Facts, target: dict[str, Any], code: str, bearer: str, day: date) -> bool:
    """Whether the unit fits the `unit`, `tag` and `under` of a rule's target on that day."""
    # "`unit: KIND`, the target is a unit of that kind;"
    if "unit" in target and (code not in facts.units or facts.units[code].kind != target["unit"]):
        return False
    # "`tag: TAG`, it had that tag on `occurred_on`;"
    if "tag" in target and not facts.has_tag(code, target["tag"], day):
        return False
    # "`under: bearer`, it was placed directly under the bearer's unit on `occurred_on`."
    return "under" not in target or facts.parent_on(code, day) == bearer


def target_fits(facts: Facts, obligation: Obligation, record: Record) -> bool:
    # "Without `target`, any or none."
    target = obligation.rule.get("target") or {}
    # "`linked: KIND`, the bearer (the seat; for a unit's rule the unit itself, role empty) had an active link of that
    # kind to the record's target on `occurred_on`;"
    if "linked" in target:
        links = facts.links.get((obligation.unit.code, obligation.role), [])
        if not any(
            link.kind == target["linked"]
            and link.target == record.target
            and link.span.holds(record.occurred_on)
            for link in links
        ):
            return False
    return unit_fits(facts, target, record.target, obligation.unit.code, record.occurred_on)


def period_named(obligation: Obligation, record: Record) -> str:
    # "The record's `for_period`, if it is of another length than the rule's period, is taken as empty here."
    same_length = kind_of_period(record.for_period) == obligation.period.kind
    return record.for_period if same_length else ""


def time_fits(obligation: Obligation, record: Record) -> bool:
    period, measure, named = obligation.period, obligation.rule["measure"], period_named(obligation, record)
    # "A `submission` counts iff `for_period` names exactly this period, on whatever day."
    if measure == "submission":
        return named == period.name
    # "For the other measures, with `for_period` empty, `occurred_on` lies in the period;"
    if not named:
        return period.contains(record.occurred_on)
    # "with `for_period` set, it names exactly this period"
    if named != period.name:
        return False
    # "and `occurred_on` lies in it too, or the measure is coverage with a `due` after `period_end` and `occurred_on` is
    # after `period_end`".
    if period.contains(record.occurred_on):
        return True
    return measure == "coverage" and due_on(obligation) > period.last and record.occurred_on > period.last


def is_make_up(obligation: Obligation, record: Record) -> bool:
    # "For a `count` rule, a record that names this period in `for_period`, took place after `period_end` and fits in
    # all else is a make-up (补办)".
    return (
        obligation.rule["measure"] == "count"
        and record.for_period == obligation.period.name
        and record.occurred_on > obligation.period.last
    )


def candidates(facts: Facts, obligation: Obligation) -> list[Record]:
    """The visible records that meet all conditions but those of the target and the time."""
    # "1. its unit is the bearer's unit; 2. its kind is the rule's `kind`;"
    records = facts.records.get((obligation.unit.code, obligation.rule["kind"]), [])
    return [
        record
        for record in records
        if form_fits(obligation.rule, record)
        and topic_fits(obligation.rule, record)
        and leader_fits(facts, obligation, record)
    ]


# ---------------------------------------------------------------------------------------------------------------------
# Measures
# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reading:
    """What was counted: numbers, and the day on which the required number was reached (None: it was not)."""

    required: int
    counted: int
    made_up: int
    met_on: date | None


def pro_rated(number: int, share: Fraction) -> int:
    # "`required = max(1, floor(at_least x share + 1/2))`"
    return max(1, floor(number * share + HALF))


def day_reached(days: list[date], required: int) -> date | None:
    # The day of the `required`-th, in the order of days.
    return sorted(days)[required - 1] if len(days) >= required else None


def read_count(facts: Facts, obligation: Obligation) -> Reading:
    """The measures `count` and `submission`."""
    counting, made_up = [], 0
    for record in candidates(facts, obligation):
        if target_fits(facts, obligation, record):
            if time_fits(obligation, record):
                counting.append(record)
            # "it is not counted where it took place, and in the named period it is shown as made up, never as met."
            elif is_make_up(obligation, record):
                made_up += 1
    # "`met_on` = `occurred_on` of the `required`-th in the order (`occurred_on`, `registered_at`, `ref`)."
    counting.sort(key=lambda record: (record.occurred_on, record.registered_at, record.ref))
    required = pro_rated(obligation.rule["at_least"], obligation.share)
    met_on = counting[required - 1].occurred_on if len(counting) >= required else None
    return Reading(required, len(counting), made_up, met_on)


def targets_to_cover(facts: Facts, obligation: Obligation, day: date) -> set[str]:
    target, code = obligation.rule["target"], obligation.unit.code
    # "`household: true` = household numbers registered at that company on E."
    if target.get("household"):
        return {number for number, span in facts.households.get(code, []) if span.holds(day)}
    # "`child: KIND` = units of that kind placed directly under the bearer's unit on E, in existence on E (and, with
    # `tag`, having it on E);"
    found = set()
    for child, span in facts.children.get(code, []):
        unit = facts.units[child]
        if (
            unit.kind == target["child"]
            and span.holds(day)
            and unit.exists.holds(day)
            and ("tag" not in target or facts.has_tag(child, target["tag"], day))
        ):
            found.add(child)
    return found


def read_coverage(facts: Facts, obligation: Obligation) -> Reading | None:
    targets = targets_to_cover(facts, obligation, obligation.last_day_read(facts.as_of))
    # "with N = 0 nothing is owed and there is no row, for terms too."
    if not targets:
        return None
    # "N = number of targets; `required` = `max(1, floor(N x share + 1/2))`".
    required = pro_rated(len(targets), obligation.share)
    # "`counted` = distinct targets with at least one counting record (what counts is whether it is a target on E, not
    # on the day of the visit)".
    first_covered: dict[str, date] = {}
    for record in candidates(facts, obligation):
        if time_fits(obligation, record):
            visited = record.households if obligation.rule["target"].get("household") else [record.target]
            for name in visited:
                if name in targets:
                    earlier = first_covered.get(name, record.occurred_on)
                    first_covered[name] = min(earlier, record.occurred_on)
    # "`met_on` = the day on which the `required`-th distinct target was first covered."
    return Reading(required, len(first_covered), 0, day_reached(list(first_covered.values()), required))


def read_standing(facts: Facts, obligation: Obligation) -> Reading:
    rule, code = obligation.rule, obligation.unit.code
    day = obligation.last_day_read(facts.as_of)
    # "`counted` = number of distinct targets to which the bearer (the seat; or the unit itself, role empty) has a link
    # of that kind active on E, the target being in existence on E and fitting `unit`, `tag`, `under` on E."
    earliest: dict[str, date] = {}
    for link in facts.links.get((code, obligation.role), []):
        stands = (
            link.kind == rule["kind"] and link.span.holds(day) and facts.units[link.target].exists.holds(day)
        )
        if stands and unit_fits(facts, rule.get("target") or {}, link.target, code, day):
            earliest[link.target] = min(earliest.get(link.target, link.span.start), link.span.start)
    # "`required` = `at_least`, not pro-rated. `met_on` = the `required`-th smallest, over those targets, of
    # max(earliest `started_on` of its active links, period start)."
    days = [max(start, obligation.period.first) for start in earliest.values()]
    required = rule["at_least"]
    return Reading(required, len(earliest), 0, day_reached(days, required))


def read_measure(facts: Facts, obligation: Obligation) -> Reading | None:
    measure = obligation.rule["measure"]
    if measure == "coverage":
        return read_coverage(facts, obligation)
    if measure == "standing":
        return read_standing(facts, obligation)
    return read_count(facts, obligation)


# ---------------------------------------------------------------------------------------------------------------------
# Status on day D
# ---------------------------------------------------------------------------------------------------------------------


def is_waived(facts: Facts, obligation: Obligation) -> bool:
    # "a waiver for this obligation with `granted_on <= D`"
    key = (
        obligation.regulation,
        obligation.rule["id"],
        obligation.unit.code,
        obligation.role,
        obligation.period.name,
    )
    return any(granted_on <= facts.as_of for granted_on in facts.waivers.get(key, []))


def status_of(facts: Facts, obligation: Obligation, reading: Reading) -> str:
    """The first status of the table that fits. (`upcoming` is never exported: no row is listed before its period.)"""
    today, due = facts.as_of, due_on(obligation)
    if is_waived(facts, obligation):
        return "waived"
    # "`counted >= required` and `met_on <= due_on`"; "`counted >= required`, `met_on` after `due_on`"
    if reading.met_on is not None:
        return "met" if reading.met_on <= due else "met_late"
    # "D <= `due_on` and D >= `due_on` - `remind_days`"; "D <= `due_on`"
    if today <= due:
        remind_from = due - timedelta(days=obligation.rule.get("remind_days", 0))
        return "due_soon" if today >= remind_from else "pending"
    # "past due, `force: unquantified`"
    if obligation.rule["force"] == "unquantified":
        return "open"
    # "past due, `counted` + `made_up` >= `required`"; "past due"
    return "made_up" if reading.counted + reading.made_up >= reading.required else "overdue"


# ---------------------------------------------------------------------------------------------------------------------
# The ledger
# ---------------------------------------------------------------------------------------------------------------------


def in_area(facts: Facts, code: str, area: str, day: date) -> bool:
    # "The row lies in the area of A iff the bearer's unit is A or under A (any depth) by the placements of E."
    while code and code != area:
        code = facts.parent_on(code, day)
    return code == area


def row_of(facts: Facts, obligation: Obligation, reading: Reading) -> Row:
    return {
        "regulation": obligation.regulation,
        "rule": obligation.rule["id"],
        "unit": obligation.unit.code,
        "role": obligation.role,
        "period": obligation.period.name,
        "required": str(reading.required),
        "counted": str(reading.counted),
        "made_up": str(reading.made_up),
        "due_on": due_on(obligation).isoformat(),
        "met_on": reading.met_on.isoformat() if reading.met_on else "",
        "status": status_of(facts, obligation, reading),
    }


def is_asked_for(facts: Facts, obligation: Obligation, unit: str | None, measures: set[str] | None) -> bool:
    # "It is listed from its bearer's first active day in the period on."
    if obligation.listed_from > facts.as_of:
        return False
    if measures is not None and obligation.rule["measure"] not in measures:
        return False
    day = obligation.last_day_read(facts.as_of)
    return unit is None or in_area(facts, obligation.unit.code, unit, day)


def read_ledger(
    world: World,
    rulebooks: Sequence[Rulebook],
    *,
    from_day: date,
    to_day: date,
    as_of: date,
    known_at: datetime | None = None,
    unit: str | None = None,
    measures: set[str] | None = None,
) -> list[Row]:
    """The rows of the ledger whose period overlaps the days from `from_day` to `to_day` (both included).

    Only what is listed on `as_of` is given, with the status of that day, from what was known at `known_at` (an aware
    instant; default: now). `unit` restricts the rows to the area of that unit, `measures` to rules of those measures.
    Values are the text of the export; rows are in code-point order of regulation, rule, unit, role, period.
    """
    facts = Facts(world, as_of, known_at or datetime.now(SHANGHAI))
    regulations: dict[str, list[Rulebook]] = defaultdict(list)
    for rulebook in rulebooks:
        regulations[str(rulebook["regulation"])].append(rulebook)
    rows = []
    for versions in regulations.values():
        for obligation in owed_by_regulation(facts, versions, from_day, to_day):
            if is_asked_for(facts, obligation, unit, measures):
                reading = read_measure(facts, obligation)
                if reading is not None:
                    rows.append(row_of(facts, obligation, reading))
    return sorted(rows, key=lambda row: [row[name] for name in COLUMNS[:5]])


# ---------------------------------------------------------------------------------------------------------------------
# The audit package: what is wrong with one
# ---------------------------------------------------------------------------------------------------------------------

FORMAT = "xpcc-audit-package-1"
MANIFEST, SIGNATURE = "manifest.json", "signature.json"
LEDGER_CSV, LEDGER_BOOK, REPORT = "ledger/ledger.csv", "ledger/ledger.xlsx", "ledger/report.pdf"
REQUIRED = (
    *(f"facts/{each.name}.csv" for each in fields(World)),
    LEDGER_CSV, LEDGER_BOOK, REPORT, "entries/entries.jsonl", "documents/documents.jsonl",
    "statements/statements.jsonl", "history/facts.jsonl", "history/entries.jsonl", "history/documents.jsonl",
    "verify.py", "说明.txt",
)  # fmt: skip
KEPT_FILES = {"evidence": "佐证材料", "documents/files": "公文", "statements/files": "说明材料"}
"""Folders of files that lines of the package refer to, and what they are called."""

WORDS = {"required": "应完成", "counted": "已计入", "made_up": "补办", "due_on": "到期日", "met_on": "完成日",
         "status": "状态"}  # fmt: skip
NAMED = 200
"""So many faults are told one by one."""

CHUNK = 1 << 20
UNREADABLE = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, ArithmeticError, RecursionError, csv.Error,
    zipfile.BadZipFile, ElementTree.ParseError, struct.error, zlib.error, NotImplementedError,
)  # fmt: skip
"""What a file raises that does not hold what it should."""


class RefusedError(Exception):
    """The file is no package, or one that must not be looked into any further; the text says why."""


@dataclass
class Findings:
    """What was checked, and what is wrong; the package holds where nothing is."""

    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)

    def fault(self, text: str) -> None:
        self.faults.append(text)

    @contextlib.contextmanager
    def checking(self, name: str) -> Iterator[None]:
        """One check: passed where it adds no fault; content that cannot be read is a fault of its own."""
        before = len(self.faults)
        try:
            yield
        except UNREADABLE as error:
            self.fault(f"{name}:内容残缺或格式不对,无法核对({type(error).__name__}: {error})")
        if len(self.faults) == before:
            self.passed.append(name)


# ---------------------------------------------------------------------------------------------------------------------
# The archive: a ZIP without slack. Nothing is compressed, so nothing can swell; each byte of it that is not content of
# a file is as this page says, so that none can be changed unnoticed.
# ---------------------------------------------------------------------------------------------------------------------

LOCAL_HEAD = struct.Struct("<4s5H3I2H")
CENTRAL_HEAD = struct.Struct("<4s6H3I5H2I")
STAMP = (0, 33)
"""Time and date of every file: 1980-01-01 00:00."""

PLAIN_FILE = 0o100644 << 16
FAR = (1 << 31) - 1
"""Beyond this an offset is written in 64 bits."""


@dataclass(frozen=True)
class Member:
    """One file of the archive: where its content lies."""

    path: str
    start: int
    size: int
    crc: int


class Archive:
    """The files of a package, read in place."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.members = members_of(stream)
        self.read_sums: dict[str, tuple[str, int]] = {}

    def chunks(self, path: str) -> Iterator[bytes]:
        member = self.members[path]
        self.stream.seek(member.start)
        left = member.size
        while left:
            chunk = self.stream.read(min(CHUNK, left))
            if not chunk:
                raise RefusedError(f"{path}:文件不完整")
            left -= len(chunk)
            yield chunk

    def read(self, path: str) -> bytes:
        return b"".join(self.chunks(path))

    def sums(self, path: str) -> tuple[str, int]:
        """The SHA-256 and the CRC of a file's content, read once; ("", 0) where the file is not there."""
        if path in self.members and path not in self.read_sums:
            digest, crc = hashlib.sha256(), 0
            for chunk in self.chunks(path):
                digest.update(chunk)
                crc = zlib.crc32(chunk, crc)
            self.read_sums[path] = digest.hexdigest(), crc
        return self.read_sums.get(path, ("", 0))

    def text(self, path: str) -> str:
        return self.read(path).decode("utf-8-sig")

    def lines(self, path: str) -> list[dict[str, Any]]:
        """The objects of a file with one JSON object a line; none where the file is missing."""
        if path not in self.members:
            return []
        found = [json.loads(line) for line in self.read(path).decode("utf-8").split("\n") if line]
        if not all(isinstance(each, dict) for each in found):
            raise ValueError(f"{path} has a line that is no object")
        return found


def members_of(stream: BinaryIO) -> dict[str, Member]:
    """The files by path, in the order of the archive. Raises RefusedError for what no package of the portal looks like."""
    try:
        with zipfile.ZipFile(stream) as archive:
            infos, opened = archive.infolist(), archive.start_dir
    except (zipfile.BadZipFile, *UNREADABLE) as error:
        raise RefusedError(f"不是完整的 ZIP 文件({error})") from error
    members: dict[str, Member] = {}
    seen: set[str] = set()
    position, heads = 0, b""
    for info in infos:
        path = info.filename
        check_member(info, seen)
        name = path.encode("utf-8")
        local = local_head(info, name)
        stream.seek(position)
        if info.header_offset != position or stream.read(len(local)) != local:
            raise RefusedError(f"{path}:ZIP 的文件头被改动,或文件之间有多余、重叠的内容")
        heads += central_head(info, name, position)
        members[path] = Member(path, position + len(local), info.file_size, info.CRC)
        position += len(local) + info.file_size
    stream.seek(position)
    ending = heads + end_of_archive(len(infos), len(heads), position)
    if opened != position or stream.read(len(ending) + 1) != ending:
        raise RefusedError("ZIP 的目录被改动,或其前后有多余的内容;请核验原来的文件,不要重新压缩")
    return members


def check_member(info: zipfile.ZipInfo, seen: set[str]) -> None:
    """Refuse what is compressed (it could swell), locked, or would be written elsewhere than its name says."""
    path = info.filename
    if (
        info.flag_bits & ~0x800
        or info.compress_type != zipfile.ZIP_STORED
        or info.file_size != info.compress_size
    ):
        raise RefusedError(f"{path}:经过压缩或加密,可能膨胀到任意大小;审计包从不压缩,请核验原来的文件")
    parts = path.split("/")
    plain = re.fullmatch(r"[\w.\-]+(/[\w.\-]+)*", path) and not any(part.startswith(".") for part in parts)
    if not plain or len(path) > 200:
        raise RefusedError(f"{path!r}:文件名不合规,可能写到别处")
    folded = unicodedata.normalize("NFKC", path).casefold()
    if folded in seen:
        raise RefusedError(f"{path}:有重名的文件")
    seen.add(folded)


def local_head(info: zipfile.ZipInfo, name: bytes) -> bytes:
    size, flags = info.file_size, 0 if name.isascii() else 0x800
    return LOCAL_HEAD.pack(b"PK\3\4", 20, flags, 0, *STAMP, info.CRC, size, size, len(name), 0) + name


def central_head(info: zipfile.ZipInfo, name: bytes, offset: int) -> bytes:
    size, flags = info.file_size, 0 if name.isascii() else 0x800
    extra = struct.pack("<HHQ", 1, 8, offset) if offset > FAR else b""
    version, shown = (45, 0xFFFFFFFF) if extra else (20, offset)
    head = CENTRAL_HEAD.pack(
        b"PK\1\2", 3 << 8 | version, version, flags, 0, *STAMP, info.CRC, size, size,
        len(name), len(extra), 0, 0, 0, PLAIN_FILE, shown,
    )  # fmt: skip
    return head + name + extra


def end_of_archive(count: int, size: int, offset: int) -> bytes:
    """The records with which an archive of `count` files ends whose directory of `size` bytes begins at `offset`."""
    far = b""
    if count > 0xFFFF or offset > FAR or size > FAR:
        far = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, offset)
        far += struct.pack("<4sIQI", b"PK\6\7", 0, offset + size, 1)
        count, size, offset = min(count, 0xFFFF), min(size, 0xFFFFFFFF), min(offset, 0xFFFFFFFF)
    return far + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, size, offset, 0)


# ---------------------------------------------------------------------------------------------------------------------
# The manifest: the hash of every file, chained; the signature over it, checked with integers
# ---------------------------------------------------------------------------------------------------------------------

SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")
"""What stands before a SHA-256 in a signature by PKCS #1 v1.5 (RFC 8017, 9.2)."""

LEAST_BITS = 2048


def read_manifest(archive: Archive) -> dict[str, Any]:
    """The manifest, of the shape that the rest relies on. Raises RefusedError."""
    if MANIFEST not in archive.members:
        raise RefusedError(f"缺少 {MANIFEST}(目录),不是审计包")
    try:
        manifest = json.loads(archive.read(MANIFEST).decode("utf-8"))
        about, files = manifest["about"], manifest["files"]
        known = manifest["format"] == FORMAT and isinstance(about, dict) and isinstance(files, list)
        for each in files:
            known = known and sorted(each) == ["chain", "path", "sha256", "size"]
            known = known and all(isinstance(each[name], str) for name in ("chain", "path", "sha256"))
        for name in ("from", "to", "as_of"):
            date.fromisoformat(about[name])
        known = known and instant(about["known_at"]) is not None and isinstance(about["unit"], str)
    except UNREADABLE as error:
        raise RefusedError(f"{MANIFEST}(目录)残缺,无法核验({type(error).__name__}: {error})") from error
    if not known:
        raise RefusedError(f"{MANIFEST}(目录)不是本程序所认识的格式 {FORMAT}")
    return dict(manifest)


def check_files(archive: Archive, manifest: dict[str, Any], findings: Findings) -> None:
    """No file too many and none missing, in the order of the manifest, each with the content that it was listed with."""
    listed = [each["path"] for each in manifest["files"]]
    there = [path for path in archive.members if path not in (MANIFEST, SIGNATURE)]
    for path in sorted(set(there) - set(listed)):
        findings.fault(f"{path}:目录中没有的文件")
    for path in sorted(set(listed) - set(there)):
        findings.fault(f"{path}:目录中有,包内缺少")
    for path in sorted(set(REQUIRED) - set(there)):
        findings.fault(f"{path}:审计包必有的文件,包内缺少")
    if sorted(there) == sorted(listed) and there != listed:
        findings.fault("文件的次序与目录不一致")
    if list(archive.members)[-2:] != [MANIFEST, SIGNATURE]:
        findings.fault("目录和签名不在包的末尾")
    for each in manifest["files"]:
        path = each["path"]
        digest, crc = archive.sums(path)
        if digest and (digest, archive.members[path].size) != (each["sha256"], each["size"]):
            findings.fault(f"{path}:内容被改动(SHA-256 与目录不符)")
        elif digest and crc != archive.members[path].crc:
            findings.fault(f"{path}:ZIP 所记的校验值被改动")


def check_chain(manifest: dict[str, Any], findings: Findings) -> None:
    """Each file is chained to all before it, the first to what the package is about."""
    about = json.dumps(manifest["about"], ensure_ascii=False, sort_keys=True)
    link = hashlib.sha256(about.encode()).hexdigest()
    for number, each in enumerate(manifest["files"], start=1):
        link = hashlib.sha256(
            f"{link}\n{each['path']}\n{each['size']}\n{each['sha256']}".encode()
        ).hexdigest()
        if link != each["chain"]:
            findings.fault(
                f"目录的链在第 {number} 项({each['path']})断开:此前的文件、次序或包的说明(单位、期间、截至日期)被改动"
            )
            return


def check_signature(archive: Archive, manifest: dict[str, Any], wanted: str, findings: Findings) -> str:
    """Whether the manifest was signed by the key of the fingerprint `wanted`; gives that of the key that did, or ''."""
    if SIGNATURE not in archive.members:
        findings.fault(f"缺少 {SIGNATURE}(签名)")
        return ""
    given = json.loads(archive.read(SIGNATURE).decode("utf-8"))
    modulus, exponent = int(given["modulus"], 16), given["exponent"]
    signature = bytes.fromhex(given["signature"])
    fingerprint = fingerprint_of(modulus, exponent)
    if (
        given["algorithm"] != "RSASSA-PKCS1-v1_5-SHA256"
        or exponent != 65537
        or modulus.bit_length() < LEAST_BITS
    ):
        findings.fault(f"{SIGNATURE}:签名的算法或密钥太弱,不予认可")
    if not signature_holds(archive.read(MANIFEST), modulus, exponent, signature):
        findings.fault("签名不成立:目录被改动,或签名不是这把密钥所作")
    if not fingerprint == given["fingerprint"] == manifest["about"].get("fingerprint"):
        findings.fault(f"{SIGNATURE}:所写的公钥指纹与公钥不符")
    if wanted and fingerprint != wanted:
        findings.fault(f"签名用的是另一把密钥:其指纹为 {grouped(fingerprint)},应为 {grouped(wanted)}")
    return fingerprint


def signature_holds(signed: bytes, modulus: int, exponent: int, signature: bytes) -> bool:
    """RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2.2): the whole encoded message is compared, nothing is parsed."""
    length = (modulus.bit_length() + 7) // 8
    number = int.from_bytes(signature, "big")
    if len(signature) != length or number >= modulus:
        return False
    hashed = SHA256_PREFIX + hashlib.sha256(signed).digest()
    expected = b"\x00\x01" + b"\xff" * (length - len(hashed) - 3) + b"\x00" + hashed
    return pow(number, exponent, modulus).to_bytes(length, "big") == expected


def fingerprint_of(modulus: int, exponent: int) -> str:
    """The SHA-256 of the public key as SubjectPublicKeyInfo in DER, which `openssl pkey -pubin -outform DER` writes."""
    key = der(0x30, der_integer(modulus) + der_integer(exponent))
    algorithm = der(0x30, bytes.fromhex("06092a864886f70d010101") + b"\x05\x00")
    return hashlib.sha256(der(0x30, algorithm + der(0x03, b"\x00" + key))).hexdigest()


def der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def der_integer(number: int) -> bytes:
    return der(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def grouped(fingerprint: str) -> str:
    return " ".join(fingerprint[start : start + 4] for start in range(0, len(fingerprint), 4))


# ---------------------------------------------------------------------------------------------------------------------
# The ledger: counted again from the facts and rules of the package; the same in the workbook
# ---------------------------------------------------------------------------------------------------------------------

KEY = COLUMNS[:5]
LIFE = ("established_on", "abolished_on")


def plain(text: str) -> str:
    # Text that a spreadsheet would run stands behind an apostrophe.
    return text[1:] if re.match(r"'+[=+@\-]", text) else text


def csv_rows(text: str) -> list[Row]:
    """The rows of a CSV file with a header, each of as many values."""
    head, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    for number, row in enumerate(rows, start=2):
        if len(row) != len(head):
            raise ValueError(f"row {number} has {len(row)} values, not {len(head)}")
    return [{name: plain(row[place]) for place, name in enumerate(head)} for row in rows]


def read_world(archive: Archive) -> World:
    return World(**{each.name: csv_rows(archive.text(f"facts/{each.name}.csv")) for each in fields(World)})


def read_rules(archive: Archive) -> list[Rulebook]:
    paths = [path for path in archive.members if path.startswith("rules/") and path.endswith(".json")]
    if not paths:
        raise ValueError("no rulebook")
    return [dict(json.loads(archive.text(path))) for path in paths]


def check_ledger(archive: Archive, about: dict[str, Any], world: World, findings: Findings) -> None:
    """Count the ledger again and name each row and column in which the stated one differs."""
    head, *_ = csv.reader(io.StringIO(archive.text(LEDGER_CSV)))
    if tuple(head) != COLUMNS:
        raise ValueError("the columns of the ledger are not those of this program")
    stated = keyed(csv_rows(archive.text(LEDGER_CSV)), LEDGER_CSV, findings)
    counted = read_ledger(
        world,
        read_rules(archive),
        from_day=date.fromisoformat(about["from"]),
        to_day=date.fromisoformat(about["to"]),
        as_of=date.fromisoformat(about["as_of"]),
        known_at=instant(about["known_at"]),
        unit=about["unit"],
    )
    if not counted and not stated:
        findings.fault("台账没有一行,由事实也数不出一行")
    compare_ledgers(stated, {key_of(row): row for row in counted}, "由事实和口径重新计数", findings)


Key = tuple[str, ...]


def key_of(row: Row) -> Key:
    return tuple(row[name] for name in KEY)


def keyed(rows: list[Row], name: str, findings: Findings) -> dict[Key, Row]:
    found: dict[Key, Row] = {}
    for row in rows:
        if key_of(row) in found:
            findings.fault(f"{name}:{named(key_of(row))} 写了两行")
        found[key_of(row)] = row
    return found


def named(key: Key) -> str:
    """A row of the ledger in words: which rule, whose, which period."""
    regulation, rule, unit, role, period = key
    return f"{regulation} {rule} {unit}{f'({role})' if role else ''} {period}"


def compare_ledgers(stated: dict[Key, Row], other: dict[Key, Row], how: str, findings: Findings) -> None:
    for key in sorted(stated.keys() | other.keys()):
        if key not in other:
            findings.fault(f"台账 {named(key)}:{how}没有这一行")
        elif key not in stated:
            findings.fault(f"台账 {named(key)}:{how}有这一行,台账缺少")
        else:
            for name in COLUMNS[5:]:
                mine, theirs = stated[key][name], other[key][name]
                if mine != theirs:
                    findings.fault(
                        f"台账 {named(key)}:{WORDS[name]}({name})写为 {mine or '空'},{how}为 {theirs or '空'}"
                    )


def check_facts(about: dict[str, Any], world: World, findings: Findings) -> None:
    """What the counting relies on: each unit that is named is there, and no record is one that was not known or a draft."""
    codes = {row["code"] for row in world.units}
    if about["unit"] not in codes:
        findings.fault(f"facts/units.csv:没有审计包所属的单位 {about['unit']}")
    for name in ("tags", "placements", "tenures", "links", "households", "records", "waivers"):
        for row in getattr(world, name):
            missing = {row[column] for column in ("unit", "target") if row.get(column)} - codes
            for code in sorted(missing):
                findings.fault(
                    f"facts/{name}.csv:{row.get('ref') or row['unit']} 所指的单位 {code} 不在 units.csv 中"
                )
    known_at, refs = instant(about["known_at"]), set()
    for row in world.records:
        if row["ref"] in refs:
            findings.fault(f"facts/records.csv:履职记录 {row['ref']} 有两行")
        refs.add(row["ref"])
        if instant(row["registered_at"]) > known_at:
            findings.fault(
                f"facts/records.csv:履职记录 {row['ref']} 登记于 {row['registered_at']},晚于掌握时点"
            )
        if row["state"] == "draft":
            findings.fault(f"facts/records.csv:履职记录 {row['ref']} 是草稿,草稿不入包")


# The sheet 台账 of the workbook: which of its heads are the columns of the ledger.
HEADS = {"法规": "regulation", "口径代码": "rule", "单位代码": "unit", "职务代码": "role", "周期": "period",
         "应完成": "required", "已计入": "counted", "补办": "made_up", "到期日": "due_on", "完成日": "met_on",
         "状态代码": "status"}  # fmt: skip
SHEET = "台账"
LARGEST_PART = 1 << 30
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINKED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def check_book(archive: Archive, findings: Findings) -> None:
    """The workbook says what the CSV says, figure by figure."""
    stated = keyed(csv_rows(archive.text(LEDGER_CSV)), LEDGER_CSV, Findings())
    with zipfile.ZipFile(io.BytesIO(archive.read(LEDGER_BOOK))) as book:
        rows = sheet_rows(book, SHEET)
    head = [HEADS.get(value, "") for value in rows[0]]
    if sorted(filter(None, head)) != sorted(HEADS.values()):
        raise ValueError("the sheet has other heads")
    lines = []
    for values in rows[1:]:
        line = {name: values[place] for place, name in enumerate(head) if name}
        for name in ("due_on", "met_on"):
            line[name] = day_of_serial(line[name])
        lines.append(line)
    book_rows = keyed(lines, LEDGER_BOOK, findings)
    compare_ledgers(stated, book_rows, f"{LEDGER_BOOK} 中", findings)


def part_of(book: zipfile.ZipFile, name: str) -> bytes:
    """A part of the workbook, if it is not larger than any ledger; XML that declares entities is refused."""
    if book.getinfo(name).file_size > LARGEST_PART:
        raise ValueError(f"{name} is too large")
    content = book.read(name)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ValueError(f"{name} declares entities")
    return content


def sheet_rows(book: zipfile.ZipFile, title: str) -> list[list[str]]:
    """The cells of a sheet as text, row by row, as many in each as in the first."""
    sheets = ElementTree.fromstring(part_of(book, "xl/workbook.xml")).iter(f"{MAIN}sheet")
    link = next(sheet.get(LINKED) for sheet in sheets if sheet.get("name") == title)
    relations = ElementTree.fromstring(part_of(book, "xl/_rels/workbook.xml.rels"))
    target = next(each.get("Target", "") for each in relations if each.get("Id") == link)
    shared: list[str] = []
    if "xl/sharedStrings.xml" in book.namelist():
        strings = ElementTree.fromstring(part_of(book, "xl/sharedStrings.xml"))
        shared = [
            "".join(text.text or "" for text in item.iter(f"{MAIN}t")) for item in strings.iter(f"{MAIN}si")
        ]
    path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    rows: list[list[str]] = []
    for _, element in ElementTree.iterparse(io.BytesIO(part_of(book, path))):
        if element.tag == f"{MAIN}row":
            rows.append(row_cells(element, shared, len(rows[0]) if rows else 0))
            element.clear()
    return rows


def row_cells(row: ElementTree.Element, shared: list[str], width: int) -> list[str]:
    cells: dict[int, str] = {}
    for position, cell in enumerate(row.iter(f"{MAIN}c")):
        cells[column_of(cell.get("r", ""), position)] = cell_text(cell, shared)
    return [cells.get(column, "") for column in range(max(width, max(cells, default=-1) + 1))]


def column_of(place: str, position: int) -> int:
    letters = re.match(r"[A-Z]+", place)
    if letters is None:
        return position
    number = 0
    for letter in letters[0]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def cell_text(cell: ElementTree.Element, shared: list[str]) -> str:
    if cell.find(f"{MAIN}f") is not None:
        raise ValueError("a cell of the ledger is a formula")
    if cell.get("t") == "inlineStr":
        return plain("".join(text.text or "" for text in cell.iter(f"{MAIN}t")))
    value = cell.findtext(f"{MAIN}v") or ""
    return plain(shared[int(value)]) if cell.get("t") == "s" else value


def day_of_serial(text: str) -> str:
    """A day as a spreadsheet counts it: days since 1899-12-30."""
    return (date(1899, 12, 30) + timedelta(days=int(float(text)))).isoformat() if text else ""


# ---------------------------------------------------------------------------------------------------------------------
# The logs: each row as it was sealed; records, entries and files as the logs and each other tell of them
# ---------------------------------------------------------------------------------------------------------------------


def check_logs(archive: Archive, about: dict[str, Any], findings: Findings) -> None:
    """Each row of each log has the hash that it was given when it was written, in the order of time, none after K."""
    known_at = instant(about["known_at"])
    for path in [path for path in archive.members if path.startswith("history/")]:
        before = datetime.min.replace(tzinfo=SHANGHAI)
        for number, line in enumerate(archive.lines(path), start=1):
            row = line["row"]
            content = json.dumps(row, ensure_ascii=False, sort_keys=True)
            where = f"{path} 第 {number} 行({row['at'][:19]} {row['action']} {row['target_ref']})"
            if not line.get("digest"):
                findings.fault(f"{where}:缺少登记时的校验值")
            elif hashlib.sha256(content.encode()).hexdigest() != line["digest"]:
                findings.fault(f"{where}:与登记时的校验值不符,内容被改动")
            at = instant(row["at"])
            if at > known_at:
                findings.fault(f"{where}:晚于掌握时点")
            if at < before:
                findings.fault(f"{where}:早于前一行,次序被改动")
            before = at
    if bool(about["access_log"]) != ("history/access.jsonl" in archive.members):
        findings.fault("history/access.jsonl:访问日志的有无与目录所写不符")


def check_records(archive: Archive, about: dict[str, Any], world: World, findings: Findings) -> None:
    """Each record that the change log saw registered is there, as it was registered, in the state that it was last put into."""
    records = {row["ref"]: row for row in world.records}
    added: dict[str, dict[str, Any]] = {}
    last: dict[str, dict[str, Any]] = {}
    imported = ""
    for line in archive.lines("history/facts.jsonl"):
        row = line["row"]
        if row["action"] == "data_import":
            imported = row["at"]
        if row["target_kind"] == "duties.record" and row["after"]:
            if row["action"] == "record_add":
                added[row["after"]["ref"]] = line
            last[row["after"]["ref"]] = row
    facts = Facts(world, date.fromisoformat(about["as_of"]), instant(about["known_at"]))
    for ref, line in added.items():
        if ref in records:
            compare_record(records[ref], line, findings)
        elif is_missing(facts, about, line):
            findings.fault(f"facts/records.csv:变更日志记有登记履职记录 {ref},包内缺少")
    for ref, row in last.items():
        # An import changes states without a row for each record.
        if ref in records and row["at"] > imported:
            compare_state(records[ref], row["after"], findings)


def is_missing(facts: Facts, about: dict[str, Any], line: dict[str, Any]) -> bool:
    """Whether a record that is not there should be: it took place in the area in the days of the package, by D."""
    after = line["row"]["after"]
    day = date.fromisoformat(after["occurred_on"])
    last = min(date.fromisoformat(about["to"]), facts.as_of)
    if after["state"] == "draft" or not date.fromisoformat(about["from"]) <= day <= last:
        return False
    return in_area(facts, line["unit"], about["unit"], day)


def compare_record(record: Row, line: dict[str, Any], findings: Findings) -> None:
    after = line["row"]["after"]
    logged = {
        "unit": line["unit"],
        "kind": after["kind"],
        "forms": sorted(after["forms"]),
        "occurred_on": after["occurred_on"],
        "for_period": after["for_period"],
        "on_topic": "1" if after["on_topic"] else "0",
        "households": sorted(after.get("households", [])),
        "title": after["title"],
        "registered_at": milliseconds(after["registered_at"]),
    }
    stated: dict[str, Any] = {name: record[name] for name in logged}
    stated["forms"], stated["households"] = (
        sorted(items_of(record[name])) for name in ("forms", "households")
    )
    stated["registered_at"] = milliseconds(record["registered_at"])
    stated["title"], logged["title"] = stated["title"].strip(), logged["title"].strip()
    for name, value in logged.items():
        if stated[name] != value:
            findings.fault(
                f"facts/records.csv:履职记录 {record['ref']} 的 {name} 为 {stated[name]},变更日志记为 {value}"
            )


def compare_state(record: Row, after: dict[str, Any], findings: Findings) -> None:
    if record["state"] != after["state"] or bool(record["withdrawn_at"]) != bool(after["withdrawn_at"]):
        findings.fault(
            f"facts/records.csv:履职记录 {record['ref']} 的状态为 {record['state']}{'(已撤回)' if record['withdrawn_at'] else ''},"
            f"变更日志最后记为 {after['state']}{'(已撤回)' if after['withdrawn_at'] else ''}"
        )


def milliseconds(text: str) -> str:
    """An instant to the millisecond, as logs write it."""
    return (
        datetime.fromisoformat(text.replace("Z", "+00:00"))
        .astimezone(SHANGHAI)
        .isoformat(timespec="milliseconds")
    )


def check_entries(archive: Archive, world: World, findings: Findings) -> None:
    """Each entry agrees with the records that it made; each history row of entries belongs to an entry that is there."""
    records = {row["ref"]: row for row in world.records}
    entries = archive.lines("entries/entries.jsonl")
    for entry in entries:
        for ref in entry["records"]:
            if ref not in records:
                findings.fault(
                    f"entries/entries.jsonl:登记单 {entry['ref']} 的履职记录 {ref} 不在 facts/records.csv 中"
                )
            else:
                compare_entry(entry, records[ref], findings)
    refs = {entry["ref"] for entry in entries}
    told = {line["row"]["target_ref"] for line in archive.lines("history/entries.jsonl")}
    for ref in sorted(told - refs):
        findings.fault(f"entries/entries.jsonl:变更日志记有登记单 {ref},包内缺少")


def compare_entry(entry: dict[str, Any], record: Row, findings: Findings) -> None:
    stated = {"unit": record["unit"], "kind": record["kind"], "occurred_on": record["occurred_on"],
              "for_period": record["for_period"], "forms": sorted(items_of(record["forms"])),
              "households": sorted(items_of(record["households"]))}  # fmt: skip
    for name, value in stated.items():
        given = sorted(entry[name]) if isinstance(entry[name], list) else entry[name]
        if given != value:
            findings.fault(
                f"履职记录 {record['ref']} 的 {name} 为 {value},登记单 {entry['ref']} 写为 {given}"
            )
    along = {entry["leader"], *(each["person"] for each in entry["attendance"])}
    if record["leader"] and record["leader"] not in along:
        findings.fault(
            f"履职记录 {record['ref']} 的 leader {record['leader']} 不在登记单 {entry['ref']} 的人员中"
        )
    if record["target"] and entry["targets"] and record["target"] not in entry["targets"]:
        findings.fault(
            f"履职记录 {record['ref']} 的 target {record['target']} 不在登记单 {entry['ref']} 的对象中"
        )


def check_kept_files(archive: Archive, findings: Findings) -> None:
    """Each file that a line names is there with the hash that the line gives; no file is there that no line names."""
    gone, seen = 0, set()
    for owner, kept in kept_files(archive):
        if not kept["path"]:
            gone += 1
        elif archive.sums(kept["path"])[0] != kept["sha256"] or kept["sha256"] not in kept["path"]:
            findings.fault(
                f"{kept['path']}:与 {owner} 所登记的文件「{kept['name']}」(SHA-256)不符,或包内缺少"
            )
        seen.add(kept["path"])
    for path in archive.members:
        folder = path.rpartition("/")[0]
        if folder in KEPT_FILES and path not in seen:
            findings.fault(f"{path}:没有任何登记引用的{KEPT_FILES[folder]}")
    if gone:
        findings.notes.append(
            f"{gone} 份材料的原件制作时已不在平台的文件库中,包内只有登记时的校验值;请向制作单位了解去向"
        )


def kept_files(archive: Archive) -> Iterator[tuple[str, dict[str, Any]]]:
    """The files that entries, statements and documents name, each with whose it is."""
    for entry in archive.lines("entries/entries.jsonl"):
        owner = f"登记单 {entry['ref']}"
        for part in (entry, *entry["decisions"], *entry["problems"]):
            for kept in part.get("files", part.get("evidence", [])):
                yield owner, kept
    for statement in archive.lines("statements/statements.jsonl"):
        for step in statement["steps"]:
            for kept in step["files"]:
                yield f"说明 {statement['ref']}", kept
    for document in archive.lines("documents/documents.jsonl"):
        if document["file"]:
            yield f"公文 {document['number'] or document['ref']}", document["file"]


# ---------------------------------------------------------------------------------------------------------------------
# All checks of a package
# ---------------------------------------------------------------------------------------------------------------------


def check_package(stream: BinaryIO, wanted: str = "") -> tuple[dict[str, Any], str, Findings]:
    """Check a package: what it is about, the fingerprint of the key that signed it, what was found.

    `wanted` is the fingerprint that the key must have. Raises RefusedError where there is no way to look further.
    """
    archive, findings = Archive(stream), Findings()
    manifest = read_manifest(archive)
    about, key = manifest["about"], ""
    csv.field_size_limit(1 << 24)
    with findings.checking("结构和内容:没有多余、缺少、改动的文件"):
        check_files(archive, manifest, findings)
    with findings.checking("目录的链"):
        check_chain(manifest, findings)
    with findings.checking("签名"):
        key = check_signature(archive, manifest, wanted, findings)
    world = World()
    with findings.checking("事实"):
        world = read_world(archive)
        check_facts(about, world, findings)
    with findings.checking("台账:由事实和口径重新计数"):
        check_ledger(archive, about, world, findings)
    with findings.checking("台账:CSV 与 XLSX 逐格一致"):
        check_book(archive, findings)
    with findings.checking("日志:逐行校验"):
        check_logs(archive, about, findings)
    with findings.checking("履职记录与变更日志"):
        check_records(archive, about, world, findings)
    with findings.checking("登记单与履职记录"):
        check_entries(archive, world, findings)
    with findings.checking("佐证材料、公文和说明材料"):
        check_kept_files(archive, findings)
    return about, key, findings


def verify_package(path: Path, wanted: str) -> int:
    """Check the package and say what was found, in Chinese; gives the exit status."""
    try:
        with path.open("rb") as stream:
            about, key, findings = check_package(stream, wanted)
    except (RefusedError, OSError) as error:
        print(f"核验不通过:{path.name}:{error}")
        return 1
    print(
        f"审计包:{about.get('unit_name', '')}({about['unit']})及其辖区,{about['from']} 至 {about['to']},"
        f"截至 {about['as_of']},按 {about['known_at']} 掌握的情况"
    )
    for text in findings.passed:
        print(f"  通过  {text}")
    if not wanted:
        findings.notes.append("未用 --key 给出公钥指纹:只能证明包内各项前后一致,不能证明出自哪个平台")
    for text in (f"公钥指纹 {grouped(key)}", f"{REPORT} 只核对校验值,所印内容请与台账对照", *findings.notes):
        print(f"  说明  {text}")
    for text in findings.faults[:NAMED]:
        print(f"  不符  {text}")
    if findings.faults:
        more = f"(列出前 {NAMED} 处)" if len(findings.faults) > NAMED else ""
        print(f"核验不通过:{len(findings.faults)} 处不符{more}")
        return 1
    print("核验通过")
    return 0


# ---------------------------------------------------------------------------------------------------------------------
# The command line
# ---------------------------------------------------------------------------------------------------------------------


def instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"an instant needs an offset, as in {text}+08:00")
    return moment


def command_line() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description="核验审计包:verify.py 审计包.zip [--key 公钥指纹];或由事实和口径算出台账(CSV):verify.py 文件夹 口径.json --from … --to …"
    )
    parser.add_argument(
        "source", type=Path, help="审计包(ZIP);或事实文件所在的文件夹:units.csv、records.csv 等"
    )
    parser.add_argument("rules", type=Path, nargs="?", help="口径(JSON),只与文件夹同用")
    parser.add_argument(
        "--key", default="", metavar="FINGERPRINT", help="审计包签名公钥的指纹(64 位十六进制)"
    )
    parser.add_argument("--from", dest="from_day", type=date.fromisoformat, metavar="DATE")
    parser.add_argument("--to", dest="to_day", type=date.fromisoformat, metavar="DATE")
    today = datetime.now(SHANGHAI).date()
    parser.add_argument("--as-of", type=date.fromisoformat, default=today, metavar="DATE", help="默认今天")
    parser.add_argument("--known-at", type=instant, metavar="INSTANT", help="默认现在")
    parser.add_argument("--unit", metavar="CODE", help="只算这个单位的辖区")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Check a package (status 0 or 1), or print the ledger of a folder as CSV (0; 2 with a message for a bad argument)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that lacks a character shows a mark in its place.
            stream.reconfigure(errors="replace")
    parser = command_line()
    options = parser.parse_args(arguments)
    if not options.source.is_dir() and options.rules is None:
        wanted = re.sub(r"[\s:]", "", options.key).lower()
        if options.key and not re.fullmatch(r"[0-9a-f]{64}", wanted):
            print("核验不通过:--key 应为 64 位十六进制的公钥指纹(可以带空格),请核对")
            return 1
        return verify_package(options.source, wanted)
    return print_ledger(parser, options)


def print_ledger(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    if not options.source.is_dir():
        parser.error(f"没有这个文件夹:{options.source}")
    if options.rules is None or not options.rules.is_file():
        parser.error(f"没有这个文件:{options.rules or '口径(JSON)'}")
    if options.from_day is None or options.to_day is None:
        parser.error("请用 --from 和 --to 给出首日和末日")
    world = World.from_folder(options.source)
    if options.unit and options.unit not in [row["code"] for row in world.units]:
        parser.error(f"没有这个单位:{options.unit}")
    rows = read_ledger(
        world,
        load_rules(options.rules),
        from_day=options.from_day,
        to_day=options.to_day,
        as_of=options.as_of,
        known_at=options.known_at,
        unit=options.unit,
    )
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
