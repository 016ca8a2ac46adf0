"""Signing many documents in one go: each its number or its fault, cancelled in the middle, done once."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from portal.documents.official import OfficialDocument
from portal.models import BatchItem, Document, Job, Message
from portal.selectors.document_lists import signable, waiting_for
from portal.selectors.documents import version_of
from portal.services.documents import document_return
from portal.services.jobs import job_cancel, job_progress, job_run
from portal.services.signing import document_issue_ask, documents_issue_ask
from tests.duties.shared import once
from tests.portal.desk import Desk, make_desk, make_draft, make_reviewed

pytestmark = pytest.mark.django_db
State = Document.State


made = once(make_desk)


@pytest.fixture
def desk(made: Desk, db: None) -> Desk:
    return made


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.services.issuing.render_official", lambda paper: paper.number.encode())


def ask(desk: Desk, documents: list[Document], token: uuid.UUID | None = None) -> Job:
    return documents_issue_ask(
        actor=desk.actors["approver"],
        chosen=[(each.public_id, version_of(each)) for each in documents],
        token=token,
    )


def results(job: Job) -> list[str]:
    return list(job.batch_items.values_list("state", flat=True))


def test_each_has_its_number_in_order(desk: Desk, quick: None) -> None:
    documents = [make_reviewed(desk) for _ in range(4)]
    job = ask(desk, documents)
    job_run(job.public_id)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (Job.State.DONE, 4, 4)
    assert results(job) == ["issued"] * 4
    assert [Document.objects.get(pk=each.pk).serial for each in documents] == [1, 2, 3, 4]
    told = Message.objects.get(title__startswith="批量签发已办理")
    assert (told.title, told.account) == ("批量签发已办理:印发4件", desk.actors["approver"].account)


def test_one_that_fails_is_named_and_the_others_go_out(desk: Desk, quick: None) -> None:
    documents = [make_reviewed(desk) for _ in range(3)]
    job = ask(desk, documents)
    document_return(
        actor=desk.actors["office"],
        document=documents[1],
        version=version_of(documents[1]),
        reason="另有安排",
    )
    job_run(job.public_id)
    assert results(job) == ["issued", "failed", "issued"]
    assert "退改" in job.batch_items.get(position=2).message
    assert sorted(Document.objects.exclude(number="").values_list("serial", flat=True)) == [1, 2]
    assert Message.objects.filter(title="批量签发已办理:印发2件,未成功1件").exists()


def test_a_fault_of_the_program_holds_back_its_own_paper_only(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(paper: OfficialDocument) -> bytes:
        if "坏" in paper.title:
            raise RuntimeError("broken")
        return b"%PDF"

    monkeypatch.setattr("portal.services.issuing.render_official", render)
    job = ask(desk, [make_reviewed(desk, title="坏的"), make_reviewed(desk)])
    job_run(job.public_id)
    assert results(job) == ["failed", "issued"]
    assert "告知系统管理员" in job.batch_items.get(position=1).message


def test_cancelled_keeps_what_is_issued_and_issues_no_more(
    desk: Desk, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [make_reviewed(desk) for _ in range(4)]
    job = ask(desk, documents)

    def cancel_before_the_third(running: Job, done: int, total: int, message: str) -> None:
        if done == 2 and message.startswith("正在印发"):
            job_cancel(actor=desk.actors["approver"], job=running)
        job_progress(running, done, total, message)

    monkeypatch.setattr("portal.services.issuing.job_progress", cancel_before_the_third)
    job_run(job.public_id)
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert results(job) == ["issued", "issued", "waiting", "waiting"]
    assert list(signable(desk.actors["approver"])) == documents[2:]
    monkeypatch.setattr("portal.services.issuing.job_progress", job_progress)
    again = ask(desk, documents[2:])
    job_run(again.public_id)
    assert [Document.objects.get(pk=each.pk).serial for each in documents] == [1, 2, 3, 4]


def test_a_killed_worker_s_batch_goes_on_where_it_stood(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [make_reviewed(desk) for _ in range(3)]
    job = ask(desk, documents)

    def die(paper: OfficialDocument) -> bytes:
        if paper.number.endswith("〕2号"):
            raise KeyboardInterrupt
        return b"%PDF"

    with monkeypatch.context() as killed:
        killed.setattr("portal.services.issuing.render_official", die)
        with pytest.raises(KeyboardInterrupt):
            job_run(job.public_id)
    assert results(job) == ["issued", "waiting", "waiting"]
    monkeypatch.setattr("portal.services.issuing.render_official", lambda paper: b"%PDF")
    job_run(job.public_id)
    assert [Document.objects.get(pk=each.pk).serial for each in documents] == [1, 2, 3]


def test_the_same_form_sent_twice_is_one_batch(desk: Desk) -> None:
    documents, token = [make_reviewed(desk), make_reviewed(desk)], uuid.uuid4()
    assert ask(desk, documents, token) == ask(desk, documents, token)
    assert BatchItem.objects.count() == 2


def test_what_is_in_a_batch_is_not_signed_again(desk: Desk) -> None:
    documents = [make_reviewed(desk), make_reviewed(desk)]
    job = ask(desk, documents[:1])
    assert document_issue_ask(
        actor=desk.actors["approver"], document=documents[0], version=version_of(documents[0])
    ) == Job.objects.get(pk=job.pk)
    with pytest.raises(ValidationError, match="有1件已由他人办理"):
        ask(desk, documents)


def test_drafts_and_nothing_are_refused(desk: Desk) -> None:
    with pytest.raises(ValidationError, match="已由他人办理"):
        ask(desk, [make_draft(desk)])
    with pytest.raises(ValidationError, match="请勾选"):
        ask(desk, [])


def test_only_an_approver_signs(desk: Desk) -> None:
    document = make_reviewed(desk)
    with pytest.raises(PermissionDenied):
        documents_issue_ask(actor=desk.actors["office"], chosen=[(document.public_id, version_of(document))])


def test_what_waits_is_counted_by_role(desk: Desk) -> None:
    make_draft(desk)
    make_reviewed(desk)
    assert waiting_for(desk.actors["approver"]).to_issue == 1
    office = waiting_for(desk.actors["office"])
    assert (office.to_review, office.to_mend, office.all) == (1, 0, 1)
    assert waiting_for(desk.actors["clerk"]).all == 0
