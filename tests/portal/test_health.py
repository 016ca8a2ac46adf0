"""When each line of the schedule ran, what is late or broken, and what the health page says of it to whom."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from celery import current_app
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks
from redis.exceptions import ConnectionError as RedisConnectionError

from portal import clock
from portal.access import SYSTEM, Actor
from portal.models import Change, Delivery, FilePreview, Job, Role, ScheduleRun, Unit
from portal.schedule import BEAT_SCHEDULE, SCHEDULE_WORDS
from portal.selectors import health
from portal.services.health import run_began, run_ended
from portal.services.previews import previews_again
from portal.services.structure import unit_found
from portal.tasks import requeue_jobs
from tests.access_walk import signed_in
from tests.portal.desk import START, account_at

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 24, 12, 1, tzinfo=clock.SHANGHAI)


@pytest.fixture
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def corps() -> Unit:
    return unit_found(actor=SYSTEM, code="B", kind="corps", name="演示兵团", started_on=START, parent=None)


def schedule(name: str) -> health.Schedule:
    words = SCHEDULE_WORDS[name]
    return next(each for each in health.schedules() if each.name == words)


def line(name: str) -> health.Line:
    return next(each for each in health.lines() if each.name == name)


def ran(name: str, at: dt.datetime, **values: object) -> None:
    ScheduleRun.objects.create(name=name, started_at=at, **({"ended_at": at, "succeeded_at": at} | values))


def test_every_line_of_the_schedule_has_words() -> None:
    assert SCHEDULE_WORDS.keys() == BEAT_SCHEDULE.keys()


DUE = {
    "requeue-jobs": "2026-11-24T12:02:00+08:00",
    "flag-overdue": "2026-11-24T12:20:00+08:00",
    "roll-ledger": "2026-11-25T00:05:00+08:00",
    "drop-stale-imports": "2026-11-25T03:40:00+08:00",
}


@pytest.mark.parametrize("name", DUE)
def test_it_is_known_when_a_line_is_due_next(name: str) -> None:
    assert health.next_due(name, NOON).isoformat() == DUE[name]


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize(
    ("ago", "ended", "fault", "word"),
    [
        (40, True, "", "正常"),
        (200, True, "", "未按时运行"),
        (1, False, "", "运行中"),
        (40, True, "OSError: 演示", "出错"),
    ],
)
def test_a_run_is_well_late_or_faulty(ago: int, ended: bool, fault: str, word: str) -> None:
    at = NOON - dt.timedelta(minutes=ago)
    ran("flag-overdue", at, ended_at=at if ended else None, fault=fault)
    assert schedule("flag-overdue").mark.label == word


@pytest.mark.usefixtures("noon")
def test_a_run_that_was_broken_off_is_faulty_and_one_that_never_was_says_so() -> None:
    ran("roll-ledger", NOON - dt.timedelta(hours=2), ended_at=None)
    assert schedule("roll-ledger").mark.label == "出错"
    never = schedule("flag-overdue")
    assert (never.mark.label, never.is_good) == ("尚未运行", True)
    ScheduleRun.objects.all().delete()
    assert not any(each.is_good for each in health.schedules())


def test_a_task_of_the_schedule_is_watched_by_the_worker() -> None:
    requeue_jobs.apply()
    kept = ScheduleRun.objects.get()
    assert (kept.name, kept.fault, kept.succeeded_at) == ("requeue-jobs", "", kept.ended_at)


def test_a_task_that_fails_keeps_its_fault_and_the_last_success(monkeypatch: pytest.MonkeyPatch) -> None:
    requeue_jobs.apply()
    before = ScheduleRun.objects.get().succeeded_at

    def fail() -> None:
        raise OSError("演示")

    monkeypatch.setattr("portal.services.jobs.requeue_jobs", fail)
    requeue_jobs.apply()
    kept = ScheduleRun.objects.get()
    assert (kept.fault, kept.succeeded_at) == ("OSError: 演示", before)
    assert kept.ended_at is not None


def test_a_task_whose_database_was_lost_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def lose_once() -> None:
        tries.append(clock.now())
        if len(tries) == 1:
            raise OperationalError("server closed the connection")

    monkeypatch.setattr("portal.services.jobs.requeue_jobs", lose_once)
    requeue_jobs.apply()
    kept = ScheduleRun.objects.get()
    assert (len(tries), kept.fault) == (2, "")
    assert kept.succeeded_at is not None


def test_a_fault_of_any_length_is_kept_short_and_gone_after_the_next_run() -> None:
    run_began("roll-ledger")
    run_ended("roll-ledger", "长" * 1000)
    assert len(ScheduleRun.objects.get().fault) == 300
    run_began("roll-ledger")
    run_ended("roll-ledger")
    assert ScheduleRun.objects.get().fault == ""


def test_what_waits_too_long_is_named(corps: Unit) -> None:
    account = account_at(corps, Role.OFFICE, "office").account
    Job.objects.create(
        kind="x", title="导出", asked_by=account, asked_at=clock.now() - dt.timedelta(minutes=20)
    )
    found = line("后台任务")
    assert (found.is_good, found.text) == (False, "1项等待,最早的已等20分钟。")


def test_servers_that_do_not_answer_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*given: object, **more: object) -> None:
        raise RedisConnectionError

    monkeypatch.setattr(cache, "get", away)
    assert not line("缓存").is_good
    monkeypatch.setattr(current_app, "connection_for_read", lambda: (_ for _ in ()).throw(OSError))
    assert "队列连接不上" in line("任务队列").text


def test_clocks_that_differ_are_named() -> None:
    assert line("时钟").is_good
    with time_machine.travel(clock.now() + dt.timedelta(minutes=3)):
        assert "相差1" in line("时钟").text


def test_each_reads_its_own_view_without_business_data(corps: Unit) -> None:
    office, admin = (account_at(corps, role, role.value) for role in (Role.OFFICE, Role.SYSTEM_ADMIN))
    ran("flag-overdue", clock.now(), fault="OSError: 演示原文")
    Delivery.objects.create(
        account=office.account, key="k", subject="演示主题", text="", state=Delivery.State.FAILED, attempts=10,
        made_at=clock.now(),
    )  # fmt: skip
    assert "演示原文" not in page(office)
    assert "演示原文" in page(admin)
    for text in (page(office), page(admin)):
        assert "处需要查看" in text
        assert "<b>1</b> 条邮件或消息" in text
        assert "演示主题" not in text


def test_the_operator_has_previews_that_were_given_up_tried_anew(
    corps: Unit,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    office, admin = (account_at(corps, role, role.value) for role in (Role.OFFICE, Role.SYSTEM_ADMIN))
    digest, asked = "0" * 64, []
    FilePreview.objects.create(
        sha256=digest, content_type="image/jpeg", state="none", tries=3, asked_at=clock.now(), tried_at=clock.now()
    )  # fmt: skip
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **more: asked.append(args[0]))
    assert "重新生成预览" not in page(office)
    assert "有 <b>1</b> 份文件的预览" in page(admin)
    assert admin.account is not None
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(admin.account).post("/health/previews/")
    preview = FilePreview.objects.get()
    assert (asked, preview.state, preview.tries, preview.tried_at) == ([digest], "waiting", 0, None)
    assert Change.objects.get(action="previews_again").after == {"sha256": [digest]}
    assert previews_again(actor=admin) == 0
    with pytest.raises(PermissionDenied):
        previews_again(actor=office)


def page(actor: Actor) -> str:
    assert actor.account is not None
    return signed_in(actor.account).get("/health/").content.decode()
