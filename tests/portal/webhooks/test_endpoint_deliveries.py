"""Deliveries to a real endpoint on loopback: signed, sent again with the same id, put off while it is away."""

import base64
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from pytest_django import Settings

from portal import clock
from portal.models import Account, Adapter, Delivery, Endpoint, Unit
from portal.services.deliveries import TRIES, Parcel, deliveries_add, send_waiting
from portal.services.sealing import seal
from tests.portal.webhooks.server import Taken, WebhookServer

pytestmark = pytest.mark.django_db

SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()
MORNING = dt.datetime(2026, 11, 24, 10, tzinfo=clock.SHANGHAI)


@pytest.fixture
def clock_at() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def server(settings: Settings, clock_at: time_machine.Traveller) -> Iterator[WebhookServer]:
    server = WebhookServer()
    settings.WEBHOOK_HOSTS, settings.WEBHOOK_NETWORKS = [f"127.0.0.1:{server.port}"], ["127.0.0.0/8"]
    yield server
    server.stop()


def stored(server: WebhookServer, *names: str, adapter: Adapter = Adapter.JSON) -> list[Delivery]:
    """An endpoint at the server, and a delivery to it for each of some accounts; without any, one for its unit."""
    unit, _ = Unit.objects.get_or_create(code="演示", defaults={"name": "演示二师", "kind": "division"})
    people = [Account.objects.create(username=name, name=f"演示-{name}") for name in names]
    endpoint = Endpoint.objects.create(
        unit=unit,
        name="演示网关",
        adapter=adapter,
        host="127.0.0.1",
        sealed_url=seal(f"http://127.0.0.1:{server.port}/in?key=1"),
        sealed_secret=seal(SECRET),
        made_by=Account.objects.create(username="maker", name="演示-系统"),
        made_at=clock.now(),
    )
    ids = [person.pk for person in people] or [None]
    deliveries_add(
        parcels=[
            Parcel(pk, "digest:2026-11-24", "履职提醒", "正文", url="/messages/", endpoint_id=endpoint.pk)
            for pk in ids
        ]
    )
    return list(Delivery.objects.order_by("pk"))


def is_signed(taken: Taken) -> bool:
    """Whether the request carries the signature that the secret makes."""
    signed = f"{taken.headers['webhook-id']}.{taken.headers['webhook-timestamp']}.".encode() + taken.body
    digest = base64.b64encode(hmac.new(b"s" * 32, signed, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(taken.headers["webhook-signature"], f"v1,{digest}")


def test_a_person_is_told_once_with_a_signature(server: WebhookServer) -> None:
    (delivery,) = stored(server, "a")
    server.start()
    assert send_waiting().sent == 1
    assert send_waiting().sent == 0
    (taken,) = server.taken
    assert is_signed(taken)
    assert taken.path == "/in?key=1"
    assert int(taken.headers["webhook-timestamp"]) == int(MORNING.timestamp())
    told = json.loads(taken.body)
    assert told["id"] == taken.headers["webhook-id"] == str(delivery.public_id)
    assert told["recipient"] == {"username": "a", "name": "演示-a"}
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.next_try_at) == ("sent", 1, None)


def test_a_repeat_after_a_lost_answer_keeps_its_id(
    server: WebhookServer, clock_at: time_machine.Traveller
) -> None:
    stored(server, "a")
    server.start()
    with transaction.atomic():
        send_waiting()
        transaction.set_rollback(True)
    clock_at.shift(dt.timedelta(minutes=5))
    send_waiting()
    first, second = server.taken
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert is_signed(first)
    assert is_signed(second)
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]


def test_an_endpoint_that_is_away_puts_off_all_that_goes_there(
    server: WebhookServer, clock_at: time_machine.Traveller
) -> None:
    stored(server, "a", "b")
    server.close()
    run = send_waiting()
    assert (run.sent, run.refused, run.server_away) == (0, 0, False)
    rows = Delivery.objects.all()
    assert sorted((row.state, row.attempts) for row in rows) == [("failed", 0), ("failed", 1)]
    assert {row.reason for row in rows} == {"连接不上对方。"}
    assert {row.next_try_at for row in rows} == {MORNING + dt.timedelta(minutes=5)}


def test_a_fault_is_tried_ever_later_and_then_left(
    server: WebhookServer, clock_at: time_machine.Traveller
) -> None:
    (delivery,) = stored(server, "a")
    server.status = 500
    server.start()
    waits = []
    for _ in range(3):
        send_waiting()
        delivery.refresh_from_db()
        assert delivery.next_try_at is not None
        waits.append(int((delivery.next_try_at - clock.now()).total_seconds() // 60))
        clock_at.move_to(delivery.next_try_at)
    assert waits == [5, 10, 20]
    assert delivery.reason == "对方答复:未接受(代码 500)。"
    Delivery.objects.update(attempts=TRIES - 1)
    send_waiting()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.next_try_at) == ("failed", None)


def test_one_that_is_told_too_often_is_left_alone_as_long_as_it_asks(server: WebhookServer) -> None:
    (delivery,) = stored(server, "a")
    server.status, server.headers = 429, {"Retry-After": "3600"}
    server.start()
    send_waiting()
    delivery.refresh_from_db()
    assert delivery.next_try_at == MORNING + dt.timedelta(hours=1)
    assert delivery.reason == "对方答复:嫌太频繁(代码 429)。"


def test_a_redirect_is_a_refusal(server: WebhookServer) -> None:
    (delivery,) = stored(server, "a")
    server.status, server.headers = 307, {"Location": "/elsewhere"}
    server.start()
    assert send_waiting().refused == 1
    delivery.refresh_from_db()
    assert delivery.reason == "对方要求转到别的地址(代码 307),平台不跟随;请填写最终的地址。"
    assert len(server.taken) == 1


def test_a_robot_that_refuses_with_200_is_a_refusal(server: WebhookServer) -> None:
    (delivery,) = stored(server, adapter=Adapter.DINGTALK)
    server.answer = b'{"errcode":310000,"errmsg":"sign not match"}'
    server.start()
    assert send_waiting().refused == 1
    delivery.refresh_from_db()
    assert "代码 310000" in delivery.reason


def test_what_can_never_arrive_is_not_tried_again(server: WebhookServer, settings: Settings) -> None:
    stored(server, "a", "b", "c")
    first = Delivery.objects.earliest("pk")
    Account.objects.filter(pk=first.account_id).update(is_active=False)
    Endpoint.objects.update(sealed_secret="damaged")
    send_waiting()
    Endpoint.objects.update(is_active=False)
    reasons = set(Delivery.objects.values_list("reason", flat=True))
    assert reasons == {"收件人的账号已停用。", "接口的地址或密钥已读不出;请重新填写。"}
    assert not Delivery.objects.filter(next_try_at__isnull=False).exists()
    Delivery.objects.update(next_try_at=MORNING)
    send_waiting()
    assert set(Delivery.objects.values_list("reason", flat=True)) == {"该消息接口已停用。"}
    assert server.taken == []


def test_a_host_that_is_listed_no_more_is_not_called(server: WebhookServer, settings: Settings) -> None:
    (delivery,) = stored(server, "a")
    server.start()
    settings.WEBHOOK_HOSTS = []
    send_waiting()
    delivery.refresh_from_db()
    assert "不在允许名单中" in delivery.reason
    assert server.taken == []
