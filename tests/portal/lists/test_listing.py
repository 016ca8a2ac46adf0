"""A list as it is asked for: filters, columns, order; its page with chips, heads and ticks."""

from typing import Any

import pytest
from django.http import Http404, HttpResponse, QueryDict
from django.test import RequestFactory
from django.urls import resolve, reverse

from portal.access import Actor
from portal.lists.filters import ListFilters, UnitFilter
from portal.lists.pages import ListPage, list_page
from portal.models import Appointment, Role, Unit
from portal.services.saved_views import view_choose, view_save
from tests.portal.lists.rows import FileList, add_file, found_unit, listed, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def division() -> Unit:
    return found_unit("1")


@pytest.fixture
def actor(division: Unit) -> Actor:
    return person(Role.OFFICE, division)


@pytest.fixture(autouse=True)
def files() -> None:
    add_file("甲", 50)
    add_file("乙", 150, taken=True, day=1)
    add_file("丙", 0, day=2)
    add_file("丁", kind="image/png")


def names(actor: Actor, query: str) -> str:
    return "".join(row.name for row in listed(actor, query).page().rows)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "丙乙甲"),
        ("kind=", "丙乙丁甲"),
        ("kind=image/png", "丁"),
        ("kind=nonsense", "丙乙丁甲"),
        ("big=1", "乙"),
        ("big=0", "丙甲"),
        ("words=甲", "甲"),
        ("words=甲+乙", ""),
        ("first=2026-03-02", "丙乙"),
        ("first=never", "丙乙甲"),
        ("sort=size", "乙甲丙"),
        ("sort=-size", "丙甲乙"),
        ("sort=hash", "丙乙甲"),
        ("sort=nonsense", "丙乙甲"),
    ],
)
def test_what_is_asked_for(actor: Actor, query: str, expected: str) -> None:
    assert names(actor, query) == expected


def test_what_is_wrong_is_told_at_the_field(actor: Actor) -> None:
    page = ListPage(listed(actor, "first=never"))
    assert page.errors
    assert "输入一个有效的日期" in str(page.listing.narrowing.form["first"].errors)


def test_text_that_no_table_holds_is_refused_in_words(actor: Actor) -> None:
    query = QueryDict(mutable=True)
    query["words"] = "\0"
    made = FileList(actor, query)
    assert len(made.page().rows) == 3
    assert "NUL" in str(made.narrowing.form["words"].errors)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["name", "size", "taken"]),
        ("columns=hash", ["name", "hash"]),
        ("columns=hash&columns=size", ["name", "size", "hash"]),
        ("columns=nonsense", ["name", "size", "taken"]),
    ],
)
def test_columns_to_choose_from(actor: Actor, query: str, expected: list[str]) -> None:
    assert [column.key for column in listed(actor, query).chosen] == expected


def test_chips_of_the_quick_filter(actor: Actor) -> None:
    chips = ListPage(listed(actor, "sort=size")).choices
    assert [(chip.label, chip.number, chip.current) for chip in chips] == [
        ("全部", None, False),
        ("文本", 3, True),
        ("图片", None, False),
    ]
    assert chips[0].url == "?sort=size&kind="


def test_filters_in_force_can_be_taken_off(actor: Actor) -> None:
    chips = ListPage(listed(actor, "big=1&words=乙&sort=size")).in_force
    assert [chip.label for chip in chips] == ["查找:乙", "大小:大"]
    assert chips[1].url == "?words=%E4%B9%99&sort=size"


def test_heads_say_how_they_sort(actor: Actor) -> None:
    heads = {head.column.key: head for head in ListPage(listed(actor, "sort=size")).heads}
    assert (heads["size"].sorted, heads["size"].url) == ("descending", "?sort=-size")
    assert (heads["name"].sorted, heads["name"].url) == ("", "?sort=name")
    turned = {head.column.key: head for head in ListPage(listed(actor, "sort=-size")).heads}
    assert (turned["size"].sorted, turned["size"].url) == ("ascending", "?sort=size")


def test_an_address_begins_the_list_anew(actor: Actor) -> None:
    page = ListPage(listed(actor, "after=x&view=&big=1"))
    assert page.address(sort="name") == "?big=1&sort=name"
    assert ListPage(listed(actor, "big=1")).address(big=None) == "?view="


def answer_to(actor: Actor, rf: RequestFactory, query: str = "") -> HttpResponse:
    path = reverse("messages")
    request: Any = rf.get(f"{path}?{query}")
    request.actor, request.posts, request.user = actor, [], actor.account
    request.resolver_match = resolve(path)
    return list_page(request, listed(actor, query), "lists/page.html")


def shown(actor: Actor, rf: RequestFactory, query: str = "") -> str:
    return answer_to(actor, rf, query).content.decode()


def test_the_page_has_rows_heads_and_ticks(actor: Actor, rf: RequestFactory) -> None:
    html = shown(actor, rf, "sort=size")
    assert html.count('<th scope="row">') == 3
    assert '<td class="numeric" data-label="字节"><span>150</span></td>' in html
    assert 'aria-sort="descending"' in html
    assert html.count('name="file"') == 2
    assert 'aria-label="勾选 甲"' in html
    assert "共 3 项" in html


def test_text_of_rows_is_escaped(actor: Actor, rf: RequestFactory) -> None:
    add_file("<b>&", 7)
    html = shown(actor, rf, "x=1")
    assert "&lt;b&gt;&amp;</a>" in html
    assert "<b>&" not in html


def test_no_rows_lead_back_to_all(actor: Actor, rf: RequestFactory) -> None:
    html = shown(actor, rf, "words=无此")
    assert "没有符合条件的内容" in html
    assert 'href="?view="' in html


def test_it_opens_in_the_default_view(actor: Actor, rf: RequestFactory) -> None:
    view = view_save(actor=actor, page="messages", query="big=1", title="大文件")
    view_choose(actor=actor, view=view, opens=True)
    answer = answer_to(actor, rf)
    assert answer["Location"] == f"{reverse('messages')}?big=1"
    assert "视图:大文件" in shown(actor, rf, "big=1")
    assert "丙" in shown(actor, rf, "view=")


class UnitFilters(ListFilters):
    """Appointments of an area."""

    unit = UnitFilter()


def appointments(actor: Actor, asked: object) -> set[str]:
    narrowed = UnitFilters(QueryDict(f"unit={asked}"), Appointment.objects.all(), actor)
    return {row.unit.code for row in narrowed.qs}


def test_a_unit_is_asked_for_with_all_below(actor: Actor, division: Unit) -> None:
    below = found_unit("11", division)
    person(Role.CLERK, below, "b")
    assert appointments(actor, "") == {"1", "11"}
    assert appointments(actor, below.public_id) == {"11"}
    assert appointments(actor, division.public_id) == {"1", "11"}


@pytest.mark.parametrize("asked", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_unit_out_of_scope_is_not_found(actor: Actor, asked: str) -> None:
    with pytest.raises(Http404):
        appointments(actor, asked)


def test_who_reads_one_unit_is_offered_none(division: Unit) -> None:
    clerk = person(Role.CLERK, division, "c")
    assert "unit" not in UnitFilters(QueryDict(""), Appointment.objects.all(), clerk).form.fields
