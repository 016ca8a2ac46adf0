"""Browser tests: a live server with static files, a page for any account; console errors fail the test."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import Browser, Page
from pytest_django import DjangoDbBlocker

from portal.models import Account
from tests.access_walk import signed_in
from tests.browser.chromium import DESK, launched, watch
from tests.browser.device import Device, forget_network

OpenAs = Callable[..., Page]
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Try a test of the browser once more: on a busy machine it may be late. The summary counts each rerun."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="module")
def browser(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Browser]:
    """One browser a module.

    While it is open, Playwright keeps an event loop in this thread, and Django gives what runs beside a loop a database
    connection of its own: it is closed with the browser, so that no other test meets it.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with launched() as browser:
        yield browser
        with django_db_blocker.unblock():
            connections.close_all()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def faults() -> list[str]:
    """What the pages of this test complained of; a test that provokes an error empties it."""
    return []


@pytest.fixture
def open_as(browser: Browser, live_server: Any, faults: list[str]) -> Iterator[OpenAs]:
    """`open_as(account, width=390)` gives a page of that account, signed in; without an account, a stranger's."""
    contexts = []

    def open_page(account: Account | None = None, *, width: int = DESK, height: int = 900) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            accept_downloads=True,
            # Copies for work without network are made in the background; only its own tests want them.
            service_workers="block",
        )
        contexts.append(context)
        if account is not None:
            session = signed_in(account).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
            )
        return watch(context.new_page(), faults)

    yield open_page
    for context in contexts:
        context.close()
    assert faults == [], "\n".join(faults)


@pytest.fixture
def make_device(browser: Browser, live_server: Any, faults: list[str]) -> Iterator[Callable[..., Device]]:
    """`make_device(width=390, installs=False)` gives a device; those of a test end with it.

    That the network was cut is noted by the browser itself, and is no fault of a page.
    """
    devices: list[Device] = []

    def make(*, width: int = DESK, installs: bool = True) -> Device:
        launch = browser.browser_type.launch_persistent_context
        device = Device(launch, live_server.url, faults, width=width, installs=installs)
        devices.append(device)
        return device

    yield make
    for device in devices:
        device.close()
    forget_network(faults)
    assert faults == []
