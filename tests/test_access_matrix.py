"""Every address of the portal answers each role as the hand-kept table says."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from pytest_django import DjangoDbBlocker

from portal.models import Account, Role
from tests.access_cast import PLACES, Cast, make_cast
from tests.access_matrix import MATRIX, Row
from tests.access_walk import addresses, ask, lacks_help

ROWS = [(name, row) for name, rows in MATRIX.items() for row in rows]


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One transaction for all rows in place of one a test; it is rolled back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def cast(db: None) -> Iterator[Cast]:
    """One of each role; what refuses says so without its page, which tests/portal/test_errors.py looks at."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("portal.views.errors.render", lambda *given, status=500: HttpResponse(status=status))
        yield make_cast()


def status(
    name: str, row: Row, cast: Cast, account: Account | None, place: str = "own"
) -> tuple[int, str | None]:
    """The status of one answer and where it leads."""
    with transaction.atomic():
        answer = ask(name, row, cast, account, place)
        transaction.set_rollback(True)
    assert not lacks_help(answer), (
        f"the page {name} has no help: add it to a file of <app>/help/ (docs/help.md)"
    )
    return answer.status_code, answer.headers.get("Location")


def test_every_address_has_a_row() -> None:
    named = {name for name, _ in addresses()}
    assert sorted(named - MATRIX.keys()) == [], "addresses without a row in tests/access_matrix.py"
    assert sorted(MATRIX.keys() - named) == [], "rows of addresses that are no more"


def test_every_view_says_who_may_open_it() -> None:
    silent = [
        name
        for name, view in addresses()
        if not hasattr(view, "allowed_roles") and not name.startswith("admin:")
    ]
    assert silent == [], "use access.roles, access.signed_in or access.public"


def places_of(row: Row, role: Role, number: int) -> tuple[str, ...]:
    """Where to ask: who may at the own unit and by turns at one other, who may not at one by turns. The long run asks all."""
    if not row.at:
        return ("own",)
    if role in row.roles or row.everyone:
        return ("own", PLACES[1 + number % 3])
    return (PLACES[number % 4],)


def wrong_answers(cast: Cast, name: str, row: Row, *, everywhere: bool) -> list[str]:
    """Each answer that is not the table's; `everywhere` asks those who may not at all places too."""
    wrong = []
    for number, role in enumerate(Role):
        for place in PLACES if everywhere and row.at else places_of(row, role, number):
            got, _ = status(name, row, cast, cast.accounts[role], place)
            if got != row.answer(role, place):
                wrong.append(f"{role} at {place}: {got} instead of {row.answer(role, place)}")
    return wrong


@pytest.mark.parametrize(("name", "row"), ROWS, ids=[f"{name}-{row.method}" for name, row in ROWS])
def test_row(cast: Cast, name: str, row: Row) -> None:
    assert wrong_answers(cast, name, row, everywhere=False) == []


@pytest.mark.long
@pytest.mark.parametrize(("name", "row"), ROWS, ids=[f"{name}-{row.method}" for name, row in ROWS])
def test_row_everywhere(cast: Cast, name: str, row: Row) -> None:
    assert wrong_answers(cast, name, row, everywhere=True) == []


@pytest.mark.parametrize(("name", "row"), ROWS, ids=[f"{name}-{row.method}" for name, row in ROWS])
def test_stranger(cast: Cast, name: str, row: Row) -> None:
    got, location = status(name, row, cast, None)
    assert got == (row.status if row.everyone else row.stranger)
    if not row.everyone and row.stranger == 302:
        assert str(location).startswith("/login/?next=")


def test_an_account_without_a_post_opens_only_what_all_may(cast: Cast) -> None:
    open_pages = {
        name
        for name, row in ROWS
        if row.method == "GET" and not row.at and status(name, row, cast, cast.without_post)[0] == 200
    }
    assert open_pages == {
        "home",
        "password-change",
        "manifest",
        "worker",
        "device",
        "outbox",
        "healthz",
        "readyz",
        "verify-form",
        "survey-answer",
        "manual",
        "manual-chapter",
    }
