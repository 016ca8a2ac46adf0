"""Numbers under real concurrency: neither gaps nor doubles, whoever fails on the way."""

import threading
from collections.abc import Callable, Sequence

import pytest
from django.db import connection, transaction

from portal import access, clock
from portal.documents.official import OfficialDocument
from portal.models import Document, Job, NumberRegister, Unit
from portal.selectors.documents import version_of
from portal.services.issuing import number_take
from portal.services.jobs import job_cancel, job_run
from portal.services.signing import document_issue_ask, documents_issue_ask
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


def together(deeds: Sequence[Callable[[], object]]) -> None:
    """Do these at once, each in a thread with a connection of its own."""
    start = threading.Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> None:
        try:
            start.wait()
            deed()
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def issue_at_once(monkeypatch: pytest.MonkeyPatch, *, documents: int, threads: int) -> None:
    """Sign so many documents by so many threads at once, by the service that the worker runs."""
    monkeypatch.setattr("portal.services.issuing.render_official", lambda paper: paper.number.encode())
    desk = make_desk()
    approver = desk.actors["approver"]
    jobs = []
    for _ in range(documents):
        document = make_reviewed(desk)
        jobs.append(document_issue_ask(actor=approver, document=document, version=version_of(document)))

    def share(jobs: list[Job]) -> Callable[[], object]:
        return lambda: [job_run(job.public_id) for job in jobs]

    together([share(jobs[first::threads]) for first in range(threads)])
    serials = sorted(Document.objects.values_list("serial", flat=True))
    assert serials == list(range(1, documents + 1))
    numbers = set(Document.objects.values_list("number", flat=True))
    assert numbers == {f"演示二师农领办报〔{clock.today().year}〕{serial}号" for serial in serials}
    assert set(Job.objects.values_list("state", flat=True)) == {Job.State.DONE}
    assert NumberRegister.objects.get().last == documents


def test_papers_issued_at_once_have_numbers_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    issue_at_once(monkeypatch, documents=24, threads=8)


@pytest.mark.long
def test_fifty_threads_issue_500_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    issue_at_once(monkeypatch, documents=500, threads=50)


def test_a_batch_cancelled_while_it_prints_gives_that_number_back(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make_desk()
    approver = desk.actors["approver"]
    documents = [make_reviewed(desk) for _ in range(3)]
    chosen = [(each.public_id, version_of(each)) for each in documents]
    job = documents_issue_ask(actor=approver, chosen=chosen)

    def cancel_meanwhile(paper: OfficialDocument) -> bytes:
        if str(paper.number).endswith("〕2号"):
            together([lambda: job_cancel(actor=approver, job=job)])
        return b"%PDF"

    monkeypatch.setattr("portal.services.issuing.render_official", cancel_meanwhile)
    job_run(job.public_id)
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert [each.state for each in Document.objects.order_by("pk")] == ["issued", "reviewed", "reviewed"]
    assert NumberRegister.objects.get().last == 1
