"""Two offices at once cannot supervise one obligation twice, nor two items bear one number."""

import contextlib
import threading

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from duties.models import SupervisionItem
from duties.services.supervision.following import number_take
from portal.access import SYSTEM
from portal.models import Document
from portal.services.structure import unit_found
from tests.duties.office_world import NOW, make_fresh_world
from tests.duties.supervision_world import drafted

THREADS = 8


@pytest.mark.django_db(transaction=True)
def test_two_offices_at_once_open_one_item() -> None:
    start, refused = threading.Barrier(2), []

    def work(who: str) -> None:
        try:
            start.wait()
            drafted(world, who)
        except ValidationError as error:
            refused.append(error)
        finally:
            connection.close()

    with time_machine.travel(NOW, tick=False):
        world = make_fresh_world()
        threads = [threading.Thread(target=work, args=(who,)) for who in ("office", "above")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (SupervisionItem.objects.count(), Document.objects.count(), len(refused)) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_numbers_taken_at_once_have_no_gap_and_no_double() -> None:
    office = unit_found(
        actor=SYSTEM, code="S", kind="division", name="演示二师", started_on=NOW.date(), parent=None
    )
    start, taken = threading.Barrier(THREADS), []

    def work() -> None:
        try:
            start.wait()
            for keep in (True, False, True):
                with contextlib.suppress(RuntimeError), transaction.atomic():
                    number = number_take(office, 2026)[1]
                    if not keep:
                        raise RuntimeError
                    taken.append(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(1, 2 * THREADS + 1))
