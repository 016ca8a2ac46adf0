"""Holding one aimed world: SQL computed and stored, the explanation of each cell and the plain reading, with a tally."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import time_machine

from duties import verify
from duties.ledger.compute import LedgerRow, compute_rows
from duties.ledger.explain import Explanation, explain
from duties.ledger.reasons import LINK_REASONS, RECORD_REASONS
from duties.ledger.reconcile import reconcile
from duties.ledger.status import Status, status_on
from duties.models import Obligation, Rule
from duties.rulebook import XPCC_2023, read_rulebook
from duties.selectors.ledger import in_area, ledger
from portal import clock
from portal.models import Tenure, Unit
from tests.duties.aimed_facts import World, as_known, instant
from tests.duties.aimed_worlds import Aimer
from tests.duties.load_world import load_world

YUNZE = Path(__file__).resolve().parent / "regulations" / "yunze-2022"
XPCC_BOOKS = [read_rulebook(XPCC_2023).content]
YUNZE_BOOKS = [read_rulebook(YUNZE / name).content for name in ("first", "second")]
BOOKS = (XPCC_BOOKS, YUNZE_BOOKS, [*XPCC_BOOKS, *YUNZE_BOOKS])
ALWAYS = dt.datetime(9000, 1, 1, tzinfo=clock.SHANGHAI)
EXPLAINED = 40
MEASURES = ("coverage", "standing")

Rows = dict[tuple[str, ...], dict[str, str]]


def text(value: object) -> str:
    """A value as the export writes it."""
    return "" if value is None else str(value)


def keyed(rows: Any) -> Rows:
    """Rows of a ledger by their key."""
    return {tuple(row[name] for name in verify.COLUMNS[:5]): dict(row) for row in rows}


class Held:
    """One world in the tables, held against the plain reading; `tally` counts what occurred."""

    def __init__(self, seed: int, tally: Counter[str], *, records: int = 90) -> None:
        self.chance, self.tally = random.Random(seed), tally
        self.books = BOOKS[seed % len(BOOKS)]
        self.world: World = Aimer(seed, self.books, history=seed % 2 == 1).make(records)
        load_world(self.world, self.books)
        self.rules = {(book["regulation"], rule["id"]): rule for book in self.books for rule in book["rules"]}
        self.name = f"seed {seed}"

    def plain(self, as_of: dt.date, known_at: dt.datetime | None, days: tuple[dt.date, dt.date]) -> Rows:
        """What the plain reading says."""
        world = verify.World(**as_known(self.world, known_at))
        found = verify.read_ledger(
            world, self.books, from_day=days[0], to_day=days[1], as_of=as_of, known_at=known_at or ALWAYS
        )
        return keyed(found)

    def computed(self) -> None:
        """Two days each as known at an instant: computed by SQL and plainly, the same cells."""
        for _ in range(2):
            as_of = self.chance.choice([dt.date(2024, 3, 31), dt.date(2024, 7, 5), dt.date(2025, 2, 14)])
            as_of += dt.timedelta(days=self.chance.randrange(60))
            known_at = instant(as_of + dt.timedelta(days=self.chance.choice([0, 5, 40, 400])))
            days = (as_of - dt.timedelta(days=self.chance.choice([40, 130])), as_of + dt.timedelta(days=40))
            rows = compute_rows(from_day=days[0], to_day=days[1], as_of=as_of, known_at=known_at)
            found = keyed({name: text(getattr(row, name)) for name in verify.COLUMNS} for row in rows)
            assert found == self.plain(as_of, known_at, days), f"{self.name} as of {as_of} known {known_at}"
            self._count_rows(found)
            self._explained(rows, as_of, known_at, most=6)

    def _explained(
        self, rows: Sequence[LedgerRow], as_of: dt.date, known_at: dt.datetime, *, most: int
    ) -> None:
        for row in self.chance.sample(rows, min(most, len(rows))):
            explained = explain(
                unit=Unit.objects.get(pk=row.unit_id), rule=Rule.objects.get(pk=row.rule_id), role=row.role,
                period=row.period, as_of=as_of, known_at=known_at,
            )  # fmt: skip
            self._check(explained, (row.required, row.counted, row.made_up, row.met_on, row.due_on), str(row))

    def stored(self, *, explained: int = EXPLAINED) -> None:
        """The stored ledger of some today is what the plain reading says of it, and each cell is explained."""
        today = dt.date(2025, 1, 20) + dt.timedelta(days=self.chance.randrange(160))
        with time_machine.travel(dt.datetime.combine(today, dt.time(9), clock.SHANGHAI), tick=False):
            reconcile()
            listed = list(
                Obligation.objects.listed(today).annotate(status=status_on(today))
                .select_related("rule__regulation", "unit", "reading", "person").order_by("pk")
            )  # fmt: skip
            found = keyed(_exported(row) for row in listed)
            everything = (dt.date(2022, 1, 1), today + dt.timedelta(days=370))
            assert found == self.plain(today, None, everything), f"{self.name} stored on {today}"
            self._areas(today, everything)
            self._count_rows(found)
            self.tally["status upcoming"] += (
                Obligation.objects.annotate(status=status_on(today)).filter(status=Status.UPCOMING).count()
            )
            filled = [row for row in listed if row.counted or row.made_up]
            empty = [row for row in listed if row not in filled and self._has_record(row)]
            half = explained // 2
            chosen = self.chance.sample(filled, min(half, len(filled)))
            for row in chosen + self.chance.sample(empty, min(explained - len(chosen), len(empty))):
                one = explain(unit=row.unit, rule=row.rule, role=row.role, period=row.period)
                numbers = (row.required, row.counted, row.made_up, row.met_on, row.due_on)
                self._check(one, numbers, f"{self.name} {row.rule.code} {row.unit} {row.role} {row.period}")
                if one is not None:
                    self._count_examples(row, one)

    def _has_record(self, row: Obligation) -> bool:
        """Whether a record of the kind and unit lies in the period, so that there is something to explain."""
        return any(
            (record["unit"], record["kind"]) == (row.unit.code, row.reading.kind)
            and str(row.period_start) <= record["occurred_on"] < str(row.period_end)
            for record in self.world["records"]
        )

    def _areas(self, today: dt.date, days: tuple[dt.date, dt.date]) -> None:
        """Two areas: the same rows by the stored closure of the tree, by SQL computed and by the plain reading."""
        world = verify.World(**as_known(self.world, None))
        for unit in self.chance.sample(list(Unit.objects.order_by("code")), 2):
            plain = verify.read_ledger(
                world,
                self.books,
                from_day=days[0],
                to_day=days[1],
                as_of=today,
                known_at=ALWAYS,
                unit=unit.code,
            )
            rows = ledger(today).filter(in_area(unit)).select_related("rule__regulation", "unit")
            computed = compute_rows(from_day=days[0], to_day=days[1], as_of=today, unit=unit)
            where = f"{self.name} area of {unit.code} on {today}"
            assert keyed(map(_exported, rows)).keys() == keyed(plain).keys(), where
            assert {(row.regulation, row.rule, row.unit, row.role, row.period) for row in computed} == keyed(
                plain
            ).keys(), where
            self.tally["areas"] += 1

    def _check(self, one: Explanation | None, numbers: tuple[Any, ...], where: str) -> None:
        assert one is not None, where
        assert (one.required, one.counted, one.made_up, one.met_on, one.due_on) == numbers, where
        measure = one.reading.measure
        assert len(one.making_up) == one.made_up, where
        if measure == "standing":
            assert len({each.link.target_id for each in one.links if not each.reason}) == one.counted, where
            self.tally.update(f"link failed {_link_code(each.reason)}" for each in one.links if each.reason)
        elif measure == "coverage":
            assert sum(each.first_on is not None for each in one.targets) == one.counted, where
        else:
            assert len(one.counting) == one.counted, where
        assert all(each.reason and each.code in RECORD_REASONS for each in one.failing), where
        self.tally.update(f"failed {each.code}" for each in one.failing)
        self.tally["explained"] += 1

    def _count_rows(self, rows: Rows) -> None:
        self.tally["cells"] += len(rows) * 6
        for key, row in rows.items():
            rule = self.rules[key[0], key[1]]
            self.tally[f"status {row['status']}"] += 1
            self.tally[f"due {_due_form(rule['due'])}"] += 1
            self.tally[f"period {rule['period']}"] += 1
            self.tally[f"measure {rule['measure']}"] += 1
            fields = "+".join(sorted(rule.get("target", {}))) or "none"
            self.tally[
                f"target {rule['measure'] if rule['measure'] in MEASURES else 'records'} {fields}"
            ] += 1
            if _due_form(rule["due"]) == "MM-DD" and not row["due_on"].endswith(rule["due"]):
                self.tally["example 11: a fixed day moved"] += 1
            if rule["measure"] == "submission" and row["status"] == "met_late":
                self.tally["example 9: submitted late"] += 1

    def _count_examples(self, row: Obligation, one: Explanation) -> None:
        """Which worked examples of rules.md the cell is one of."""
        reading = one.reading
        self.tally["example 1: entered late, counted"] += any(each.late_entry for each in one.counting)
        self.tally["example 2: led by another"] += any(each.code == "leader" for each in one.failing)
        roles = [row.role] if row.role else reading.led_by
        for each in one.counting:
            record = each.record
            seats = (
                Tenure.objects.known()
                .on(record.occurred_on)
                .filter(unit=record.unit_id, person=record.leader_id)
            )
            self.tally["example 3: led by an acting holder"] += seats.filter(
                role__in=roles, acting=True
            ).exists()
            self.tally["example 4: several forms at one sitting"] += (
                bool(reading.form) and len(record.forms) > 1
            )
        self.tally["example 5: made up"] += one.made_up > 0
        self.tally["example 6: not linked on the day"] += any(each.code == "linked" for each in one.failing)
        if reading.period == "term":
            self.tally["example 7: a term ended early"] += row.active_days < row.days
        self.tally["example 8: visited, no target on the day E"] += any(
            each.code == "among" for each in one.failing
        )

    def unowed(self) -> None:
        """Count examples 10 and 12: periods that a bearer touches and does not owe."""
        for book in self.books:
            effective = dt.date.fromisoformat(book["effective_on"])
            for rule in book["rules"]:
                if rule["measure"] == "continuous" or rule["period"] == "term":
                    continue
                period = verify.period_of(rule["period"], effective)
                units = [row for row in self.world["units"] if row["kind"] in rule["units"]]
                if 2 * (period.last - effective).days < period.days - 2:
                    self.tally["example 10: in force for less than half"] += len(units)
                if rule.get("tag"):
                    self._count_tagged(rule, {row["code"] for row in units})

    def _count_tagged(self, rule: Mapping[str, Any], units: set[str]) -> None:
        for tag in self.world["tags"]:
            if tag["unit"] in units and tag["tag"] == rule["tag"] and tag["started_on"]:
                start = dt.date.fromisoformat(tag["started_on"])
                period = verify.period_of(rule["period"], start)
                self.tally["example 12: a property for less than half"] += (
                    2 * ((period.last - start).days + 1) < period.days
                )


def _exported(row: Any) -> dict[str, str]:
    values = {
        "regulation": row.rule.regulation.code, "rule": row.rule.code, "unit": row.unit.code, "status": Status(row.status).value,
    }  # fmt: skip
    return {name: values.get(name, text(getattr(row, name, ""))) for name in verify.COLUMNS}


def _due_form(due: str) -> str:
    return (
        "+Nd"
        if due.startswith("+")
        else "next MM-DD"
        if due.startswith("next")
        else due
        if due == "period_end"
        else "MM-DD"
    )


def _link_code(reason: str) -> str:
    endings = {"active": "不在联系期内", "under": "不隶属本单位"}
    named = next((code for code, ending in endings.items() if reason.endswith(ending)), "")
    return named or ("tag" if "在20" in reason else "unit")


WANTED = [
    *(f"status {status.value}" for status in Status),
    *(f"due {form}" for form in ("period_end", "+Nd", "next MM-DD", "MM-DD")),
    *(f"period {kind}" for kind in ("week", "ten_days", "month", "quarter", "half", "year", "term")),
    *(f"measure {measure}" for measure in ("count", "submission", "coverage", "standing")),
    *(f"target records {form}" for form in ("none", "linked", "unit", "linked+tag", "tag+under+unit")),
    *(f"target coverage {form}" for form in ("child", "child+tag", "household")),
    *(f"target standing {form}" for form in ("tag+unit", "under", "unit")),
    *(f"failed {code}" for code in RECORD_REASONS),
    *(f"link failed {code}" for code in LINK_REASONS),
    "example 1: entered late, counted", "example 2: led by another", "example 3: led by an acting holder",
    "example 4: several forms at one sitting", "example 5: made up", "example 6: not linked on the day",
    "example 7: a term ended early", "example 8: visited, no target on the day E", "example 9: submitted late",
    "example 10: in force for less than half", "example 11: a fixed day moved",
    "example 12: a property for less than half",
]  # fmt: skip
"""What a long run must meet, each at least fifty times."""
