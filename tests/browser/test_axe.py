"""Every page of the access matrix, at the desk and on the phone: no serious accessibility fault, nothing cut off."""

from collections.abc import Iterator, Mapping

import pytest
from django.core.management import call_command
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django import DjangoDbBlocker

from duties.rulebook import XPCC_2023
from portal.models import Role
from tests.access_cast import Cast, make_cast
from tests.access_matrix import FACTORIES, MATRIX, Row
from tests.access_walk import API, close, signed_in
from tests.browser.axe import grave_faults
from tests.browser.chromium import DESK, PHONE, watch
from tests.browser.in_process import show

WIDER_THAN_THE_WINDOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CATALOGUE = "/admin/jsi18n/"
"""The words of the administrators' scripts."""
ROWS = [(name, row) for name, rows in MATRIX.items() for row in rows if row.method == "GET"]
PAGES = [
    (name, row)
    for name, row in ROWS
    if not name.startswith(API) and any(row.answer(role, "own") == 200 for role in Role)
]


@pytest.fixture(scope="module")
def db(browser: Browser, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One transaction for all pages; it is rolled back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def cast(db: None) -> Cast:
    call_command("load_regulation", XPCC_2023, verbosity=0)
    return make_cast()


@pytest.fixture
def page(browser: Browser, faults: list[str]) -> Iterator[Page]:
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    yield watch(context.new_page(), faults)
    context.close()


@pytest.mark.long
@pytest.mark.parametrize(("name", "row"), PAGES, ids=[name for name, _ in PAGES])
def test_page(cast: Cast, page: Page, faults: list[str], name: str, row: Row) -> None:
    reader = next(role for role in Role if row.answer(role, "own") == 200)
    with transaction.atomic():
        arguments = FACTORIES[row.at](cast, cast.units["own"]) if row.at else dict(row.arguments)
        path = reverse(name, kwargs=arguments)
        client = signed_in(cast.accounts[reader])
        answers = {path: client.get(path), CATALOGUE: client.get(CATALOGUE)}
        transaction.set_rollback(True)
    if _is_page(answers[path]):
        wrong = _faults(page, path, answers) + faults
        faults.clear()
        assert not wrong, "\n".join(wrong)


def test_sign_in_and_not_found(cast: Cast, page: Page, faults: list[str]) -> None:
    stranger, clerk = Client(), signed_in(cast.accounts[Role.CLERK])
    assert _faults(page, "/login/", {"/login/": stranger.get("/login/")}) == []
    assert _faults(page, "/none/", {"/none/": clerk.get("/none/")}) == []
    faults.clear()


def _is_page(answer: HttpResponse) -> bool:
    """A page of its own: neither a file nor a part that is put into a page."""
    if not answer.headers["Content-Type"].startswith("text/html"):
        close(answer)
        return False
    return answer.content.lstrip().lower().startswith(b"<!doctype")


def _faults(page: Page, path: str, answers: Mapping[str, HttpResponse]) -> list[str]:
    wrong = []
    for width in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        show(page, path, answers)
        wrong += [f"{width}: {fault}" for fault in grave_faults(page)]
        if page.evaluate(WIDER_THAN_THE_WINDOW) > 0:
            wrong.append(f"{width}: wider than the window")
    return wrong
