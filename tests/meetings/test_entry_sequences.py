"""Any sequence of deeds by anyone leaves a state that the table allows, and credits that its records earn."""

import datetime as dt
import random
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from duties.ledger.reconcile import reconcile
from duties.models import Record
from meetings.models import Entry, EntryState
from meetings.services.entries import entry_correct, entry_enter, entry_plan, entry_save, entry_submit
from meetings.services.settling import entry_cancel, entry_confirm, entry_return, entry_withdraw
from meetings.services.states import RepeatedEntryError
from portal import clock
from portal.access import Actor
from tests.meetings.world import SITTING, World, content, counted

TABLE = {
    None: {"draft", "planned", "submitted"},
    "draft": {"draft", "planned", "submitted", "withdrawn"},
    "planned": {"planned", "submitted", "cancelled"},
    "cancelled": {"cancelled"},
    "submitted": {"submitted", "confirmed", "returned", "withdrawn"},
    "confirmed": {"confirmed", "returned", "withdrawn"},
    "returned": {"returned", "withdrawn"},
    "withdrawn": {"withdrawn"},
}
"""Which state may follow which, written down apart from the program."""

RECORD_STATES = {"submitted": "submitted", "confirmed": "confirmed", "returned": "returned"}
TODAY, COMING = dt.date(2026, 9, 20), dt.date(2026, 9, 25)
FIRST = clock.today().toordinal() * 10_000
PARTS, SEQUENCES = 20, 500
Deed = Callable[[Actor, Entry], object]


class Sequence:
    """Deeds at random on a few entries of one unit; after each the whole is held to the table."""

    def __init__(self, world: World, seed: int, done: Counter[str]) -> None:
        self.world, self.chance, self.done = world, random.Random(seed), done
        self.actors, self.tokens = list(world.actors.values()), [uuid.uuid4() for _ in range(4)]
        self.likely = [world.actors[name] for name in ("clerk", "clerk", "secretary", "office")]

    def given(self, entry: Entry | None) -> dict[str, Any]:
        """A form for a new entry, or for one that is there, now and then a stale one."""
        values = {
            "place": self.chance.choice(["大会议室", "小会议室"]),
            "occurred_on": self.chance.choice([SITTING, SITTING, TODAY, COMING]),
        }
        return {
            "unit": self.world.unit,
            "content": content(self.world, reason="更正。", **values),
            "token": entry.token if entry else self.token(),
            "entry": entry,
            "version": entry.version - (self.chance.random() < 0.3) if entry else None,
        }

    def token(self) -> uuid.UUID:
        """A new form's, now and then one that was sent before."""
        return self.chance.choice(self.tokens) if self.chance.random() < 0.2 else uuid.uuid4()

    def deeds(self) -> list[Deed]:
        """All that can be done, those without an entry first."""
        reason = self.chance.choice(["", "不符。", "不符。"])
        return [
            lambda actor, entry: entry_save(actor=actor, **self.given(None)),
            lambda actor, entry: entry_enter(actor=actor, **self.given(None)),
            lambda actor, entry: entry_plan(actor=actor, **self.given(None)),
            lambda actor, entry: entry_plan(actor=actor, **self.given(entry)),
            lambda actor, entry: entry_save(actor=actor, **self.given(entry)),
            lambda actor, entry: entry_enter(actor=actor, **self.given(entry)),
            lambda actor, entry: entry_submit(actor=actor, entry=entry),
            lambda actor, entry: entry_confirm(actor=actor, entry=entry),
            lambda actor, entry: entry_return(actor=actor, entry=entry, reason=reason),
            lambda actor, entry: entry_withdraw(actor=actor, entry=entry, reason=reason),
            lambda actor, entry: entry_cancel(actor=actor, entry=entry, reason=reason),
            lambda actor, entry: entry_correct(actor=actor, entry=entry),
        ]

    def step(self) -> None:
        """One deed; what is refused changes nothing."""
        known = list(Entry.objects.select_related("unit"))
        before = {entry.pk: entry.state for entry in known}
        actor = self.chance.choice(self.likely if self.chance.random() < 0.9 else self.actors)
        deeds = self.deeds()
        deed = self.chance.choice(deeds if known else deeds[:3])
        try:
            deed(actor, self.chance.choice(known) if known else Entry(unit=self.world.unit))
            self.done["done"] += 1
        except (PermissionDenied, ValidationError, RepeatedEntryError) as refused:
            self.done[type(refused).__name__] += 1
            assert dict(Entry.objects.values_list("pk", "state")) == before
        self.check(before)

    def check(self, before: dict[int, str]) -> None:
        """Hold entries, records and the ledger to one another."""
        live = 0
        for entry in Entry.objects.prefetch_related("records"):
            assert entry.state in TABLE[before.get(entry.pk)]
            if entry.state != before.get(entry.pk):
                self.done[f"{before.get(entry.pk)} → {entry.state}"] += 1
            records = list(entry.records.all())
            assert len(records) == (entry.submitted_at is not None)
            for record in records:
                assert (record.withdrawn_at is not None) == (entry.state == EntryState.WITHDRAWN)
                assert record.withdrawn_at or record.state == RECORD_STATES[entry.state]
            live += entry.state in {"submitted", "confirmed"}
        assert counted(self.world) == live
        assert Record.objects.count() == Entry.objects.exclude(submitted_at=None).count()


@pytest.mark.parametrize("seed", range(6))
def test_random_deeds_never_reach_a_forbidden_state_or_credit(world: World, seed: int) -> None:
    done: Counter[str] = Counter()
    sequence = Sequence(world, seed, done)
    for _ in range(40):
        sequence.step()
    assert reconcile(check=True).differences == []
    assert done["done"] > 3


@pytest.fixture(scope="module")
def total() -> Counter[str]:
    """What all parts of the long run did."""
    return Counter()


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_ten_thousand_sequences(world: World, total: Counter[str], part: int) -> None:
    seeds = range(FIRST + part * SEQUENCES, FIRST + (part + 1) * SEQUENCES)
    for seed in seeds:
        kept = transaction.savepoint()
        sequence = Sequence(world, seed, total)
        for _ in range(sequence.chance.randint(4, 12)):
            sequence.step()
        total["sequences"] += 1
        transaction.savepoint_rollback(kept)
    print(f"\nseeds {seeds[0]} to {seeds[-1]}: {dict(sorted(total.items()))}")
    if total["sequences"] == PARTS * SEQUENCES:
        wanted = {f"{old} → {new}" for old, news in TABLE.items() for new in news if old != new}
        assert wanted - total.keys() == set()
