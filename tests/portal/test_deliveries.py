"""Mails over a real SMTP server on loopback: sent once, delayed while it is away, refused with a reason."""

import datetime as dt
import threading
from collections.abc import Iterator
from email.header import decode_header, make_header

import pytest
import time_machine
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from kombu.exceptions import OperationalError
from pytest_django import Settings

from portal import clock
from portal.access import SYSTEM
from portal.models import Account, Adapter, Delivery, Endpoint, Unit
from portal.services import mailing
from portal.services.deliveries import TRIES, Parcel, Sent, deliveries_add, deliveries_retry, send_waiting
from portal.services.sealing import seal
from portal.tasks import deliveries as task
from tests.portal.mail_server import MailServer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day() -> Iterator[None]:
    """It is morning: at night nothing leaves the portal."""
    with time_machine.travel(dt.datetime(2026, 11, 24, 10, tzinfo=clock.SHANGHAI)):
        yield


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
    server.start()
    yield server
    server.stop()


def stored(*names: str, key: str = "digest:2026-11-24") -> list[Delivery]:
    """A mail to each of some new accounts."""
    accounts = [
        Account.objects.get_or_create(
            username=name, defaults={"name": f"演示-{name}", "email": f"{name}@example.invalid"}
        )[0]
        for name in names
    ]
    deliveries_add(
        parcels=[Parcel(account.pk, key, "履职提醒:逾期 1 项", "正文", "<p>正文</p>") for account in accounts]
    )
    return list(Delivery.objects.order_by("account"))


def later(minutes: int) -> time_machine.travel:
    """The clock some minutes on."""
    return time_machine.travel(clock.now() + dt.timedelta(minutes=minutes))


def test_a_mail_is_stored_once_and_sent_once(server: MailServer) -> None:
    stored("a")
    (mail,) = stored("a")
    assert send_waiting().sent == 1
    assert send_waiting().sent == 0
    (taken,) = server.taken
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.next_try_at) == ("sent", 1, None)
    assert taken["Message-ID"].startswith(f"<{mail.public_id}@")
    assert str(make_header(decode_header(taken["Subject"]))) == "履职提醒:逾期 1 项"
    assert [part.get_content_type() for part in taken.walk()][1:] == ["text/plain", "text/html"]


def test_a_stopped_server_delays_and_loses_nothing(server: MailServer) -> None:
    stored("a", "b")
    server.stop()
    assert send_waiting().server_away
    mails = Delivery.objects.all()
    assert {(mail.state, mail.attempts) for mail in mails} == {("failed", 0)}
    assert {mail.reason for mail in mails} == {"邮件服务器连接不上;恢复后自动补发。"}
    server.start()
    assert send_waiting().sent == 0
    with later(5):
        assert send_waiting().sent == 2
    assert {mail.state for mail in Delivery.objects.all()} == {"sent"}


def test_a_refused_mail_is_tried_ever_later_and_then_left(server: MailServer) -> None:
    refused, other = stored("a", "b")
    server.refusals["a@example.invalid"] = "550 no such user"
    run = send_waiting()
    assert (run.sent, run.refused) == (1, 1)
    refused.refresh_from_db()
    assert (refused.state, refused.attempts) == ("failed", 1)
    assert refused.reason == "邮件服务器答复:收件地址不存在或被拒收(代码 550)。"
    with later(5):
        send_waiting()
    refused.refresh_from_db()
    assert refused.next_try_at is not None
    assert dt.timedelta(minutes=13) < refused.next_try_at - clock.now() < dt.timedelta(minutes=16)
    Delivery.objects.filter(pk=refused.pk).update(attempts=TRIES - 1)
    with later(20):
        send_waiting()
    refused.refresh_from_db()
    assert refused.next_try_at is None
    assert Delivery.objects.get(pk=other.pk).state == "sent"


def test_the_office_can_have_a_mail_sent_again(server: MailServer) -> None:
    (mail,) = stored("a")
    Delivery.objects.update(state="failed", attempts=TRIES, next_try_at=None)
    assert send_waiting().sent == 0
    assert deliveries_retry(actor=SYSTEM, deliveries=Delivery.objects.filter(pk=mail.pk)) == 1
    assert send_waiting().sent == 1
    assert deliveries_retry(actor=SYSTEM, deliveries=Delivery.objects.all()) == 0


def test_a_refusal_does_not_hold_up_and_is_healed_by_a_good_address(server: MailServer) -> None:
    (mail,) = stored("a")
    server.refusals["a@example.invalid"] = "451 try later"
    assert send_waiting().refused == 1
    Account.objects.update(email="new@example.invalid")
    with later(6):
        assert send_waiting().sent == 1
    assert server.taken[0]["To"] == "new@example.invalid"
    assert server.taken[0]["Message-ID"].startswith(f"<{mail.public_id}@")


def test_without_an_address_nothing_is_tried(server: MailServer) -> None:
    (mail,) = stored("a")
    Account.objects.update(email="")
    send_waiting()
    mail.refresh_from_db()
    assert (mail.state, mail.next_try_at) == ("failed", None)
    assert mail.reason.startswith("收件人没有邮箱")


def test_a_repeat_after_a_lost_answer_has_the_same_message_id(server: MailServer) -> None:
    stored("a")
    with transaction.atomic():
        send_waiting()
        transaction.set_rollback(True)
    send_waiting()
    first, second = server.taken
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_mail_once(server: MailServer) -> None:
    stored(*(f"account-{number}" for number in range(20)))
    start = threading.Barrier(2)

    def run() -> None:
        try:
            start.wait()
            send_waiting()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({taken["Message-ID"] for taken in server.taken}) == len(server.taken) == 20


def test_mails_share_one_connection_and_a_server_that_ends_it_gets_another(server: MailServer) -> None:
    stored(*(f"account-{number}" for number in range(7)))
    server.mails_a_connection = 3
    assert send_waiting().sent == 7
    assert len(server.taken) == 7
    assert server.connections == 3


def test_a_run_is_bounded_and_the_next_goes_on(server: MailServer) -> None:
    stored("a", "b", "c")
    first = send_waiting(batch=2)
    assert (first.sent, first.more) == (2, True)
    second = send_waiting(batch=2)
    assert (second.sent, second.more) == (1, False)


def test_one_that_breaks_the_program_does_not_hold_up_the_others(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, _ = stored("a", "b")
    build = mailing.message_of

    def breaking(mail: Delivery, server: BaseEmailBackend) -> EmailMultiAlternatives:
        if mail.pk == broken.pk:
            raise KeyError("bug")
        return build(mail, server)

    monkeypatch.setattr(mailing, "message_of", breaking)
    run = send_waiting()
    assert (run.sent, run.refused) == (1, 1)
    broken.refresh_from_db()
    assert (broken.state, broken.attempts) == ("failed", 1)
    assert broken.reason == "平台内部出错,已记入运行日志。"
    assert broken.next_try_at is not None


def test_a_server_that_is_away_does_not_hold_up_endpoints(server: MailServer, settings: Settings) -> None:
    (mail,) = stored("a")
    server.stop()
    endpoint = Endpoint.objects.create(
        unit=Unit.objects.create(code="演示", name="演示二师", kind="division"),
        name="演示群",
        adapter=Adapter.WECOM,
        host="robot.example.invalid",
        sealed_url=seal("https://robot.example.invalid/"),
        made_by=mail.account,
        made_at=clock.now(),
    )
    deliveries_add(parcels=[Parcel(None, "digest:2026-11-24", "题", "文", endpoint_id=endpoint.pk)])
    run = send_waiting()
    assert (run.server_away, run.refused) == (True, 1)
    assert "不在允许名单中" in Delivery.objects.get(endpoint=endpoint).reason


@pytest.mark.parametrize("more", [True, False])
def test_a_task_that_leaves_some_has_the_next_one_queued(more: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    queued: list[str] = []
    monkeypatch.setattr(task, "send_waiting", lambda: Sent(more=more))
    monkeypatch.setattr(task.current_app, "send_task", lambda name, **options: queued.append(name))
    task.retry_deliveries()
    assert queued == (["portal.retry_deliveries"] if more else [])


def test_a_broker_that_is_away_leaves_it_to_the_schedule(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str, **options: object) -> None:
        raise OperationalError

    monkeypatch.setattr(task.current_app, "send_task", refuse)
    task.deliveries_queue()
