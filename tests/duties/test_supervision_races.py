"""Two offices at once cannot supervise one obligation twice."""

import threading

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection

from duties.models import SupervisionItem
from portal.models import Document
from tests.duties.office_world import NOW, make_fresh_world
from tests.duties.supervision_world import drafted


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
