"""Endpoints are set and tried by the system administrator; neither address nor secret shows up anywhere again."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from pytest_django import Settings

from portal.access import Actor, posts_of
from portal.models import Adapter, Change, Endpoint, Role
from portal.services.endpoints import endpoint_add, endpoint_edit
from portal.services.sealing import unseal
from tests.access_cast import Cast, make_cast
from tests.access_walk import signed_in
from tests.portal.webhooks.server import WebhookServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def server(settings: Settings) -> Iterator[WebhookServer]:
    server = WebhookServer()
    settings.WEBHOOK_HOSTS, settings.WEBHOOK_NETWORKS = [f"127.0.0.1:{server.port}"], ["127.0.0.0/8"]
    yield server
    server.stop()


@pytest.fixture
def admin(cast: Cast) -> Client:
    return signed_in(cast.accounts[Role.SYSTEM_ADMIN])


def sent(server: WebhookServer, **more: Any) -> dict[str, Any]:
    """The form of a new endpoint at the server."""
    return {
        "unit": "M-own",
        "name": "演示工作群",
        "adapter": "json",
        "url": f"http://127.0.0.1:{server.port}/in?key=hidden-key",
        "secret": "",
        "hour": "8",
        "is_active": "on",
    } | more


def made(admin: Client, server: WebhookServer, **more: Any) -> Endpoint:
    """An endpoint set by the page."""
    assert admin.post("/endpoints/new/", sent(server, **more)).status_code == 200
    return Endpoint.objects.get()


def actor_of(cast: Cast, role: Role) -> Actor:
    account = cast.accounts[role]
    return Actor(account=account, post=posts_of(account)[0])


def test_a_secret_is_made_and_shown_once(admin: Client, server: WebhookServer) -> None:
    answer = admin.post("/endpoints/new/", sent(server)).content.decode()
    endpoint = Endpoint.objects.get()
    secret = unseal(endpoint.sealed_secret)
    assert secret.startswith("whsec_")
    assert secret in answer
    page = admin.get(f"/endpoints/{endpoint.public_id}/").content.decode()
    for hidden in (secret, "hidden-key"):
        assert hidden not in page
        assert hidden not in json.dumps(list(Change.objects.values("before", "after")))
        assert hidden not in endpoint.sealed_url + endpoint.sealed_secret


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"url": "https://elsewhere.example.invalid/"}, "不在允许名单中"),
        ({"url": ""}, "请填写接口的地址"),
        ({"unit": "nowhere"}, "没有代码或全称为"),
        ({"secret": "short"}, "至少16个字符"),
        ({"adapter": "telex"}, "telex"),
        ({"hour": "3"}, "3"),
    ],
)
def test_bad_input_is_told_at_its_field(
    admin: Client, server: WebhookServer, more: dict[str, str], told: str
) -> None:
    answer = admin.post("/endpoints/new/", sent(server, **more))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert "演示工作群" in answer.content.decode()
    assert not Endpoint.objects.exists()


def test_a_name_is_used_once_in_a_unit(admin: Client, server: WebhookServer) -> None:
    made(admin, server)
    answer = admin.post("/endpoints/new/", sent(server))
    assert answer.status_code == 422
    assert "该单位已有同名的消息接口。" in answer.content.decode()


def test_an_edit_keeps_what_is_left_empty_and_is_based_on_what_was_seen(
    admin: Client, server: WebhookServer
) -> None:
    endpoint = made(admin, server)
    url = f"/endpoints/{endpoint.public_id}/"
    values = sent(server, url="", secret="", name="演示新名", version="1")
    assert admin.post(url, values).status_code == 302
    fresh = Endpoint.objects.get()
    assert (fresh.name, fresh.version, fresh.sealed_url) == ("演示新名", 2, endpoint.sealed_url)
    late = admin.post(url, values | {"name": "演示再改"})
    assert late.status_code == 422
    assert "已被他人修改" in late.content.decode()


def test_a_trial_shows_the_answer_and_tells_no_business(admin: Client, server: WebhookServer) -> None:
    endpoint = made(admin, server)
    server.status, server.answer = 401, b"<b>bad signature</b>"
    server.start()
    page = admin.post(f"/endpoints/{endpoint.public_id}/test/").content.decode()
    assert "没有送到" in page
    assert "代码 401" in page
    assert "&lt;b&gt;bad signature&lt;/b&gt;" in page
    told = json.loads(server.taken[0].body)
    assert (told["type"], told["recipient"]) == ("test", None)
    assert told["text"] == "这是一条测试消息,说明消息接口已接通,不含业务内容。"
    server.status, server.answer = 200, b"ok"
    assert "已送到" in admin.post(f"/endpoints/{endpoint.public_id}/test/").content.decode()


def test_a_trial_of_nobody_says_so(admin: Client, server: WebhookServer) -> None:
    endpoint = made(admin, server)
    server.close()
    assert "连接不上对方。" in admin.post(f"/endpoints/{endpoint.public_id}/test/").content.decode()


def test_trials_are_few_in_a_minute(admin: Client, server: WebhookServer) -> None:
    endpoint = made(admin, server)
    server.close()
    answers = [admin.post(f"/endpoints/{endpoint.public_id}/test/").status_code for _ in range(11)]
    assert answers == [200] * 10 + [302]


def test_only_the_system_administrator_sets_them(cast: Cast, server: WebhookServer) -> None:
    values = {"name": "x", "adapter": Adapter.WECOM, "url": "", "secret": "", "hour": 8, "is_active": True}
    for role in set(Role) - {Role.SYSTEM_ADMIN}:
        with pytest.raises(PermissionDenied):
            endpoint_add(actor=actor_of(cast, role), unit=cast.units["own"], values=values)


def test_a_gateway_without_a_secret_is_refused_when_a_robot_becomes_one(
    cast: Cast, server: WebhookServer
) -> None:
    actor = actor_of(cast, Role.SYSTEM_ADMIN)
    url = f"http://127.0.0.1:{server.port}/in"
    values = {"name": "x", "adapter": Adapter.WECOM, "url": url, "secret": "", "hour": 8, "is_active": True}
    endpoint, secret = endpoint_add(actor=actor, unit=cast.units["own"], values=values)
    assert secret == ""
    with pytest.raises(ValidationError, match="签名密钥"):
        endpoint_edit(
            actor=actor, endpoint=endpoint, version=1, values=values | {"adapter": Adapter.JSON, "url": ""}
        )


def test_an_office_sees_the_endpoints_of_its_area_and_no_address(
    cast: Cast, admin: Client, server: WebhookServer
) -> None:
    made(admin, server)
    page = signed_in(cast.accounts[Role.OFFICE]).get("/endpoints/").content.decode()
    assert "演示工作群" in page
    assert "hidden-key" not in page
    assert "新设接口" not in page
    Endpoint.objects.update(unit=cast.units["sibling"])
    assert "演示工作群" not in signed_in(cast.accounts[Role.OFFICE]).get("/endpoints/").content.decode()
