"""What occurs in random worlds: statuses, due and target forms, failed conditions, worked examples, each counted.

Cells are explained on the way: the explanation of each must give the numbers of its row.
"""

import datetime as dt
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from duties import verify
from duties.ledger.explain import Explanation, explain
from duties.ledger.reasons import LINK_REASONS, RECORD_REASONS
from duties.ledger.status import Status
from duties.models import Obligation
from portal.models import Tenure
from tests.duties.aimed_facts import World

EXPLAINED = 40
MEASURES = ("coverage", "standing")

Rows = dict[tuple[str, ...], dict[str, str]]


class Tally:
    """Counts what occurs in one world of some rulebooks, named `name` where something is wrong."""

    def __init__(
        self, books: Sequence[Mapping[str, Any]], tally: Counter[str], name: str, chance: random.Random
    ) -> None:
        self.books, self.tally, self.name, self.chance = books, tally, name, chance
        self.rules = {(book["regulation"], rule["id"]): rule for book in books for rule in book["rules"]}

    def explain_some(self, listed: Sequence[Obligation], world: World) -> None:
        """Explain some stored cells, half of them such as count something, many by their leader; the others with a record."""
        filled = [row for row in listed if row.counted or row.made_up]
        empty = _with_record([row for row in listed if not (row.counted or row.made_up)], world)
        led = [row for row in filled if row.counted and (row.role or row.reading.led_by)]
        chosen = self.chance.sample(led, min(EXPLAINED // 4, len(led)))
        others = [row for row in filled if row not in chosen]
        chosen += self.chance.sample(others, min(EXPLAINED // 2 - len(chosen), len(others)))
        self.tally["example 7: a term ended early"] += sum(
            row.reading.period == "term" and row.active_days < row.days for row in listed
        )
        for row in chosen + self.chance.sample(empty, min(EXPLAINED - len(chosen), len(empty))):
            one = explain(unit=row.unit, rule=row.rule, role=row.role, period=row.period)
            numbers = (row.required, row.counted, row.made_up, row.met_on, row.due_on)
            self.check(one, numbers, f"{self.name} {row.rule.code} {row.unit} {row.role} {row.period}")
            if one is not None:
                self._count_examples(row, one)

    def check(self, one: Explanation | None, numbers: tuple[Any, ...], where: str) -> None:
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

    def count_rows(self, rows: Rows) -> None:
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
        self.tally["example 8: visited, no target on the day E"] += any(
            each.code == "among" for each in one.failing
        )

    def unowed(self, world: World) -> None:
        """Count examples 10 and 12: periods that a bearer touches and does not owe."""
        for book in self.books:
            effective = dt.date.fromisoformat(book["effective_on"])
            for rule in book["rules"]:
                if rule["measure"] == "continuous" or rule["period"] == "term":
                    continue
                period = verify.period_of(rule["period"], effective)
                units = [row for row in world["units"] if row["kind"] in rule["units"]]
                if 2 * (period.last - effective).days < period.days - 2:
                    self.tally["example 10: in force for less than half"] += len(units)
                if rule.get("tag"):
                    self._count_tagged(rule, world, {row["code"] for row in units})

    def _count_tagged(self, rule: Mapping[str, Any], world: World, units: set[str]) -> None:
        for tag in world["tags"]:
            if tag["unit"] in units and tag["tag"] == rule["tag"] and tag["started_on"]:
                start = dt.date.fromisoformat(tag["started_on"])
                period = verify.period_of(rule["period"], start)
                self.tally["example 12: a property for less than half"] += (
                    2 * ((period.last - start).days + 1) < period.days
                )


def _with_record(rows: Sequence[Obligation], world: World) -> list[Obligation]:
    """Those in whose period a record of the kind and unit lies, so that there is something to explain."""
    days: dict[tuple[str, str], list[str]] = {}
    for record in world["records"]:
        days.setdefault((record["unit"], record["kind"]), []).append(record["occurred_on"])
    return [
        row
        for row in rows
        if any(
            str(row.period_start) <= day < str(row.period_end)
            for day in days.get((row.unit.code, row.reading.kind), ())
        )
    ]


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
