"""Pages of audit work: what is typed wrongly is told at its field, what is typed is kept, and one paper follows another."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from duties.audit_words import CHECKS, Method, Subject
from duties.models import AuditPaper, AuditWork
from duties.services.audit_export import Asked
from duties.services.audit_work.drawing import Wanted, draw_ask
from duties.services.audit_work.works import work_begin
from portal.models import Job
from portal.services.jobs import job_run
from tests.access_walk import signed_in
from tests.duties.office_world import NOW, OfficeWorld, hold, make_fresh_world
from tests.duties.shared import once

pytestmark = pytest.mark.django_db
CHECKED = {f"check-{code}": "yes" for code in CHECKS[Subject.RECORD]}


def make_world() -> OfficeWorld:
    world = make_fresh_world()
    for day in (1, 8):
        hold(world, "leading_group", dt.date(2026, 9, day))
    work = work_begin(
        actor=world.actors["auditor"],
        title="抽查",
        unit=world.units["师"],
        asked=Asked(dt.date(2026, 7, 1), dt.date(2026, 9, 30), NOW.date()),
        token=uuid.uuid4(),
    )
    wanted = Wanted(Subject.RECORD, Method.RANDOM, 2, "甲")
    job_run(draw_ask(actor=world.actors["auditor"], work=work, version=0, wanted=wanted).public_id)
    return world


made = once(make_world, NOW)


@pytest.fixture
def world(made: OfficeWorld, db: None) -> Iterator[OfficeWorld]:
    with time_machine.travel(NOW, tick=False):
        yield made


@pytest.fixture
def client(world: OfficeWorld) -> Client:
    return signed_in(world.actors["auditor"].account)


@pytest.fixture
def work(world: OfficeWorld) -> AuditWork:
    return AuditWork.objects.get()


def address(name: str, paper: AuditPaper) -> str:
    return reverse(name, args=[paper.work.public_id, paper.public_id])


def test_a_work_begins_once_however_often_its_form_is_sent(client: Client, world: OfficeWorld) -> None:
    values = {
        "title": "第二次", "unit": world.units["团"].public_id, "first": "2026-07-01", "last": "2026-09-30",
        "as_of": "2026-11-24", "known_at": "2026-11-20T18:00", "token": uuid.uuid4(),
    }  # fmt: skip
    answers = [client.post(reverse("audit-new"), values) for _ in range(2)]
    work = AuditWork.objects.get(title="第二次")
    assert [answer.headers["Location"] for answer in answers] == [
        reverse("audit-work", args=[work.public_id])
    ] * 2
    assert work.known_at.isoformat() == "2026-11-20T10:00:00+00:00"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title": ""}, "请填写此项"),
        ({"last": "2026-06-30"}, "期间的末日早于首日"),
        ({"as_of": "2026-11-25"}, "截至日期不能晚于今天"),
        ({"unit": str(uuid.UUID(int=0))}, "不在您的查看范围"),
        ({"token": ""}, "表单不完整"),
    ],
)
def test_what_is_wrong_with_a_new_work_is_told_and_the_rest_kept(
    client: Client, world: OfficeWorld, wrong: dict[str, str], told: str
) -> None:
    values = {
        "title": "留存的名称", "unit": world.units["师"].public_id, "first": "2026-07-01", "last": "2026-09-30",
        "as_of": "2026-11-24", "token": uuid.uuid4(),
    }  # fmt: skip
    answer = client.post(reverse("audit-new"), values | wrong)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert told in page
    assert "title" in wrong or "留存的名称" in page
    assert AuditWork.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"size": "0"}, "抽取数至少为1"),
        ({"size": "301"}, "一次至多抽取300项"),
        ({"size": "二十"}, "抽取数请填整数"),
        ({"seed": "种" * 41}, "最多 40 字"),
        ({"seed": "a\0b"}, "NUL"),
        ({"method": "signs"}, "请至少选择一种"),
        ({"method": "signs", "subject": "obligation", "signs": "late"}, "请至少选择一种"),
        ({"version": "7"}, "已有变化"),
    ],
)
def test_what_is_wrong_with_a_draw_is_told(
    client: Client, work: AuditWork, wrong: dict[str, str], told: str
) -> None:
    values = {"subject": "record", "method": "random", "size": "2", "seed": "种子甲", "version": "0"}
    answer = client.post(reverse("audit-draw", args=[work.public_id]), values | wrong)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert Job.objects.count() == 1


def test_what_was_ticked_becomes_papers_by_a_job(client: Client, work: AuditWork) -> None:
    path = reverse("audit-choose", args=[work.public_id])
    page = client.get(path, {"subject": "obligation", "q": "28团"}).content.decode()
    assert "xpcc-2023|a8.2.leading_group|邻||2026Q3" in page
    values = {"subject": "obligation", "version": "0", "key": "xpcc-2023|a8.2.leading_group|邻||2026Q3"}
    client.post(path, values)
    job_run(Job.objects.get(state="waiting").public_id)
    assert work.papers.last().key == values["key"]


def test_after_a_conclusion_the_next_paper_follows(client: Client, work: AuditWork) -> None:
    first, second = work.papers.order_by("position")
    values = {**CHECKED, "conclusion": "agrees", "version": "0"}
    answer = client.post(address("audit-paper-conclude", first), values)
    assert answer.headers["Location"] == address("audit-paper", second)


def test_a_conclusion_without_a_remark_keeps_what_was_typed(client: Client, work: AuditWork) -> None:
    paper = work.papers.first()
    values = {**CHECKED, "conclusion": "differs", "version": "0"}
    answer = client.post(address("audit-paper-conclude", paper), values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "该结论须写明情况和依据" in page
    assert '<option value="differs" selected>' in page


def test_a_file_beside_a_paper_is_kept_and_given_back(client: Client, work: AuditWork) -> None:
    paper = work.papers.first()
    file = SimpleUploadedFile("签到表.pdf", b"%PDF-1.7\n%%EOF\n", content_type="application/pdf")
    client.post(address("audit-paper-save", paper), {"version": "0", "evidence": file})
    stored = paper.files.get()
    answer = client.get(reverse("audit-paper-file", args=[work.public_id, paper.public_id, stored.public_id]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert stored.name in client.get(address("audit-paper", paper)).content.decode()
