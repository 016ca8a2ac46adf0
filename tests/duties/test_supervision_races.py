"""Two offices at once cannot supervise one obligation twice."""

import datetime as dt
import threading
import uuid

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection

from duties.models import SupervisionItem
from duties.notice import Wording
from duties.services.supervision import supervision_draft
from portal.models import Document
from tests.duties.office_world import NOW, make_fresh_world


@pytest.mark.django_db(transaction=True)
def test_two_offices_at_once_open_one_item() -> None:
    start, refused = threading.Barrier(2), []
    wording = Wording("督办通知", "尽快补办。", dt.date(2026, 12, 9))

    def work(who: str) -> None:
        try:
            start.wait()
            supervision_draft(actor=world.actors[who], cell=world.cell(), wording=wording, token=uuid.uuid4())
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
