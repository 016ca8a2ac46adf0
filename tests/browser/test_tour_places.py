"""Each place of each role's first tour is seen on its page, at the desk and on the phone."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction
from django.http import HttpResponse
from playwright.sync_api import Browser, Page
from pytest_django import DjangoDbBlocker

from duties.rulebook import XPCC_2023
from portal.models import Role
from tests.access_cast import Cast, make_cast
from tests.access_walk import signed_in
from tests.browser.chromium import DESK, PHONE, watch
from tests.browser.in_process import show

pytestmark = pytest.mark.long
SEEN = """(selectors) => selectors.flatMap((each) => [...document.querySelectorAll(each)])
    .some((element) => element.getClientRects().length > 0)"""


@pytest.fixture(scope="module")
def pages(
    browser: Browser, django_db_blocker: DjangoDbBlocker
) -> Iterator[dict[Role, dict[str, HttpResponse]]]:
    """By role, the pages of its tour as the portal answers them, and the steps."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_regulation", XPCC_2023, verbosity=0)
        cast: Cast = make_cast()
        answers: dict[Role, dict[str, HttpResponse]] = {}
        for role in Role:
            client = signed_in(cast.accounts[role])
            steps = client.get("/help/tour/")
            urls = {step["url"] for step in steps.json()["steps"]} - {""}
            answers[role] = {url: client.get(url) for url in sorted(urls)} | {"/help/tour/": steps}
        yield answers
        transaction.set_rollback(True)


@pytest.fixture
def page(browser: Browser, faults: list[str]) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    yield watch(context.new_page(), faults)
    context.close()
    assert faults == []


@pytest.mark.parametrize("role", Role)
def test_each_place_of_a_tour_is_seen_on_its_page(
    pages: dict[Role, dict[str, HttpResponse]], page: Page, role: Role
) -> None:
    steps = pages[role]["/help/tour/"].json()["steps"]
    urls = [url for url in pages[role] if url != "/help/tour/"]
    missing = []
    for url in urls:
        assert pages[role][url].status_code == 200
        show(page, url, pages[role])
        for width in (DESK, PHONE):
            page.set_viewport_size({"width": width, "height": 900})
            missing += [
                (width, url, step["at"])
                for step in steps
                if step["url"] in ("", url) and not page.evaluate(SEEN, step["at"])
            ]
    assert missing == []
