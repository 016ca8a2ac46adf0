"""Numbers under real concurrency: neither gaps nor doubles, whoever fails on the way."""

import threading

import pytest
from django.db import connection, transaction

from portal import access
from portal.models import NumberRegister, Unit
from portal.services.issuing import number_take
from tests.portal.desk import START, unit_found

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def issuer() -> Unit:
    return unit_found(
        actor=access.SYSTEM, code="S", kind="corps", name="演示兵团", started_on=START, parent=None
    )


def take_together(issuer: Unit, *, workers: int, each: int, fails: bool) -> list[int]:
    """Let `workers` take `each` numbers at once, every third attempt rolled back where `fails`; what was kept."""
    kept: list[int] = []
    start = threading.Barrier(workers)

    def work(worker: int) -> None:
        try:
            start.wait()
            for attempt in range(each):
                take(fail=fails and (worker + attempt) % 3 == 0)
        finally:
            connection.close()

    def take(*, fail: bool) -> None:
        with transaction.atomic():
            _, serial, _ = number_take(issuer=issuer, kind="督办通知单", year=2026)
            if fail:
                transaction.set_rollback(True)
                return
        kept.append(serial)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(kept)


def test_no_gaps_and_no_doubles(issuer: Unit) -> None:
    kept = take_together(issuer, workers=6, each=10, fails=False)
    assert kept == list(range(1, 61))


def test_a_transaction_that_fails_leaves_no_gap(issuer: Unit) -> None:
    kept = take_together(issuer, workers=6, each=9, fails=True)
    assert kept == list(range(1, 37))
    assert NumberRegister.objects.get().last == 36


def test_each_kind_and_year_has_its_own(issuer: Unit) -> None:
    with transaction.atomic():
        first = number_take(issuer=issuer, kind="督办通知单", year=2026)
        other = number_take(issuer=issuer, kind="督办通知单", year=2027)
    assert (first[2], other[2]) == ("兵农领办督〔2026〕1号", "兵农领办督〔2027〕1号")
