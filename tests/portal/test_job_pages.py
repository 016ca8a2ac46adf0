"""Pages of one's own jobs: progress that stops asking, cancel, results."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from portal import access, clock
from portal.models import Access, Account, Job, Role
from portal.services.appointments import appointment_grant
from portal.services.files import file_store
from portal.services.structure import unit_found
from tests.access_walk import BACKEND

pytestmark = pytest.mark.django_db
START = dt.date(2020, 1, 1)


@pytest.fixture
def account() -> Account:
    unit = unit_found(
        actor=access.SYSTEM, code="U", kind="division", name="演示一师", started_on=START, parent=None
    )
    made = Account.objects.create(username="auditor", name="演示-甲")
    appointment_grant(actor=access.SYSTEM, account=made, role=Role.AUDITOR, unit=unit, started_on=START)
    return made


@pytest.fixture
def signed_in(client: Client, account: Account) -> Client:
    client.force_login(account, backend=BACKEND)
    return client


def make_job(account: Account, state: str = Job.State.WAITING, **values: object) -> Job:
    given = {"kind": "test", "title": "台账导出", "asked_at": clock.now()} | values
    return Job.objects.create(state=state, asked_by=account, **given)


def ask(client: Client, job: Job, query: str = "") -> str:
    return client.get(reverse("job", args=[job.public_id]) + query, headers={"HX-Request": "true"})


def test_the_list_shows_own_jobs_only(signed_in: Client, account: Account) -> None:
    make_job(account)
    make_job(Account.objects.create(username="b", name="演示-乙"), title="他人导出")
    page = signed_in.get(reverse("jobs")).content.decode()
    assert "台账导出" in page
    assert "他人导出" not in page


def test_an_empty_list_says_what_will_be_here(signed_in: Client) -> None:
    assert "还没有任务" in signed_in.get(reverse("jobs")).content.decode()


def test_a_job_that_no_broker_took_says_so(signed_in: Client, account: Account) -> None:
    page = signed_in.get(reverse("job", args=[make_job(account).public_id])).content.decode()
    assert "排队中" in page
    assert "后台队列暂时连接不上" in page


def test_a_queued_job_says_how_many_are_before_it(signed_in: Client, account: Account) -> None:
    make_job(account, Job.State.RUNNING)
    job = make_job(account, queued_at=clock.now())
    assert "前面还有 1 项任务" in ask(signed_in, job).content.decode()


def test_progress_is_asked_for_until_the_end(signed_in: Client, account: Account) -> None:
    job = make_job(account, Job.State.RUNNING, done=3, total=8, message="写入表格")
    running = ask(signed_in, job).content.decode()
    Job.objects.update(state=Job.State.DONE)
    assert 'hx-trigger="every 1s"' in running
    assert 'value="3" max="8"' in running
    assert "hx-trigger" not in ask(signed_in, job).content.decode()


def test_another_page_is_loaded_again_when_the_job_has_ended(signed_in: Client, account: Account) -> None:
    job = make_job(account, Job.State.RUNNING)
    assert "HX-Refresh" not in ask(signed_in, job, "?within=page")
    Job.objects.update(state=Job.State.DONE)
    assert ask(signed_in, job, "?within=page")["HX-Refresh"] == "true"


def test_results_are_downloaded_and_logged(signed_in: Client, account: Account) -> None:
    job = make_job(account, Job.State.DONE)
    stored = file_store(
        actor=access.SYSTEM, name="台账.txt", content="甲".encode(), content_type="text/plain"
    )
    job.files.add(stored)
    url = reverse("job-file", args=[job.public_id, stored.public_id])
    assert url in signed_in.get(reverse("job", args=[job.public_id])).content.decode()
    assert signed_in.get(url).getvalue().decode() == "甲"
    assert Access.objects.get(action="job_file").target_ref.endswith(stored.sha256)


def test_a_file_of_another_job_is_not_found(signed_in: Client, account: Account) -> None:
    stored = file_store(actor=access.SYSTEM, name="台账.txt", content=b"x", content_type="text/plain")
    job = make_job(account, Job.State.DONE)
    assert signed_in.get(reverse("job-file", args=[job.public_id, stored.public_id])).status_code == 404


def test_cancel(signed_in: Client, account: Account) -> None:
    job = make_job(account)
    page = signed_in.post(reverse("job-cancel", args=[job.public_id]), follow=True).content.decode()
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert "已取消" in page


def test_an_ended_job_is_not_cancelled(signed_in: Client, account: Account) -> None:
    job = make_job(account, Job.State.DONE)
    page = signed_in.post(reverse("job-cancel", args=[job.public_id]), follow=True).content.decode()
    assert "任务已经结束" in page
    assert Job.objects.get().state == Job.State.DONE


@pytest.mark.django_db
def test_the_list_takes_constant_queries(
    signed_in: Client, account: Account, django_assert_max_num_queries
) -> None:
    for _ in range(20):
        make_job(account)
    signed_in.get(reverse("jobs"))
    with django_assert_max_num_queries(12):
        signed_in.get(reverse("jobs"))
