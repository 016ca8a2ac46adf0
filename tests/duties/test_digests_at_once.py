"""Two workers that store digests at the same time."""

import threading

import pytest
from django.db import connection

from duties.services.alerts import flag_overdue
from duties.services.digests import send_digests
from portal.models import Delivery
from tests.duties.alert_world import at, make_alert_world


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_store_each_mail_once() -> None:
    with at("2026-01-01T08:00:00"):
        make_alert_world()
    found: list[int] = []
    start = threading.Barrier(2)

    def run() -> None:
        try:
            start.wait()
            found.append(send_digests())
        finally:
            connection.close()

    with at("2026-04-01T08:30:00"):
        flag_overdue()
        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(found) == [0, 3]
    assert Delivery.objects.count() == 3
