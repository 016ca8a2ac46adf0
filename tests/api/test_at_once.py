"""Programs and writers at the same time: a write is done once, and no event comes in behind the reader."""

import threading

import pytest
import time_machine
from django.db import connections, transaction

from meetings.models import Entry
from portal import access, clock
from portal.models import ChangeEvent
from portal.services.api_tokens import SCOPES, token_make
from portal.services.changes import log_change
from portal.services.events import events_number
from tests.api.conftest import Program
from tests.api.test_entries import MEETING
from tests.meetings.world import NOW, make_world


@pytest.mark.django_db(transaction=True)
def test_of_two_with_one_key_one_writes_and_both_get_its_answer() -> None:
    with time_machine.travel(NOW, tick=True):
        world = make_world()
        _, secret = token_make(
            actor=world.actors["clerk"], name="演示程序", scopes=SCOPES, expires_on=clock.today()
        )
        begin, answers = threading.Barrier(2), []

        def send() -> None:
            begin.wait()
            answers.append(Program(secret).post("entries/", MEETING, Idempotency_Key="meeting-0001"))
            connections.close_all()

        threads = [threading.Thread(target=send) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [answer.status_code for answer in answers] == [201, 201]
        assert answers[0].json() == answers[1].json()
        assert sum("Idempotency-Replayed" in answer for answer in answers) == 1
        assert Entry.objects.count() == 1
        no_event_is_left_behind()


def no_event_is_left_behind() -> None:
    """A change that began earlier and is committed later gets the later number."""
    events_number()
    seen = ChangeEvent.objects.latest("pk").pk
    written, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            log_change(actor=access.SYSTEM, action="slow", target_ref="1")
            written.set()
            may_end.wait(10)
        connections.close_all()

    writer = threading.Thread(target=slow)
    writer.start()
    assert written.wait(10)
    with transaction.atomic():
        log_change(actor=access.SYSTEM, action="quick", target_ref="2")
    assert events_number() == 1
    may_end.set()
    writer.join()
    assert events_number() == 1
    told = ChangeEvent.objects.filter(pk__gt=seen).order_by("pk").values_list("change__action", flat=True)
    assert list(told) == ["quick", "slow"]
