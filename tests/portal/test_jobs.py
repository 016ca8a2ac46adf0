"""Jobs are done once, stop when cancelled, keep their reason, and survive a broker or worker that is down."""

import datetime as dt
import threading
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from kombu.exceptions import OperationalError

from portal import access, clock, registry
from portal.models import Account, Job, Role
from portal.services import jobs
from portal.services.appointments import appointment_grant
from portal.services.files import file_store
from portal.services.structure import unit_found

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind():
    yield "test"
    registry._job_kinds.pop("test", None)


@pytest.fixture
def actor() -> access.Actor:
    account = Account.objects.create(username="asker", name="演示-甲")
    return access.Actor(account=account, post=None)


def ask(actor: access.Actor, **values: object) -> Job:
    return jobs.job_ask(actor=actor, kind="test", title="导出", unit=None, parameters={}, **values)


def run(job: Job, work) -> Job:
    registry.add_job_kind("test", work)
    jobs.job_run(job.public_id)
    job.refresh_from_db()
    return job


def test_a_job_is_done_once(kind: str, actor: access.Actor) -> None:
    done: list[int] = []
    job = run(ask(actor), lambda job: done.append(job.pk))
    jobs.job_run(job.public_id)
    assert (job.state, done) == (Job.State.DONE, [job.pk])


def test_progress_is_seen(kind: str, actor: access.Actor) -> None:
    job = run(ask(actor), lambda job: jobs.job_progress(job, 3, 10, "写入表格"))
    assert (job.done, job.total) == (3, 10)


def test_a_cancelled_job_stops_at_its_next_step(kind: str, actor: access.Actor) -> None:
    after: list[str] = []

    def work(job: Job) -> None:
        jobs.job_cancel(actor=actor, job=Job.objects.get(pk=job.pk))
        jobs.job_progress(job, 1, 2)
        after.append("went on")

    assert run(ask(actor), work).state == Job.State.CANCELLED
    assert after == []


def test_a_waiting_job_that_is_cancelled_never_starts(kind: str, actor: access.Actor) -> None:
    job = ask(actor)
    assert jobs.job_cancel(actor=actor, job=job)
    assert run(job, lambda job: pytest.fail("started")).state == Job.State.CANCELLED
    assert not jobs.job_cancel(actor=actor, job=job)


def test_a_failure_keeps_its_reason(kind: str, actor: access.Actor) -> None:
    def refuse(job: Job) -> None:
        raise ValidationError("没有可导出的数据。")

    job = run(ask(actor), refuse)
    assert (job.state, job.message) == (Job.State.FAILED, "没有可导出的数据。")


def test_a_fault_tells_the_asker_whom_to_call(kind: str, actor: access.Actor) -> None:
    job = run(ask(actor), lambda job: 1 / 0)
    assert job.state == Job.State.FAILED
    assert "系统管理员" in job.message
    assert "ZeroDivision" not in job.message


def test_a_job_of_a_killed_worker_is_taken_up_again(kind: str, actor: access.Actor) -> None:
    job = ask(actor)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, started_at=clock.now(), done=5, total=9)
    job.files.add(file_store(actor=actor, name="旧.txt", content=b"x", content_type="text/plain"))
    assert run(job, lambda job: None).state == Job.State.DONE
    assert job.files.count() == 0


def test_a_worker_that_was_overtaken_stops(kind: str, actor: access.Actor) -> None:
    def work(job: Job) -> None:
        Job.objects.filter(pk=job.pk).update(started_at=clock.now() + dt.timedelta(seconds=1))
        jobs.job_progress(job, 1, 1)

    assert run(ask(actor), work).state == Job.State.RUNNING


def test_a_double_submission_is_one_job(actor: access.Actor) -> None:
    token = uuid.uuid4()
    assert ask(actor, token=token) == ask(actor, token=token)
    assert Job.objects.count() == 1


def test_a_token_of_somebody_else_is_refused(actor: access.Actor) -> None:
    token = ask(actor).public_id
    other = access.Actor(account=Account.objects.create(username="b", name="演示-乙"), post=None)
    with pytest.raises(ValidationError):
        ask(other, token=token)


def test_a_broker_that_is_down_leaves_the_job_waiting(
    actor: access.Actor, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    def refuse(*args: object, **options: object) -> None:
        raise OperationalError("connection refused")

    with monkeypatch.context() as broken:
        broken.setattr(jobs.current_app, "send_task", refuse)
        with django_capture_on_commit_callbacks(execute=True):
            job = ask(actor)
        assert jobs.requeue_jobs() == 0
    job.refresh_from_db()
    assert (job.state, job.queued_at) == (Job.State.WAITING, None)
    assert jobs.requeue_jobs() == 1
    assert jobs.requeue_jobs() == 0


def test_the_post_is_asked_again_in_the_worker(kind: str) -> None:
    unit = unit_found(
        actor=access.SYSTEM,
        code="U",
        kind="division",
        name="演示一师",
        started_on=dt.date(2020, 1, 1),
        parent=None,
    )
    account = Account.objects.create(username="office", name="演示-甲")
    appointment_grant(
        actor=access.SYSTEM, account=account, role=Role.OFFICE, unit=unit, started_on=dt.date(2020, 1, 1)
    )
    job = ask(access.Actor(account=account, post=access.posts_of(account)[0]))
    assert jobs.job_actor(job).post == access.posts_of(account)[0]
    access.revoke_post(account, Role.OFFICE, unit)
    with pytest.raises(ValidationError):
        jobs.job_actor(job)


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_do_one_job_together(kind: str, actor: access.Actor) -> None:
    started, go_on, runs = threading.Event(), threading.Event(), []

    def work(job: Job) -> None:
        runs.append(job.pk)
        started.set()
        go_on.wait(10)

    job = ask(actor)
    registry.add_job_kind("test", work)

    def other_worker() -> None:
        try:
            jobs.job_run(job.public_id)
        finally:
            connection.close()

    thread = threading.Thread(target=other_worker)
    thread.start()
    started.wait(10)
    jobs.job_run(job.public_id)
    jobs.requeue_jobs()
    go_on.set()
    thread.join()
    job.refresh_from_db()
    assert (runs, job.state) == ([job.pk], Job.State.DONE)
