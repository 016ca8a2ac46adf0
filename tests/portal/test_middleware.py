"""What no address holds never reaches a view."""

import datetime as dt

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from portal.middleware import client_address, prolonged_after, without_nul
from portal.models import Account
from tests.access_walk import signed_in


@pytest.mark.django_db
def test_a_path_with_a_nul_is_not_found() -> None:
    assert Client().get("/verify/a%00b/").status_code == 404


def test_a_nul_in_a_query_is_dropped() -> None:
    seen: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    without_nul(view)(RequestFactory().get("/board/?rule=a%00b&q=%0012"))
    assert seen[0].GET.dict() == {"rule": "ab", "q": "12"}


@pytest.mark.parametrize(
    ("told", "address"),
    [("10.1.2.3", "10.1.2.3"), ("6.6.6.6, 10.1.2.3", "10.1.2.3"), ("", "127.0.0.1"), ("<b>", "127.0.0.1")],
)
def test_behind_a_proxy_its_word_is_the_clients_address(settings: Settings, told: str, address: str) -> None:
    settings.BEHIND_PROXY = True
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR=told)
    client_address(lambda request: HttpResponse())(request)
    assert request.META["REMOTE_ADDR"] == address


def test_without_a_proxy_nobody_is_believed() -> None:
    with pytest.raises(MiddlewareNotUsed):
        client_address(lambda request: HttpResponse())


@pytest.mark.django_db
def test_reading_prolongs_a_session_at_most_once_a_minute() -> None:
    start = dt.datetime(2026, 11, 2, 2, tzinfo=dt.UTC)
    client, ends = signed_in(Account.objects.create(username="m-reader", name="演示-读者")), []
    for seconds in (0, prolonged_after() - 1, prolonged_after()):
        with time_machine.travel(start + dt.timedelta(seconds=seconds), tick=False):
            client.get("/")
            ends.append(Session.objects.get().expire_date - start)
    whole = dt.timedelta(minutes=30)
    assert ends == [whole, whole, whole + dt.timedelta(seconds=prolonged_after())]


@pytest.mark.django_db
def test_what_a_page_asks_for_by_itself_prolongs_no_session() -> None:
    start = dt.datetime(2026, 11, 2, 2, tzinfo=dt.UTC)
    with time_machine.travel(start, tick=False):
        client = signed_in(Account.objects.create(username="m-reader", name="演示-读者"))
    with time_machine.travel(start + dt.timedelta(minutes=5), tick=False):
        client.get("/", headers={"X-Unasked": "1"})
    assert Session.objects.get().expire_date == start + dt.timedelta(minutes=30)


@pytest.mark.django_db
def test_pages_are_compressed_and_files_and_the_interface_are_not() -> None:
    client = signed_in(Account.objects.create(username="m-reader", name="演示-读者"))
    takes = {"Accept-Encoding": "gzip"}
    assert client.get("/", headers=takes).headers["Content-Encoding"] == "gzip"
    for path in ("/healthz", "/api/v1/rules/", "/manifest.webmanifest"):
        assert "Content-Encoding" not in client.get(path, headers=takes).headers
