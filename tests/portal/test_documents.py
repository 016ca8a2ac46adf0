"""Documents from draft to void: who may, in which state, on what was seen."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from portal.models import Change, Document, Job, Message, NumberRegister
from portal.selectors.documents import Act, open_acts, paper_of, readable_documents, timeline, version_of
from portal.services.documents import (
    document_draft,
    document_edit,
    document_return,
    document_review,
    document_void,
)
from portal.services.files import file_path
from portal.services.jobs import job_cancel, job_run
from portal.services.signing import document_issue_ask
from tests.duties.shared import once
from tests.portal.desk import Desk, account_at, make_desk, make_draft, make_paper, make_reviewed

pytestmark = pytest.mark.django_db
State = Document.State


made = once(make_desk)


@pytest.fixture
def desk(made: Desk, db: None) -> Desk:
    return made


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rendering has tests of its own."""
    monkeypatch.setattr("portal.services.issuing.render_official", lambda paper: paper.number.encode())


def issue(desk: Desk, document: Document, by: str = "approver") -> Document:
    job = document_issue_ask(actor=desk.actors[by], document=document, version=version_of(document))
    job_run(job.public_id)
    document.refresh_from_db()
    return document


def test_from_draft_to_print(desk: Desk, quick: None) -> None:
    document = issue(desk, make_reviewed(desk))
    assert (document.state, document.serial) == (State.ISSUED, 1)
    assert document.number == f"演示二师农领办报〔{document.issued_at.year}〕1号"
    assert file_path(document.file).read_bytes() == document.number.encode()
    assert [event.label for event in timeline(document)] == ["拟稿", "核稿", "签发、印发"]


def test_the_paper_carries_its_code(desk: Desk, quick: None) -> None:
    document = issue(desk, make_reviewed(desk))
    paper = paper_of(document)
    assert paper.verify_url.endswith(f"/verify/{document.short_code}/")
    assert (paper.number, paper.draft) == (document.number, False)


def test_a_real_paper_is_printed(desk: Desk) -> None:
    document = issue(desk, make_reviewed(desk))
    assert file_path(document.file).read_bytes().startswith(b"%PDF")


def test_the_top_unit_uses_the_code_as_it_is(desk: Desk, quick: None) -> None:
    above, approver = desk.actors["above"], account_at(desk.corps, "approver", "top")
    draft = document_draft(actor=above, paper=make_paper(), issuer=desk.corps, addressee=desk.regiment)
    reviewed = document_review(actor=above, document=draft, version=version_of(draft))
    job = document_issue_ask(actor=approver, document=reviewed, version=version_of(reviewed))
    job_run(job.public_id)
    reviewed.refresh_from_db()
    assert reviewed.number.startswith("兵农领办报〔")


def test_numbers_follow_each_other(desk: Desk, quick: None) -> None:
    assert [issue(desk, make_reviewed(desk)).serial for _ in range(3)] == [1, 2, 3]


def test_who_drafts_never_issues(desk: Desk, quick: None) -> None:
    office = desk.actors["office"]
    both = account_at(desk.division, "approver", "both")
    document = make_reviewed(desk)
    Document.objects.filter(pk=document.pk).update(drafted_by=both.account)
    document.refresh_from_db()
    with pytest.raises(ValidationError, match="拟稿人不得签发"):
        document_issue_ask(actor=both, document=document, version=version_of(document))
    assert Act.ISSUE not in open_acts(both, document)
    assert office.account != both.account


def test_who_edited_an_earlier_version_never_issues(desk: Desk) -> None:
    document = make_draft(desk)
    document = document_edit(
        actor=desk.actors["colleague"],
        document=document,
        version=version_of(document),
        paper=make_paper(title="另一标题"),
    )
    Change.objects.filter(action="document_draft").update(account=desk.actors["approver"].account)
    document = document_review(actor=desk.actors["office"], document=document, version=version_of(document))
    with pytest.raises(ValidationError, match="拟稿人不得签发"):
        document_issue_ask(actor=desk.actors["approver"], document=document, version=version_of(document))


def test_the_database_too_refuses_the_drafter(desk: Desk) -> None:
    document = make_reviewed(desk)
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(issued_by=document.drafted_by)


@pytest.mark.parametrize("who", ["office", "clerk", "auditor", "above"])
def test_only_the_approver_of_the_issuer_issues(desk: Desk, who: str) -> None:
    document = make_reviewed(desk)
    with pytest.raises(PermissionDenied):
        document_issue_ask(actor=desk.actors[who], document=document, version=version_of(document))


def test_only_the_office_drafts(desk: Desk) -> None:
    with pytest.raises(PermissionDenied):
        document_draft(
            actor=desk.actors["approver"],
            paper=make_paper(),
            issuer=desk.division,
            addressee=desk.regiment,
        )
    with pytest.raises(PermissionDenied):
        document_draft(
            actor=desk.actors["above"], paper=make_paper(), issuer=desk.division, addressee=desk.regiment
        )


def test_a_draft_is_not_issued_before_review(desk: Desk) -> None:
    document = make_draft(desk)
    with pytest.raises(ValidationError, match="拟稿"):
        document_issue_ask(actor=desk.actors["approver"], document=document, version=version_of(document))


def test_a_stale_form_is_told_who_changed_it(desk: Desk) -> None:
    document = make_draft(desk)
    seen = version_of(document)
    document_edit(
        actor=desk.actors["colleague"], document=document, version=seen, paper=make_paper(title="改后的标题")
    )
    with pytest.raises(ValidationError, match="演示-colleague"):
        document_review(actor=desk.actors["office"], document=document, version=seen)


def test_returned_with_a_reason_and_edited(desk: Desk, quick: None) -> None:
    document = make_reviewed(desk)
    with pytest.raises(ValidationError, match="退改原因"):
        document_return(
            actor=desk.actors["approver"], document=document, version=version_of(document), reason=" "
        )
    returned = document_return(
        actor=desk.actors["approver"], document=document, version=version_of(document), reason="依据不全"
    )
    assert (returned.state, returned.return_reason) == (State.RETURNED, "依据不全")
    assert Message.objects.get(account=desk.actors["office"].account).text == "依据不全"
    again = document_edit(
        actor=desk.actors["office"], document=returned, version=version_of(returned), paper=make_paper()
    )
    assert again.state == State.DRAFT


def test_signing_twice_is_one_job(desk: Desk) -> None:
    document = make_reviewed(desk)
    ask = {"actor": desk.actors["approver"], "document": document, "version": version_of(document)}
    assert document_issue_ask(**ask) == document_issue_ask(**ask)
    assert Job.objects.count() == 1


def test_a_document_returned_before_the_worker_comes_is_not_issued(desk: Desk, quick: None) -> None:
    document = make_reviewed(desk)
    job = document_issue_ask(actor=desk.actors["approver"], document=document, version=version_of(document))
    document_return(
        actor=desk.actors["office"], document=document, version=version_of(document), reason="另有安排"
    )
    job_run(job.public_id)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert "退改" in job.message
    assert not NumberRegister.objects.exists()


def test_a_paper_that_fails_gives_its_number_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(paper: object) -> bytes:
        raise ValueError("字库中没有这个字。")

    with monkeypatch.context() as broken:
        broken.setattr("portal.services.issuing.render_official", fail)
        document = issue(desk, make_reviewed(desk))
    assert document.state == State.REVIEWED
    assert Job.objects.get().message == "字库中没有这个字。"
    monkeypatch.setattr("portal.services.issuing.render_official", lambda paper: b"x")
    assert issue(desk, document).serial == 1


def test_a_job_cancelled_while_it_prints_issues_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def cancel(paper: object) -> bytes:
        job_cancel(actor=desk.actors["approver"], job=Job.objects.get())
        return b"%PDF"

    monkeypatch.setattr("portal.services.issuing.render_official", cancel)
    document = issue(desk, make_reviewed(desk))
    assert (document.state, document.number) == (State.REVIEWED, "")
    assert not NumberRegister.objects.exists()


def test_an_issued_document_never_changes(desk: Desk, quick: None) -> None:
    document = issue(desk, make_reviewed(desk))
    for change in ({"title": "别的"}, {"number": ""}, {"file": None}, {"state": "draft"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Document.objects.filter(pk=document.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(pk=document.pk).delete()


def test_a_voided_number_stays_in_the_register(desk: Desk, quick: None) -> None:
    document = issue(desk, make_reviewed(desk))
    with pytest.raises(PermissionDenied):
        document_void(
            actor=desk.actors["office"], document=document, version=version_of(document), reason="重复"
        )
    void = document_void(
        actor=desk.actors["approver"], document=document, version=version_of(document), reason="重复"
    )
    assert (void.state, void.serial) == (State.VOID, 1)
    assert issue(desk, make_reviewed(desk)).serial == 2


def test_the_office_voids_what_has_no_number(desk: Desk) -> None:
    draft = make_draft(desk)
    void = document_void(
        actor=desk.actors["office"], document=draft, version=version_of(draft), reason="不再需要"
    )
    assert (void.state, void.number) == (State.VOID, "")


def test_the_addressee_is_told(desk: Desk, quick: None) -> None:
    issue(desk, make_reviewed(desk))
    told = set(
        Message.objects.filter(title__startswith="收到工作报告").values_list("account__username", flat=True)
    )
    assert told == {"clerk", "official"}


@pytest.mark.parametrize(
    ("who", "draft", "issued"),
    [
        ("office", True, True),
        ("above", True, True),
        ("approver", True, True),
        ("auditor", False, True),
        ("clerk", False, True),
        ("official", False, True),
        ("stranger", False, False),
    ],
)
def test_who_reads_it(desk: Desk, quick: None, who: str, draft: bool, issued: bool) -> None:
    document = make_reviewed(desk)
    assert readable_documents(desk.actors[who]).filter(pk=document.pk).exists() is draft
    issue(desk, document)
    assert readable_documents(desk.actors[who]).filter(pk=document.pk).exists() is issued
