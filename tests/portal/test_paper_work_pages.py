"""Pages of the office's paper work: lists, what waits, signing many, wording, countersigning, corrections, register."""

import io
import uuid

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from portal.models import Access, BatchItem, Document, Job
from portal.selectors.documents import version_of
from portal.services.documents import document_void
from portal.services.jobs import job_cancel, job_run
from tests.duties.shared import once
from tests.portal.desk import Desk, make_desk, make_draft, make_reviewed
from tests.portal.test_document_pages import enter, page, post
from tests.portal.test_documents import issue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rendering has tests of its own."""
    monkeypatch.setattr("portal.services.issuing.render_official", lambda paper: paper.number.encode())


made = once(make_desk)


@pytest.fixture
def desk(made: Desk, db: None) -> Desk:
    return made


def get(desk: Desk, who: str, name: str, query: str = "") -> str:
    return enter(desk.actors[who]).get(f"{reverse(name)}{query}").content.decode()


def test_the_list_is_narrowed_by_side_kind_state_year_and_words(desk: Desk) -> None:
    issued, draft = issue(desk, make_reviewed(desk, title="已经发出")), make_draft(desk, title="还在草拟")
    year = draft.drafted_at.year
    assert "已经发出" in get(desk, "clerk", "documents")
    assert "还在草拟" not in get(desk, "clerk", "documents")
    for query, found in (
        ("", {"已经发出", "还在草拟"}),
        ("?side=sent", {"已经发出", "还在草拟"}),
        ("?side=received", set()),
        ("?state=draft", {"还在草拟"}),
        ("?kind=工作报告&state=issued", {"已经发出"}),
        ("?kind=催办函", set()),
        (f"?year={year}", {"已经发出", "还在草拟"}),
        (f"?year={year - 1}", set()),
        ("?words=发出", {"已经发出"}),
        (f"?words={issued.number}", {"已经发出"}),
        ("?state=nonsense&year=x", {"已经发出", "还在草拟"}),
    ):
        shown = get(desk, "office", "documents", query)
        assert {title for title in ("已经发出", "还在草拟") if title in shown} == found, query
    assert "已经发出" in get(desk, "clerk", "documents", "?side=received")


def test_what_waits_is_listed_by_desk(desk: Desk) -> None:
    make_draft(desk, title="等核稿的")
    make_reviewed(desk, title="等签发的")
    office, approver = get(desk, "office", "documents-waiting"), get(desk, "approver", "documents-waiting")
    assert ("等核稿的" in office, "等签发的" in office) == (True, False)
    assert ("等核稿的" in approver, "等签发的" in approver) == (False, True)
    assert "没有等您办理的公文" in get(desk, "official", "documents-waiting")


def sign(desk: Desk, documents: list[Document]) -> Job:
    chosen = [f"{each.public_id} {version_of(each)}" for each in documents]
    answer = enter(desk.actors["approver"]).post(
        reverse("document-batch-new"), {"document": chosen, "token": str(uuid.uuid4())}
    )
    job = Job.objects.latest("asked_at")
    assert answer["Location"] == reverse("document-batch", args=[job.public_id])
    return job


def batch_page(desk: Desk, job: Job) -> str:
    answer = enter(desk.actors["approver"]).get(reverse("document-batch", args=[job.public_id]))
    return answer.content.decode()


def test_ticked_documents_are_signed_in_one_go(desk: Desk) -> None:
    documents = [make_reviewed(desk) for _ in range(3)]
    job = sign(desk, documents)
    assert "取消:不再印发其余公文" in batch_page(desk, job)
    assert "正在编号印发" in page(desk.actors["approver"], documents[0])
    job_run(job.public_id)
    shown = batch_page(desk, job)
    assert "3 件全部印发" in shown
    assert "报〔" in shown


def test_a_batch_names_what_failed_and_what_was_left_by_cancelling(desk: Desk) -> None:
    documents = [make_reviewed(desk), make_reviewed(desk)]
    job = sign(desk, documents)
    BatchItem.objects.filter(position=1).update(state="failed", message="事实已变。")
    job_cancel(actor=desk.actors["approver"], job=job)
    shown = batch_page(desk, job)
    assert "已取消:已印发的 0 件保留,其余 1 件没有印发" in shown
    assert "事实已变。" in shown
    assert (
        enter(desk.actors["office"]).get(reverse("document-batch", args=[job.public_id])).status_code == 404
    )


def test_nothing_ticked_and_nonsense_are_said(desk: Desk) -> None:
    for chosen in ([], ["nonsense"]):
        answer = enter(desk.actors["approver"]).post(
            reverse("document-batch-new"), {"document": chosen, "token": "x"}, follow=True
        )
        assert "请勾选要签发的公文" in answer.content.decode()


def words(desk: Desk, document: Document, name: str = "document-edit", **values: str) -> str:
    client, url = enter(desk.actors["office"]), reverse(name, args=[document.public_id])
    form = client.get(url).context["form"]
    sent = {bound.name: bound.value() or "" for bound in form} | values
    return client.post(url, sent, follow=True).content.decode()


def test_a_draft_is_worded_anew(desk: Desk) -> None:
    draft = make_draft(desk)
    assert "已保存" in words(desk, draft, title="新的标题", body="一、要求\n请整改。\n| 甲 | 乙 |\n| 1 | 2 |")
    draft.refresh_from_db()
    assert draft.title == "新的标题"
    assert [block["type"] for block in draft.source["body"]] == ["heading", "paragraph", "table"]


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("title", "", "请填写此项"),
        ("body", "| 甲 | 乙 |\n| 1 |", "格数不一致"),
        ("body", "| 甲 |", "至少要有一行表头"),
        ("body", "机密★1年", "不得录入涉密内容"),
        ("title", "字\ue000", "无法印刷"),
        ("version", "0", "已不是最新"),
    ],
)
def test_what_cannot_be_printed_is_said_and_nothing_is_kept(
    desk: Desk, field: str, text: str, said: str
) -> None:
    draft = make_draft(desk)
    draft.refresh_from_db()
    before = draft.source
    assert said in words(desk, draft, **{field: text})
    draft.refresh_from_db()
    assert draft.source == before


def test_an_issued_document_is_not_worded_but_corrected(desk: Desk) -> None:
    issued = issue(desk, make_reviewed(desk))
    url = reverse("document-edit", args=[issued.public_id])
    assert "不能修改" in enter(desk.actors["office"]).get(url, follow=True).content.decode()
    assert "已起草更正" in words(desk, issued, "document-correct", title="改正后的标题")
    made = Document.objects.get(replaces=issued)
    assert (made.title, made.state) == ("改正后的标题", "draft")
    shown = page(desk.actors["office"], made)
    assert issued.number in shown
    assert "已保存" in words(desk, made, title="再改")
    made.refresh_from_db()
    assert made.source["note"].startswith("本件更正并取代")


def test_the_form_of_a_correction_sent_twice_is_one(desk: Desk) -> None:
    issued, client = issue(desk, make_reviewed(desk)), enter(desk.actors["office"])
    url = reverse("document-correct", args=[issued.public_id])
    sent = {bound.name: bound.value() or "" for bound in client.get(url).context["form"]}
    assert client.post(url, sent)["Location"] == client.post(url, sent)["Location"]
    assert Document.objects.filter(replaces=issued).count() == 1
    assert "不能更正" in client.get(url, follow=True).content.decode()


def test_countersigners_are_named_asked_and_answer_on_pages(desk: Desk) -> None:
    draft, office = make_draft(desk), desk.actors["office"]
    assert "没有叫“某某”的单位或人员" in post(office, "document-countersigner-new", draft, who="某某")
    assert "核稿后将送演示27团会签" in post(office, "document-countersigner-new", draft, who="演示27团")
    assert "核稿后将送演示-approver会签" in post(office, "document-countersigner-new", draft, who="approver")
    row = draft.countersignatures.get(account__username="approver")
    answer = enter(office).post(
        reverse("document-countersigner-drop", args=[draft.public_id, row.pk]),
        {"version": version_of(draft)},
        follow=True,
    )
    assert "不再送演示-approver会签" in answer.content.decode()
    assert "核稿通过,送会签" in page(office, draft)
    post(office, "document-review", draft)
    draft.refresh_from_db()
    official = desk.actors["official"]
    assert "同意,会签" in page(official, draft)
    assert "会签 1" in get(desk, "official", "documents-waiting") or "待会签 1 件" in get(
        desk, "official", "documents-waiting"
    )
    assert "请写明不同意的理由" in post(official, "document-object", draft, reason=" ")
    assert "已会签" in post(official, "document-countersign", draft)
    draft.refresh_from_db()
    assert draft.state == "reviewed"
    assert "会签" in page(desk.actors["approver"], draft)


def test_mine_counts_what_waits_for_a_countersignature(desk: Desk) -> None:
    draft, office = make_draft(desk), desk.actors["office"]
    post(office, "document-countersigner-new", draft, who="演示27团")
    post(office, "document-review", draft)
    shown = enter(desk.actors["official"]).get(reverse("mine")).content.decode()
    assert "待会签 1 件" in shown


def test_the_inbox_says_what_waits_for_office_and_approver(desk: Desk) -> None:
    make_draft(desk)
    make_reviewed(desk)
    assert "待核稿 1 件" in get(desk, "office", "messages")
    assert "待签发 1 件" in get(desk, "approver", "messages")
    assert "看稿、办理" not in get(desk, "above", "messages")


def test_the_register_keeps_void_numbers_and_goes_out_as_a_workbook(desk: Desk) -> None:
    assert "还没有文号" in get(desk, "office", "document-register")
    first, second = issue(desk, make_reviewed(desk, title="=第一件")), issue(desk, make_reviewed(desk))
    document_void(actor=desk.actors["approver"], document=first, version=version_of(first), reason="印错了")
    shown = get(desk, "office", "document-register")
    assert "其中作废 1 件" in shown
    assert "共 2 项" in shown
    assert f"<s>{first.number}</s>" in shown
    assert "印错了" in shown
    sent = {"query": "register=&columns=title&columns=serial&columns=state"}
    answer = enter(desk.actors["approver"]).post(reverse("list-export", args=["document-register"]), sent)
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert "演示-approver" in rows[0][0]
    assert rows[2:] == [
        (first.number, 1, "'=第一件", "作废"),
        (second.number, 2, second.title, "已印发"),
    ]
    assert Access.objects.filter(action="list_export").count() == 1


def test_the_register_shows_the_one_that_is_chosen(desk: Desk) -> None:
    issue(desk, make_reviewed(desk))
    other = issue(desk, make_reviewed(desk, kind="约谈反馈函", title="另一种"))
    shown = get(desk, "office", "document-register", f"?register={other.register_id}")
    assert "另一种" in shown
    assert "共 1 项" in shown


def test_each_kind_has_an_example_to_look_at(desk: Desk) -> None:
    shown = get(desk, "office", "document-layouts", "?kind=urging")
    assert "信函格式" in shown
    assert "小标宋(Fandol)" in shown
    client = enter(desk.actors["office"])
    picture = client.get(reverse("document-layout-page", args=["urging", 1]))
    assert picture.content.startswith(b"\x89PNG")
    assert client.get(reverse("document-layout-page", args=["urging", 99])).status_code == 404
    assert client.get(reverse("document-layout-file", args=["urging"])).content.startswith(b"%PDF")
    assert client.get(reverse("document-layout-file", args=["none"])).status_code == 404
