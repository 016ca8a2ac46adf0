"""Numbers under real concurrency: neither gaps nor doubles, whoever fails on the way."""

import threading

import pytest
from django.db import connection, transaction

from portal import access
from portal.models import Document, Job, NumberRegister, Unit
from portal.selectors.documents import version_of
from portal.services.issuing import number_take
from portal.services.jobs import job_run
from portal.services.signing import document_issue_ask
from portal.services.structure import unit_found
from tests.portal.desk import START, make_desk, make_reviewed

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


def test_papers_issued_at_once_have_numbers_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.services.issuing.render_official", lambda paper: paper.number.encode())
    desk = make_desk()
    jobs = []
    for _ in range(4):
        document = make_reviewed(desk)
        jobs.append(
            document_issue_ask(actor=desk.actors["approver"], document=document, version=version_of(document))
        )
    start = threading.Barrier(len(jobs))

    def work(job: Job) -> None:
        try:
            start.wait()
            job_run(job.public_id)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Document.objects.values_list("serial", flat=True)) == [1, 2, 3, 4]
    assert set(Job.objects.values_list("state", flat=True)) == {Job.State.DONE}
