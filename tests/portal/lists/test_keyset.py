"""Keyset paging: every row once, in order, forwards and back, whatever the order and however many are alike or empty."""

import itertools
import random

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from portal.access import Actor
from portal.lists import keyset, listing
from portal.models import Role, StoredFile
from tests.portal.lists.rows import FileList, add_file, found_unit, listed, person

pytestmark = pytest.mark.django_db

ORDERS = ["", "name", "-name", "size", "-size", "taken", "-taken"]


@pytest.fixture
def actor(monkeypatch: pytest.MonkeyPatch) -> Actor:
    """A reader, of pages of three."""
    monkeypatch.setattr(listing, "PER_PAGE", 3)
    return person(Role.OFFICE, found_unit("1"))


@pytest.fixture
def many() -> None:
    """Eleven files, many of them alike or without a time."""
    chance = random.Random(7)
    for number in range(11):
        add_file(f"{number % 4}", chance.choice([1, 2]), taken=number % 3 == 0, day=number % 5)


def walk(actor: Actor, sort: str, places: str = "after") -> list[list[int]]:
    """The pages of the list, one after another."""
    place, pages, query = "", [], f"sort={sort}"
    for _ in range(20):
        page = listed(actor, f"{query}&{places}={place}").page()
        pages.append([row.pk for row in page.rows])
        place = getattr(page, places)
        if not place:
            return pages
    raise AssertionError("the pages do not end")


@pytest.mark.parametrize("sort", ORDERS)
def test_each_row_comes_once_and_in_order(actor: Actor, many: None, sort: str) -> None:
    whole = [row.pk for row in listed(actor, f"sort={sort}").ordered()]
    pages = walk(actor, sort)
    assert list(itertools.chain(*pages)) == whole
    assert [len(page) for page in pages] == [3, 3, 3, 2]


@pytest.mark.parametrize("sort", ORDERS)
def test_one_comes_back_the_same_way(actor: Actor, many: None, sort: str) -> None:
    there, place = [], ""
    for _ in range(3):
        page = listed(actor, f"sort={sort}&after={place}").page()
        there.append([row.pk for row in page.rows])
        place = page.after
    back, place = [], listed(actor, f"sort={sort}&after={place}").page().before
    while place:
        page = listed(actor, f"sort={sort}&before={place}").page()
        back.append([row.pk for row in page.rows])
        place = page.before
    assert back == there[::-1]


def test_empty_values_come_last_either_way(actor: Actor, many: None) -> None:
    for sort in ("taken", "-taken"):
        told = [row.taken_at is None for row in listed(actor, f"sort={sort}").ordered()]
        assert told == sorted(told)


def test_a_row_that_goes_moves_no_page(actor: Actor, many: None) -> None:
    """With numbered pages the row after it would be skipped."""
    first = listed(actor).page()
    expected = [row.pk for row in listed(actor, f"after={first.after}").page().rows]
    StoredFile.objects.filter(pk=first.rows[0].pk).delete()
    assert [row.pk for row in listed(actor, f"after={first.after}").page().rows] == expected


@pytest.mark.parametrize("place", ["x", "", "\x00", "W10:abc:def"])
def test_a_place_that_nobody_wrote_is_the_beginning(actor: Actor, many: None, place: str) -> None:
    query = QueryDict(mutable=True)
    query["after"] = place
    assert FileList(actor, query).page().before == ""


def test_a_place_belongs_to_one_order(actor: Actor, many: None) -> None:
    place = listed(actor, "sort=name").page().after
    assert listed(actor, f"sort=size&after={place}").page().before == ""


def test_a_place_says_its_values_in_their_types(many: None) -> None:
    keys = keyset.keys_of(StoredFile, ["-stored_at", "pk"])
    row = StoredFile.objects.first()
    values = keyset.values_of(keys, row)
    assert keyset.read(keys, keyset.written(keys, values, "x"), "x") == values
    assert keyset.read(keys, keyset.written(keys, values, "x"), "y") is None


def test_the_count_stops(actor: Actor, many: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert listed(actor).page().count == 11
    monkeypatch.setattr(listing, "COUNTED", 10)
    with CaptureQueriesContext(connection) as captured:
        assert listed(actor).page().count is None
    assert "LIMIT 11" in captured[-1]["sql"]


def test_a_short_list_is_not_counted(actor: Actor) -> None:
    add_file("a")
    with CaptureQueriesContext(connection) as captured:
        assert listed(actor).page().count == 1
    assert len(captured) == 1


def test_an_index_finds_where_a_page_begins(actor: Actor, many: None) -> None:
    """The bound on the first field stands by itself, beside the comparison of all of them."""
    place = listed(actor).page().after
    with CaptureQueriesContext(connection) as captured:
        listed(actor, f"after={place}").page()
    assert '"stored_at" <= ' in captured[0]["sql"]
