"""Every page of the access matrix, at the desk and on the phone: no serious accessibility fault, nothing cut off."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page

from duties.rulebook import XPCC_2023
from portal.models import Account, Role
from tests.access_cast import Cast, make_cast
from tests.access_matrix import FACTORIES, MATRIX, Row
from tests.access_walk import ask
from tests.browser.axe import grave_faults
from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import OpenAs

WIDER_THAN_THE_WINDOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    call_command("load_regulation", XPCC_2023, verbosity=0)
    return make_cast()


def pages(cast: Cast) -> Iterator[tuple[str, str, Account | None]]:
    """Name, path and reader of every page that answers with HTML: one reader a page, the objects made once."""
    yield "login", reverse("login"), None
    objects: dict[str, dict[str, Any]] = {}
    for name, row, account in list(readable(cast)):
        if row.at and row.at not in objects:
            objects[row.at] = FACTORIES[row.at](cast, cast.units["own"])
        yield name, reverse(name, kwargs=objects[row.at] if row.at else dict(row.arguments)), account


def readable(cast: Cast) -> Iterator[tuple[str, Row, Account]]:
    """For every page the first role that may read it."""
    for name, row in [(name, row) for name, rows in MATRIX.items() for row in rows if row.method == "GET"]:
        role = next((role for role in Role if row.answer(role, "own") == 200), None)
        if role is not None and _is_page(name, row, cast, cast.accounts[role]):
            yield name, row, cast.accounts[role]


def _is_page(name: str, row: Row, cast: Cast, account: Account) -> bool:
    with transaction.atomic():
        answer = ask(name, row, cast, account)
        transaction.set_rollback(True)
    return answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html")


def test_no_page_has_a_serious_fault_or_is_wider_than_the_window(
    cast: Cast, open_as: OpenAs, faults: list[str]
) -> None:
    readers: dict[Account | None, Page] = {}
    wrong = []
    for name, path, reader in pages(cast):
        if reader not in readers:
            readers[reader] = open_as(reader)
        page = readers[reader]
        for width in (DESK, PHONE):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(path)
            wrong += [f"{name} at {width}: {fault}" for fault in [*grave_faults(page), *faults]]
            if page.evaluate(WIDER_THAN_THE_WINDOW) > 0:
                wrong.append(f"{name} at {width}: wider than the window")
            faults.clear()
    assert wrong == [], "\n".join(wrong)
