"""Pages of documents: what one sees and may do there, the file, and checking a paper in public."""

import io

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from portal.access import Actor
from portal.models import Access, Document, Installation, Job
from portal.selectors.documents import version_of
from portal.services.documents import document_void
from portal.services.jobs import job_run
from portal.services.signing import document_issue_ask
from tests.access_walk import BACKEND
from tests.duties.shared import once
from tests.portal.desk import Desk, account_at, make_desk, make_draft, make_reviewed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has asked yet; rendering has tests of its own."""
    cache.clear()
    monkeypatch.setattr("portal.services.issuing.render_official", lambda paper: paper.number.encode())


made = once(make_desk)


@pytest.fixture
def desk(made: Desk, db: None) -> Desk:
    return made


@pytest.fixture
def issued(desk: Desk) -> Document:
    document = make_reviewed(desk)
    job = document_issue_ask(actor=desk.actors["approver"], document=document, version=version_of(document))
    job_run(job.public_id)
    document.refresh_from_db()
    return document


def enter(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.account, backend=BACKEND)
    return client


def page(actor: Actor, document: Document) -> str:
    return enter(actor).get(reverse("document", args=[document.public_id])).content.decode()


def post(actor: Actor, name: str, document: Document, **data: str) -> str:
    url = reverse(name, args=[document.public_id])
    return enter(actor).post(url, {"version": version_of(document), **data}, follow=True).content.decode()


def test_each_desk_sees_its_own_buttons(desk: Desk) -> None:
    draft, reviewed = make_draft(desk), make_reviewed(desk)
    assert "核稿通过" in page(desk.actors["office"], draft)
    assert "核稿通过" not in page(desk.actors["approver"], draft)
    assert ">签发</button>" in page(desk.actors["approver"], reviewed)
    assert ">签发</button>" not in page(desk.actors["office"], reviewed)
    assert "核稿通过" not in page(desk.actors["above"], draft)


def test_a_drafter_reads_who_must_sign(desk: Desk) -> None:
    both = account_at(desk.division, "approver", "both")
    document = make_reviewed(desk)
    Document.objects.filter(pk=document.pk).update(drafted_by=both.account)
    assert "须由另一名审定人签发" in page(both, document)


def test_review_and_sign_from_the_page(desk: Desk) -> None:
    draft = make_draft(desk)
    assert "已核稿" in post(desk.actors["office"], "document-review", draft)
    draft.refresh_from_db()
    signed = post(desk.actors["approver"], "document-issue", draft)
    assert "正在编号印发" in signed
    assert f"job-{Job.objects.get().public_id}" in signed
    assert ">签发</button>" not in signed


def test_a_failed_issue_says_why(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(paper: object) -> bytes:
        raise ValueError("字库中没有这个字。")

    monkeypatch.setattr("portal.services.issuing.render_official", fail)
    document = make_reviewed(desk)
    post(desk.actors["approver"], "document-issue", document)
    job_run(Job.objects.get().public_id)
    shown = page(desk.actors["approver"], document)
    assert "字库中没有这个字" in shown
    assert ">签发</button>" in shown


def test_return_without_a_reason_says_so(desk: Desk) -> None:
    assert "请写明退改原因" in post(desk.actors["approver"], "document-return", make_reviewed(desk))


def test_a_reason_with_a_null_character_is_kept_without_it(desk: Desk) -> None:
    document = make_reviewed(desk)
    post(desk.actors["approver"], "document-return", document, reason="依据\x00不全")
    assert Document.objects.get().return_reason == "依据不全"


def test_a_stale_page_is_told(desk: Desk) -> None:
    draft = make_draft(desk)
    shown = post(desk.actors["office"], "document-review", draft, version="0")
    assert "已不是最新" in shown
    assert Document.objects.get().state == Document.State.DRAFT


def test_the_way_back_stays_in_the_portal(desk: Desk) -> None:
    draft = make_draft(desk)
    url = reverse("document-review", args=[draft.public_id])
    answer = enter(desk.actors["office"]).post(
        url, {"version": version_of(draft), "next": "https://example.org/"}
    )
    assert answer["Location"] == reverse("document", args=[draft.public_id])


def test_a_draft_is_shown_as_pdf(desk: Desk) -> None:
    url = reverse("document-preview", args=[make_draft(desk).public_id])
    answer = enter(desk.actors["office"]).get(url)
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"].startswith("inline")


def test_the_addressee_downloads_the_issued_paper(desk: Desk, issued: Document) -> None:
    answer = enter(desk.actors["official"]).get(reverse("document-file", args=[issued.public_id]))
    assert answer.getvalue().decode() == issued.number
    assert Access.objects.get(action="document_file").target_ref.startswith(issued.number)


def test_a_stranger_finds_nothing(desk: Desk, issued: Document) -> None:
    client = enter(desk.actors["stranger"])
    for name in ("document", "document-file"):
        assert client.get(reverse(name, args=[issued.public_id])).status_code == 404


def check(client: Client, document: Document, code: str = "") -> str:
    return client.get(reverse("verify", args=[code or document.short_code])).content.decode()


def test_anybody_checks_a_paper_by_its_code(client: Client, issued: Document) -> None:
    shown = check(client, issued, issued.short_code.lower().replace("-", " "))
    assert issued.number in shown
    assert "现行有效" in shown
    assert issued.title not in shown


def test_the_title_is_for_who_has_signed_in(desk: Desk, issued: Document) -> None:
    assert issued.title in check(enter(desk.actors["stranger"]), issued)


def test_a_void_paper_says_so(client: Client, desk: Desk, issued: Document) -> None:
    document_void(
        actor=desk.actors["approver"], document=issued, version=version_of(issued), reason="重复印发"
    )
    shown = check(client, issued)
    assert "已作废" in shown
    assert "现行有效" not in shown


def test_an_unknown_code_is_not_found(client: Client, issued: Document) -> None:
    answer = client.get(reverse("verify", args=["AAAA-AAAA-AAAA-AAAA-AAAA"]))
    assert answer.status_code == 404
    assert "没有这一核验码" in answer.content.decode()


def test_a_code_typed_in_leads_to_its_page(client: Client, issued: Document) -> None:
    answer = client.get(reverse("verify-form"), {"code": issued.short_code.replace("-", "")})
    assert answer["Location"] == reverse("verify", args=[issued.short_code])
    assert "20位" in client.get(reverse("verify-form"), {"code": "123"}).content.decode()


@pytest.mark.parametrize("with_code", [True, False])
def test_the_file_itself_is_compared(client: Client, issued: Document, with_code: bool) -> None:
    url = reverse("verify", args=[issued.short_code]) if with_code else reverse("verify-form")
    same = client.post(url, {"file": io.BytesIO(issued.number.encode())}).content.decode()
    other = client.post(url, {"file": io.BytesIO(b"%PDF changed")}).content.decode()
    assert "文件一致" in same
    assert issued.number in same
    assert "文件一致" not in other


def test_no_file_is_said_at_the_form(client: Client, issued: Document) -> None:
    assert "请选择要核验的文件" in client.post(reverse("verify-form")).content.decode()


def test_a_file_that_is_too_large_is_said_at_the_form(
    client: Client, issued: Document, settings: Settings
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 10
    shown = client.post(reverse("verify-form"), {"file": io.BytesIO(b"%PDF" * 100)}).content.decode()
    assert "不是本平台印发的公文" in shown


def test_a_demo_says_so(client: Client, issued: Document) -> None:
    Installation.objects.update_or_create(pk=1, defaults={"demo": True})
    assert "演示数据" in check(client, issued)


def test_too_many_questions_wait(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.views.verify.LIMIT", 2)
    answers = [client.get(reverse("verify-form")).status_code for _ in range(3)]
    assert answers == [200, 200, 429]


def test_a_draft_cannot_be_verified(client: Client, desk: Desk) -> None:
    draft = make_draft(desk)
    Document.objects.update(short_code="AAAA-AAAA-AAAA-AAAA-AAAA")
    assert client.get(reverse("verify", args=["AAAA-AAAA-AAAA-AAAA-AAAA"])).status_code == 404
    assert draft.number == ""
