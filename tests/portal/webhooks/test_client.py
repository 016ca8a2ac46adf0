"""One POST and nowhere else: allowed hosts, pinned addresses, no redirects, limits of time and size."""

import datetime as dt
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from portal.clock import SHANGHAI
from portal.webhooks import client
from portal.webhooks.client import ANSWER_BYTES, UnreachableError, post
from portal.webhooks.hosts import NotAllowedError, check_address, check_url
from portal.webhooks.shapes import Call
from tests.portal.webhooks.server import NAME, WebhookServer, certificate


@pytest.fixture
def server(settings: Settings) -> Iterator[WebhookServer]:
    server = WebhookServer()
    settings.WEBHOOK_HOSTS = [f"127.0.0.1:{server.port}", f"{NAME}:{server.port}"]
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    yield server
    server.stop()


def call(server: WebhookServer, scheme: str = "http", host: str = "127.0.0.1") -> Call:
    """A call of the server."""
    return Call(f"{scheme}://{host}:{server.port}/in", {"Content-Type": "application/json"}, b"{}")


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The test's host name leads to loopback; keeps each asking."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def resolve(host: str, *args: object, **kwargs: object) -> object:
        asked.append(host)
        return real("127.0.0.1" if host == NAME else host, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked


def test_the_answer_is_told(server: WebhookServer) -> None:
    server.start()
    answer = post(call(server))
    assert (answer.status, answer.taken) == (200, True)
    assert answer.text == '{"errcode":0,"errmsg":"ok"}'
    assert server.taken[0].headers["Content-Type"] == "application/json"


def test_a_name_is_resolved_once_and_that_address_called(server: WebhookServer, named: list[str]) -> None:
    server.start()
    assert post(call(server, host=NAME)).taken
    assert named.count(NAME) == 1
    assert server.taken[0].headers["Host"] == f"{NAME}:{server.port}"


def test_a_name_that_leads_inside_is_refused(
    server: WebhookServer, named: list[str], settings: Settings
) -> None:
    settings.WEBHOOK_NETWORKS = ["10.9.0.0/16"]
    server.start()
    with pytest.raises(NotAllowedError, match="内部网络"):
        post(call(server, "https", NAME))
    assert server.taken == []


def test_a_redirect_is_not_followed(server: WebhookServer) -> None:
    server.status, server.headers = 302, {"Location": f"http://127.0.0.1:{server.port}/elsewhere"}
    server.start()
    assert post(call(server)).status == 302
    assert [taken.path for taken in server.taken] == ["/in"]


def test_silence_has_an_end(server: WebhookServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "SECONDS", 0.2)
    server.silent = True
    server.start()
    with pytest.raises(UnreachableError, match="秒内没有答复"):
        post(call(server))


def test_a_long_answer_is_cut(server: WebhookServer) -> None:
    server.answer = b"x" * (ANSWER_BYTES * 3)
    server.start()
    assert len(post(call(server)).text) == ANSWER_BYTES


def test_nobody_there_is_told(server: WebhookServer) -> None:
    server.close()
    with pytest.raises(UnreachableError, match="连接不上对方"):
        post(call(server))


def test_a_certificate_that_nobody_vouches_for_is_refused(server: WebhookServer, tmp_path: Path) -> None:
    server.start(certificate(tmp_path, "127.0.0.1"))
    with pytest.raises(UnreachableError, match="安全证书不可信"):
        post(call(server, "https"))
    assert server.taken == []


def test_a_certificate_of_another_name_is_refused(
    server: WebhookServer, tmp_path: Path, settings: Settings
) -> None:
    file = certificate(tmp_path, "other.example.invalid")
    settings.WEBHOOK_CA_FILE = str(file)
    server.start(file)
    with pytest.raises(UnreachableError, match="安全证书不可信"):
        post(call(server, "https"))
    assert server.taken == []


def test_a_certificate_of_ones_own_authority_is_taken(
    server: WebhookServer, named: list[str], tmp_path: Path, settings: Settings
) -> None:
    file = certificate(tmp_path, NAME)
    settings.WEBHOOK_CA_FILE = str(file)
    server.start(file)
    assert post(call(server, "https", NAME)).taken


@pytest.mark.parametrize(
    ("told", "minutes"),
    [("1800", 30), ("Tue, 24 Nov 2026 02:10:00 GMT", 10), ("999999999", 1440), ("soon", None), ("-5", None)],
)
def test_how_long_to_wait_is_read(server: WebhookServer, told: str, minutes: int | None) -> None:
    server.status, server.headers = 429, {"Retry-After": told}
    server.start()
    with time_machine.travel(dt.datetime(2026, 11, 24, 10, tzinfo=SHANGHAI), tick=False):
        assert client._retry_after({"Retry-After": told}) == (minutes and dt.timedelta(minutes=minutes))
    assert post(call(server)).status == 429


@pytest.mark.parametrize(
    "url",
    [
        "ftp://robot.example.invalid/",
        "https:///nothing",
        "https://elsewhere.example.invalid/",
        "https://robot.example.invalid:8443/",
        "https://user@robot.example.invalid/",
        "https://robot.example.invalid/#x",
        "https://robot.example.invalid:x/",
        "https://robot.example.invalid/a b",
        "http://robot.example.invalid/",
        "https://robot.example.invalid.evil.example/",
        "https://robot.example.invalid\\@evil.example/",
    ],
)
def test_addresses_that_are_not_allowed(url: str, settings: Settings) -> None:
    settings.WEBHOOK_HOSTS, settings.WEBHOOK_NETWORKS = ["robot.example.invalid"], []
    with pytest.raises(NotAllowedError):
        check_url(url)


def test_a_listed_host_is_allowed_at_its_usual_port_or_a_listed_one(settings: Settings) -> None:
    settings.WEBHOOK_HOSTS, settings.WEBHOOK_NETWORKS = (
        ["Robot.example.invalid", "g.example.invalid:8443"],
        [],
    )
    assert check_url("https://robot.example.invalid/send?key=1").hostname == "robot.example.invalid"
    assert check_url("https://robot.example.invalid:443/").port == 443
    assert check_url("https://g.example.invalid:8443/").port == 8443


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
)  # fmt: skip
def test_inner_addresses_are_refused(address: str, settings: Settings) -> None:
    settings.WEBHOOK_NETWORKS = []
    with pytest.raises(NotAllowedError):
        check_address(address, "https")


def test_public_and_listed_addresses_are_allowed(settings: Settings) -> None:
    settings.WEBHOOK_NETWORKS = ["10.9.0.0/16", "fd00:9::/32"]
    for address in ("93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "10.9.1.1", "fd00:9::1"):
        check_address(address, "https")
    check_address("10.9.1.1", "http")
    with pytest.raises(NotAllowedError):
        check_address("93.184.215.14", "http")
