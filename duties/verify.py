"""The slow, obvious reading of the ledger: the rules of counting, sentence by sentence, over plain lists.

It needs nothing but Python's standard library and this one file, so that whoever receives the facts (CSV) and the
rulebooks (JSON) can work out every cell again without the portal. Comments quote the rules they read. Days are calendar
days in Asia/Shanghai; intervals are half-open (the end is the first day on which a fact no longer holds).

    python3 verify.py FOLDER RULES.json --from 2025-01-01 --to 2025-12-31 --as-of 2025-12-31 > ledger.csv
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

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
# The command line
# ---------------------------------------------------------------------------------------------------------------------


def instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"an instant needs an offset, as in {text}+08:00")
    return moment


def command_line() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Work out the ledger from the facts and rulebooks, as CSV.")
    parser.add_argument(
        "folder", type=Path, help="folder of the facts: units.csv, tenures.csv, records.csv, ..."
    )
    parser.add_argument("rules", type=Path, help="the rulebooks as JSON")
    parser.add_argument("--from", dest="from_day", type=date.fromisoformat, required=True, metavar="DATE")
    parser.add_argument("--to", dest="to_day", type=date.fromisoformat, required=True, metavar="DATE")
    today = datetime.now(SHANGHAI).date()
    parser.add_argument(
        "--as-of", type=date.fromisoformat, default=today, metavar="DATE", help="default: today"
    )
    parser.add_argument("--known-at", type=instant, metavar="INSTANT", help="default: now")
    parser.add_argument("--unit", metavar="CODE", help="only the area of this unit")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the ledger as CSV. Returns 0; a bad argument ends the program with a message and status 2."""
    parser = command_line()
    options = parser.parse_args(arguments)
    if not options.folder.is_dir():
        parser.error(f"no such folder: {options.folder}")
    if not options.rules.is_file():
        parser.error(f"no such file: {options.rules}")
    world = World.from_folder(options.folder)
    if options.unit and options.unit not in [row["code"] for row in world.units]:
        parser.error(f"no such unit: {options.unit}")
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
