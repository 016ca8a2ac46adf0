"""Two requests at the same time: a form sent twice makes one entry; a deed meets the state that the other left."""

import threading
import uuid
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from duties.ledger.reconcile import reconcile
from meetings.models import Entry, EntryState
from meetings.services.entries import entry_enter
from meetings.services.settling import entry_confirm, entry_withdraw
from meetings.services.states import RepeatedEntryError
from tests.meetings.world import content, make_world

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """What came of each, in any order."""
    start, outcomes = threading.Barrier(len(deeds)), []

    def work(deed: Callable[[], object]) -> None:
        try:
            start.wait()
            deed()
            outcomes.append("done")
        except (RepeatedEntryError, ValidationError) as refused:
            outcomes.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_two_at_once_make_one_entry_and_one_change_of_state() -> None:
    world, token = make_world(), uuid.uuid4()
    clerk, secretary = world.actors["clerk"], world.actors["secretary"]
    meeting = content(world)

    def send() -> object:
        return entry_enter(actor=clerk, unit=world.unit, content=meeting, token=token)

    assert at_once(send, send, send) == ["RepeatedEntryError", "RepeatedEntryError", "done"]
    entry = Entry.objects.get()
    outcomes = at_once(
        lambda: entry_withdraw(actor=clerk, entry=entry, reason="重复。"),
        lambda: entry_confirm(actor=secretary, entry=entry),
        lambda: entry_withdraw(actor=clerk, entry=entry, reason="重复。"),
    )
    assert outcomes in (["ValidationError", "ValidationError", "done"], ["ValidationError", "done", "done"])
    assert Entry.objects.get().state == EntryState.WITHDRAWN
    assert reconcile(check=True).differences == []
