"""Any sequence of writes by the services leaves nothing to reconcile, whatever the day, and no worker running."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction

from duties.ledger.reconcile import reconcile
from duties.ledger.roll import ensure_fresh, rules_without_rows
from duties.models import Household, HouseholdRegistration, Link, Obligation, Reading, Record, Waiver
from duties.periods import period_of
from duties.plain import compare
from duties.services.households import household_change, household_register
from duties.services.links import link_add, link_change, link_drop
from duties.services.records import (
    Content,
    record_add,
    record_confirm,
    record_replace,
    record_return,
    record_withdraw,
)
from duties.services.waivers import waiver_drop, waiver_grant
from portal import clock
from portal.access import SYSTEM
from portal.models import Existence, Fact, Person, Placement, Tag, Tenure, Unit, Word
from portal.services.areas import rebuild_areas
from portal.services.structure import tree_fact_add, tree_fact_change, unit_found
from tests.duties.aimed import YUNZE, YUNZE_BOOKS
from tests.duties.aimed_worlds import Aimer
from tests.duties.load_world import load_world

pytestmark = pytest.mark.django_db
FIRST = clock.today().toordinal() * 100
PARTS, SEQUENCES, LEAST = 10, 3, 1
START = dt.datetime(2024, 3, 28, 20, tzinfo=clock.SHANGHAI)


class Writer:
    """Writes at random by the services; what they refuse is not written and counted as refused."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.done: Counter[str] = Counter()
        self.number = 0

    def write(self) -> str:
        """One write in a transaction of its own; gives its name."""
        deed: Callable[[], object] = self.random.choice(DEEDS).__get__(self)
        name = deed.__name__
        try:
            with transaction.atomic():
                deed()
        except (ValidationError, IndexError):
            self.done["refused"] += 1
        else:
            self.done[name] += 1
        return name

    def one(self, rows: Any) -> Any:
        """Some row of a queryset; raises IndexError where there is none."""
        return rows[self.random.randrange(rows.count())] if rows.exists() else [][0]

    def day(self) -> dt.date:
        """A day around today."""
        return clock.today() + dt.timedelta(days=self.random.randrange(-120, 40))

    def fact(self, model: type[Fact]) -> Any:
        """Some known fact."""
        return self.one(model._default_manager.filter(known__endswith__isnull=True).order_by("pk"))

    def content(self, unit: Unit | None = None) -> Content:
        """A record that a rule may count."""
        readings = Reading.objects.exclude(measure__in=["standing", "continuous"])
        reading = self.one(readings.filter(known__endswith__isnull=True).order_by("pk"))
        unit = unit or self.one(Unit.objects.filter(kind__in=reading.units).order_by("pk"))
        day = min(self.day(), clock.today())
        led = Tenure.objects.known().on(day).filter(unit=unit, role__in=[*reading.roles, *reading.led_by])
        holder, targets = led.select_related("person").first(), Unit.objects.order_by("pk")
        named = reading.period not in ("term", "") and (
            reading.measure == "submission" or self.random.random() < 0.3
        )
        return Content(
            unit=unit, kind=reading.kind, occurred_on=day, forms=[reading.form] if reading.form else [],
            leader=holder.person if holder else None, on_topic=True,
            target=self.one(targets.exclude(pk=unit.pk)) if self.random.random() < 0.6 else None,
            for_period=period_of(reading.period, day - dt.timedelta(days=self.random.choice([0, 40]))).name if named else "",
            households=list(Household.objects.filter(unit=unit)[:2]) if reading.target.get("household") else [],
        )  # fmt: skip

    def add_record(self) -> None:
        record_add(
            actor=SYSTEM,
            content=self.content(),
        )

    def confirm_record(self) -> None:
        record_confirm(actor=SYSTEM, record=self.one(Record.objects.filter(state="submitted").order_by("pk")))

    def return_record(self) -> None:
        record_return(actor=SYSTEM, record=self.one(Record.objects.order_by("pk")), reason="演示")

    def withdraw_record(self) -> None:
        record_withdraw(actor=SYSTEM, record=self.one(Record.objects.order_by("pk")), reason="演示")

    def replace_record(self) -> None:
        record = self.one(Record.objects.order_by("pk"))
        record_replace(actor=SYSTEM, record=record, content=self.content(record.unit), reason="演示")

    def add_tenure(self) -> None:
        held, person = self.fact(Tenure), self.one(Person.objects.order_by("pk"))
        self.number += 1
        fact = Tenure(ref=f"N{self.number}", unit=held.unit, role=held.role, person=person, started_on=self.day(),
                      acting=self.random.random() < 0.5, several=held.several, title=held.title)  # fmt: skip
        tree_fact_add(actor=SYSTEM, fact=fact, unit=held.unit)

    def end_tenure(self) -> None:
        held = self.fact(Tenure)
        tree_fact_change(actor=SYSTEM, fact=held, unit=held.unit, ended_on=self.day())

    def move(self) -> None:
        old, day = self.fact(Placement), self.day()
        parent = self.one(Unit.objects.filter(kind=old.parent.kind).order_by("pk"))
        tree_fact_change(actor=SYSTEM, fact=old, unit=old.unit, ended_on=day)
        new = Placement(unit=old.unit, parent=parent, started_on=day, ended_on=old.ended_on)
        tree_fact_add(actor=SYSTEM, fact=new, unit=old.unit)

    def tag(self) -> None:
        unit, tag = (
            self.one(Unit.objects.order_by("pk")),
            self.one(Word.objects.filter(group="tags").order_by("pk")),
        )
        tree_fact_add(actor=SYSTEM, fact=Tag(unit=unit, tag=tag.code, started_on=self.day()), unit=unit)

    def end_tag(self) -> None:
        tag = self.fact(Tag)
        tree_fact_change(actor=SYSTEM, fact=tag, unit=tag.unit, ended_on=self.day())

    def change_life(self) -> None:
        life = self.fact(Existence)
        if Record.objects.filter(unit=life.unit).exists() or Record.objects.filter(target=life.unit).exists():
            raise ValidationError("演示")
        tree_fact_change(actor=SYSTEM, fact=life, unit=life.unit, ended_on=self.day())

    def found(self) -> None:
        old = self.fact(Placement)
        self.number += 1
        unit_found(actor=SYSTEM, code=f"新{self.number}", kind=old.unit.kind, name=f"演示新{self.number}",
                   started_on=self.day(), parent=old.parent)  # fmt: skip

    def link(self) -> None:
        like = self.fact(Link)
        target = self.one(Unit.objects.filter(kind=like.target.kind).order_by("pk"))
        link_add(
            actor=SYSTEM, kind=like.kind, unit=like.unit, role=like.role, target=target, started_on=self.day()
        )

    def change_link(self) -> None:
        link = self.fact(Link)
        link_change(actor=SYSTEM, link=link, started_on=link.started_on, ended_on=self.day(), reason="演示")

    def drop_link(self) -> None:
        link_drop(actor=SYSTEM, link=self.fact(Link), reason="演示")

    def register(self) -> None:
        unit, self.number = self.one(Unit.objects.order_by("pk")), self.number + 1
        household_register(actor=SYSTEM, unit=unit, number=f"N{self.number}", registered_on=self.day())

    def change_household(self) -> None:
        row = self.fact(HouseholdRegistration)
        household_change(
            actor=SYSTEM, registration=row, registered_on=row.started_on, removed_on=self.day(), reason="演示"
        )

    def waive(self) -> None:
        row = self.one(Obligation.objects.order_by("pk"))
        waiver_grant(
            actor=SYSTEM, rule=row.rule, unit=row.unit, role=row.role, period=row.period, reason="演示"
        )

    def drop_waiver(self) -> None:
        waivers = Waiver.objects.filter(known__endswith__isnull=True).order_by("pk")
        waiver_drop(actor=SYSTEM, waiver=self.one(waivers), reason="演示")


DEEDS = [
    *[Writer.add_record] * 4, Writer.confirm_record, Writer.return_record, Writer.withdraw_record,
    Writer.replace_record, Writer.add_tenure, Writer.end_tenure, Writer.move, Writer.tag, Writer.end_tag,
    Writer.change_life, Writer.found, Writer.link, Writer.change_link, Writer.drop_link, Writer.register,
    Writer.change_household, Writer.waive, Writer.drop_waiver,
]  # fmt: skip


def sequence(seed: int, writes: int, done: Counter[str]) -> None:
    """So many writes to one world, time going on between them, its second version loaded on the way."""
    with time_machine.travel(START, tick=False) as now:
        call_command("load_regulation", YUNZE / "first", "--text", YUNZE / "text.txt", verbosity=0)
        load_facts(seed)
        reconcile()
        writer = Writer(seed)
        for number in range(writes):
            now.shift(dt.timedelta(hours=writer.random.choice([0, 0, 1, 5, 40])))
            if number == writes // 2:
                call_command("load_regulation", YUNZE / "second", "--text", YUNZE / "text.txt", verbosity=0)
            name = writer.write()
            ensure_fresh()
            found = [str(each) for each in reconcile(check=True).differences]
            assert found == [], f"seed {seed}, write {number} {name}"
        assert rules_without_rows() == []
        call_command("reconcile", "--check", stdout=StringIO())
        (last,) = compare([clock.today()])
        assert last.differences == [], f"seed {seed}"
        done.update(writer.done)


def load_facts(seed: int) -> None:
    """A small aimed world, without a rulebook: that is loaded already."""
    world = Aimer(seed, YUNZE_BOOKS[:1]).make(30)
    world["records"] = [row for row in world["records"] if row["occurred_on"] <= str(START.date())]
    load_world(world | {"waivers": []}, [])
    rebuild_areas()


def test_any_sequence_of_writes_leaves_nothing_to_reconcile() -> None:
    done: Counter[str] = Counter()
    sequence(1, 16, done)
    assert done.total() == 16


@pytest.fixture(scope="module")
def written() -> Iterator[Counter[str]]:
    """What all parts of the long run wrote; once all are done it is printed, and no kind of write may be missing."""
    done: Counter[str] = Counter()
    yield done
    print(f"\n{dict(sorted(done.items()))}")
    if done["sequences"] == PARTS * SEQUENCES:
        assert [deed.__name__ for deed in DEEDS if done[deed.__name__] < LEAST] == []


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_many_sequences_leave_nothing_to_reconcile(part: int, written: Counter[str]) -> None:
    seeds = range(FIRST + part * SEQUENCES, FIRST + (part + 1) * SEQUENCES)
    for seed in seeds:
        sid = transaction.savepoint()
        sequence(seed, 40, written)
        written["sequences"] += 1
        transaction.savepoint_rollback(sid)
    print(f"\nseeds {seeds[0]} to {seeds[-1]}: {written.total()} writes so far")
