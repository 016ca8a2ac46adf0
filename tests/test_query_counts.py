"""How many queries each page of the access matrix takes, for each role that may open it, as tests/query_counts.json says.

A count changes only in review: after looking at why, write the file anew with

    UPDATE_QUERY_COUNTS=1 .venv/bin/python -m pytest tests/test_query_counts.py
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from duties.rulebook import XPCC_2023
from portal.models import Role
from tests.access_cast import Cast, make_cast
from tests.access_matrix import FACTORIES, MATRIX, Row
from tests.access_walk import client_of, close

BASELINE = Path(__file__).with_name("query_counts.json")
CEILING = 45
"""No page may take more, whatever the file says."""

ROWS = [(name, row) for name, rows in MATRIX.items() for row in rows if row.method == "GET"]
PAGES = {
    f"{name} {row.at}".strip(): (name, row)
    for name, row in ROWS
    if any(row.answer(role, "own") == 200 for role in Role)
}
"""By name, and by the object that they show."""


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One transaction for all pages; it is rolled back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def cast(db: None) -> Cast:
    call_command("load_regulation", XPCC_2023, verbosity=0)
    return make_cast()


@pytest.fixture(scope="module")
def baseline() -> Iterator[dict[str, dict[str, int]]]:
    """The counts by page and role; written anew where one asks for it."""
    updating = bool(os.environ.get("UPDATE_QUERY_COUNTS"))
    counts: dict[str, dict[str, int]] = {} if updating else json.loads(BASELINE.read_text(encoding="utf-8"))
    yield counts
    if updating:
        text = json.dumps(counts, indent=2, sort_keys=True, ensure_ascii=False)
        BASELINE.write_text(text + "\n", encoding="utf-8")


def queries(name: str, row: Row, cast: Cast, role: Role) -> int:
    """The queries of the second of two requests, when what a process keeps is there."""
    with transaction.atomic():
        arguments = FACTORIES[row.at](cast, cast.units["own"]) if row.at else dict(row.arguments)
        path, client = reverse(name, kwargs=arguments) + row.query, client_of(name, cast.accounts[role])
        close(client.get(path))
        with CaptureQueriesContext(connection) as captured:
            close(client.get(path))
        transaction.set_rollback(True)
    return len(captured)


@pytest.mark.parametrize("page", PAGES)
def test_page(cast: Cast, baseline: dict[str, dict[str, int]], page: str) -> None:
    """One reader shows a page that asks for more by the row; the long run, and whoever writes the file, counts for all."""
    name, row = PAGES[page]
    every = [role for role in Role if row.answer(role, "own") == 200]
    updating = bool(os.environ.get("UPDATE_QUERY_COUNTS"))
    readers = every if updating else [every[len(every) // 2]]
    counted = {role.value: queries(name, row, cast, role) for role in readers}
    if updating:
        baseline[page] = counted
    assert max(counted.values()) <= CEILING
    assert {role: baseline.get(page, {}).get(role) for role in counted} == counted


@pytest.mark.long
@pytest.mark.parametrize("page", PAGES)
def test_page_for_all_readers(cast: Cast, baseline: dict[str, dict[str, int]], page: str) -> None:
    name, row = PAGES[page]
    counted = {role.value: queries(name, row, cast, role) for role in Role if row.answer(role, "own") == 200}
    assert max(counted.values()) <= CEILING
    assert baseline.get(page) == counted


def test_the_baseline_names_pages_that_are_there(baseline: dict[str, dict[str, int]]) -> None:
    assert sorted(baseline.keys() - PAGES.keys()) == []
