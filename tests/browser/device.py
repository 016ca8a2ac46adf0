"""A device with its browser: a profile that survives a restart, a network that can be cut, and whoever signs in."""

import re
import tempfile
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from portal.models import Account
from tests.access_walk import signed_in
from tests.browser.chromium import DESK, chromium, watch

NOWHERE = "127.0.0.1:9"
"""Where nobody listens: what is led there is refused, for pages and for the worker alike, from the first moment."""

PATIENCE = 30_000
"""Milliseconds that a busy machine may take to make copies or to send."""

Launch = Callable[..., BrowserContext]


class Device:
    """One browser profile on one machine; pages of it are watched for faults of their own.

    Without `installs` it has no service worker, as the web view of a messenger.
    """

    def __init__(
        self, launch: Launch, url: str, faults: list[str], *, width: int = DESK, installs: bool = True
    ) -> None:
        self.launch, self.url, self.faults, self.width = launch, url, faults, width
        self.workers = "allow" if installs else "block"
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.context = self._begin()

    def _begin(self, *, offline: bool = False) -> BrowserContext:
        return self.launch(
            self.profile.name,
            executable_path=chromium(),
            base_url=self.url,
            viewport={"width": self.width, "height": 900},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            service_workers=self.workers,
            args=[f"--host-resolver-rules=MAP {urlsplit(self.url).netloc} {NOWHERE}"] if offline else [],
        )

    def sign_in(self, account: Account) -> None:
        """Let the browser be signed in, as after the sign-in page."""
        client = signed_in(account)
        self.context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                    "url": self.url,
                }
            ]
        )

    def page(self) -> Page:
        """A new page, whose complaints are noted, those about the network that was cut aside."""
        return watch(self.context.new_page(), self.faults)

    def prepare(self, account: Account) -> Page:
        """Sign in, open the outbox, and wait until the copies for work without network are there."""
        self.sign_in(account)
        page = self.page()
        page.goto("/outbox/")
        expect(page.get_by_text("本机已备好离线登记所需的表单和本单位名单")).to_be_visible(timeout=PATIENCE)
        return page

    def cut(self) -> None:
        """No network, for pages and for the worker."""
        self.context.set_offline(True)

    def restore(self) -> None:
        """The network is back."""
        self.context.set_offline(False)

    def restart(self, *, offline: bool = False) -> None:
        """Close the browser and open it anew with the same profile; `offline` where nothing is reached, by nobody in it."""
        self.context.close()
        self.context = self._begin(offline=offline)

    def close(self) -> None:
        """Close the browser and forget its profile."""
        self.context.close()
        self.profile.cleanup()


def kept(page: Page) -> Any:
    """All that the device keeps of entries, as it lies in IndexedDB: for each whether it can be read without the key."""
    return page.evaluate(
        """async () => {
            const base = await idb.openDB("portal");
            const rows = await base.getAll("entries");
            return rows.map(({ account, state, sealed }) => ({ account, state, open: Boolean(sealed.plain) }));
        }"""
    )


def copies(page: Page) -> list[str]:
    """The addresses of which the device keeps copies."""
    found: list[str] = page.evaluate(
        """async () => (await caches.has("portal-own"))
            ? (await (await caches.open("portal-own")).keys()).map((request) => new URL(request.url).pathname)
            : []"""
    )
    return found


def forget_network(faults: list[str]) -> None:
    """Leave out what the browser itself notes: that the network was cut, that the portal refused something."""
    faults[:] = [fault for fault in faults if not re.search(r"net::ERR_|htmx:\w+|status of 4(09|22)", fault)]


TOPIC = "听取和美连队建设进展汇报"
QUEUED = "已存入本机“待发送”"


def fill_meeting(page: Page, topic: str = TOPIC) -> None:
    """Fill in a standing committee on the form that is open."""
    page.locator("#kinds").get_by_text("党委常委会会议", exact=True).click()
    page.get_by_placeholder("议题名称").first.fill(topic)


def submit(page: Page) -> None:
    page.get_by_role("button", name="提交", exact=True).click()


def queue_meeting(page: Page, topic: str = TOPIC) -> None:
    """Log a meeting without network."""
    page.goto(reverse("entry-new"))
    fill_meeting(page, topic)
    submit(page)
    expect(page.get_by_text(QUEUED)).to_be_visible()


def queue_in_tab(device: Device, account: Account) -> Page:
    """Log a meeting in a plain tab whose network goes while the form is open; the portal then is there, but mute."""
    device.sign_in(account)
    page = device.page()
    page.goto(reverse("entry-new"))
    fill_meeting(page)
    device.cut()
    submit(page)
    expect(page.get_by_text(QUEUED)).to_be_visible()
    page.route("**/device/", lambda route: route.abort())
    device.restore()
    page.goto("/outbox/")
    return page


def sent_lines(page: Page) -> Any:
    return page.locator(".outbox-item[data-state='sent']")
