"""Any sequence of deeds by anyone leaves a state that the table allows, and credits that its records earn."""

import random
import uuid
from collections import Counter
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from duties.ledger.reconcile import reconcile
from duties.models import Record
from meetings.models import Entry, EntryState
from meetings.services.entries import entry_correct, entry_enter, entry_save, entry_submit
from meetings.services.settling import entry_confirm, entry_return, entry_withdraw
from meetings.services.states import RepeatedEntryError
from portal.access import Actor
from tests.meetings.world import World, content, counted

STEPS = 40
TABLE = {
    None: {"draft", "submitted"},
    "draft": {"draft", "submitted", "withdrawn"},
    "submitted": {"submitted", "confirmed", "returned", "withdrawn"},
    "confirmed": {"confirmed", "returned", "withdrawn"},
    "returned": {"returned", "withdrawn"},
    "withdrawn": {"withdrawn"},
}
"""Which state may follow which, written down apart from the program."""

RECORD_STATES = {"submitted": "submitted", "confirmed": "confirmed", "returned": "returned"}
Deed = Callable[[Actor, Entry], object]


def check(before: dict[int, str], world: World) -> None:
    """Hold entries, records and the ledger to one another after a deed."""
    live = 0
    for entry in Entry.objects.prefetch_related("records"):
        assert entry.state in TABLE[before.get(entry.pk)]
        records = list(entry.records.all())
        assert len(records) == (entry.submitted_at is not None)
        for record in records:
            assert (record.withdrawn_at is not None) == (entry.state == EntryState.WITHDRAWN)
            assert record.withdrawn_at or record.state == RECORD_STATES[entry.state]
        live += entry.state in {"submitted", "confirmed"}
    assert counted(world) == live
    assert Record.objects.count() == Entry.objects.exclude(submitted_at=None).count()


@pytest.mark.parametrize("seed", range(6))
def test_random_deeds_never_reach_a_forbidden_state_or_credit(world: World, seed: int) -> None:
    chance = random.Random(seed)
    actors, tokens = list(world.actors.values()), [uuid.uuid4() for _ in range(4)]

    def given(entry: Entry | None) -> dict[str, object]:
        version = entry.version - (chance.random() < 0.3) if entry else None
        place = chance.choice(["大会议室", "小会议室"])
        token = entry.token if entry else chance.choice(tokens)
        return {"unit": world.unit, "content": content(world, place=place, reason="更正。"), "token": token,
                "entry": entry, "version": version}  # fmt: skip

    deeds: list[Deed] = [
        lambda actor, entry: entry_save(actor=actor, **given(None)),
        lambda actor, entry: entry_enter(actor=actor, **given(None)),
        lambda actor, entry: entry_enter(actor=actor, **given(entry)),
        lambda actor, entry: entry_save(actor=actor, **given(entry)),
        lambda actor, entry: entry_submit(actor=actor, entry=entry),
        lambda actor, entry: entry_confirm(actor=actor, entry=entry),
        lambda actor, entry: entry_return(actor=actor, entry=entry, reason=chance.choice(["", "不符。"])),
        lambda actor, entry: entry_withdraw(actor=actor, entry=entry, reason=chance.choice(["", "重复。"])),
        lambda actor, entry: entry_correct(actor=actor, entry=entry),
    ]
    likely = [world.actors[name] for name in ("clerk", "secretary", "office")]
    outcomes: Counter[str] = Counter()
    for _ in range(STEPS):
        before = dict(Entry.objects.values_list("pk", "state"))
        known = list(Entry.objects.all()) or [Entry(unit=world.unit)]
        actor = chance.choice(likely if chance.random() < 0.8 else actors)
        try:
            chance.choice(deeds if before else deeds[:2])(actor, chance.choice(known))
            outcomes["done"] += 1
        except (PermissionDenied, ValidationError, RepeatedEntryError) as refused:
            outcomes[type(refused).__name__] += 1
            assert dict(Entry.objects.values_list("pk", "state")) == before
        check(before, world)
    assert reconcile(check=True).differences == []
    assert outcomes["done"] > 3
