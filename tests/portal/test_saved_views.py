"""Saved views: kept from a page, opened by default, shared by the office with its area, changed by whom they belong to."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from portal import access
from portal.access import Actor
from portal.models import Account, Change, Role, SavedView, Unit
from portal.selectors.saved_views import kept, offered_views
from portal.services.appointments import appointment_grant
from portal.services.saved_views import view_change, view_choose, view_remove, view_save
from portal.services.structure import unit_found
from tests.access_walk import BACKEND

pytestmark = pytest.mark.django_db
START = dt.date(2020, 1, 1)


@pytest.fixture
def division() -> Unit:
    return unit_found(
        actor=access.SYSTEM, code="D", kind="division", name="演示一师", started_on=START, parent=None
    )


@pytest.fixture
def regiment(division: Unit) -> Unit:
    return unit_found(
        actor=access.SYSTEM, code="R", kind="regiment", name="演示一团", started_on=START, parent=division
    )


def person(name: str, role: Role, unit: Unit) -> Actor:
    account = Account.objects.create(username=name, name=f"演示-{name}")
    appointment_grant(actor=access.SYSTEM, account=account, role=role, unit=unit, started_on=START)
    return Actor(account=account, post=access.posts_of(account)[0])


@pytest.fixture
def office(division: Unit) -> Actor:
    return person("office", Role.OFFICE, division)


@pytest.fixture
def clerk(regiment: Unit) -> Actor:
    return person("clerk", Role.CLERK, regiment)


def saved(actor: Actor, title: str = "演示视图", **values: object) -> SavedView:
    given = {"page": "messages", "query": "unread=1"} | values
    return view_save(actor=actor, title=title, **given)  # type: ignore[arg-type]


def offered(actor: Actor) -> list[str]:
    return [view.title for view in offered_views(actor)]


def browser(actor: Actor) -> Client:
    client = Client()
    assert actor.account is not None
    client.force_login(actor.account, backend=BACKEND)
    return client


def test_a_view_keeps_the_state_and_no_visit(office: Actor) -> None:
    view = saved(office, query="b=2&a=1&after=x&page=3&empty=&panel=/cell/")
    assert view.query == "a=1&b=2"
    assert Change.objects.filter(action="view_save", target_ref=str(view.public_id)).exists()


def test_own_views_are_nobody_elses(office: Actor, clerk: Actor) -> None:
    saved(office)
    assert offered(clerk) == []


def test_the_office_shares_with_its_area(office: Actor, clerk: Actor) -> None:
    saved(office, shared=True)
    assert offered(clerk) == ["演示视图"]


def test_what_is_shared_below_is_not_seen_above(division: Unit, regiment: Unit) -> None:
    saved(person("below", Role.OFFICE, regiment), shared=True)
    assert offered(person("above", Role.OFFICE, division)) == []


def test_a_clerk_shares_nothing(clerk: Actor) -> None:
    with pytest.raises(PermissionDenied):
        saved(clerk, shared=True)


def test_a_title_is_taken_once_a_page(office: Actor) -> None:
    saved(office)
    with pytest.raises(ValidationError, match="同名视图"):
        saved(office)
    saved(office, page="jobs")


@pytest.mark.parametrize("page", ["job", "nowhere", "admin:index", "endpoints"])
def test_only_pages_that_one_may_open(clerk: Actor, page: str) -> None:
    with pytest.raises(ValidationError, match="不能保存"):
        saved(clerk, page=page)


def test_a_stale_form_changes_nothing(office: Actor) -> None:
    view = saved(office)
    view_change(actor=office, view=view, version=1, title="新名", shared=True)
    with pytest.raises(ValidationError, match="他人修改"):
        view_change(actor=office, view=view, version=1, title="旧名", shared=False)
    assert SavedView.objects.get().title == "新名"


def test_another_of_the_same_office_may_take_back_what_it_shares(office: Actor, division: Unit) -> None:
    view = saved(office, shared=True)
    view_remove(actor=person("second", Role.OFFICE, division), view=view, version=1)
    assert not SavedView.objects.exists()


def test_who_is_only_offered_a_view_cannot_remove_it(office: Actor, clerk: Actor) -> None:
    view = saved(office, shared=True)
    with pytest.raises(PermissionDenied):
        view_remove(actor=clerk, view=view, version=1)


def test_one_default_a_page_and_account(office: Actor, clerk: Actor) -> None:
    first, second = saved(office, shared=True), saved(office, "另一视图")
    view_choose(actor=office, view=first, opens=True)
    view_choose(actor=office, view=second, opens=True)
    assert [view.title for view in offered_views(office).filter(opens=True)] == ["另一视图"]
    assert not offered_views(clerk).filter(opens=True).exists()
    view_choose(actor=office, view=second, opens=False)
    assert not offered_views(office).filter(opens=True).exists()


def test_keeping_from_the_page_leads_back_to_it(clerk: Actor) -> None:
    sent = {"page": "messages", "query": "unread=1", "title": "未读"}
    answer = browser(clerk).post(reverse("saved-view-new"), sent)
    assert answer["Location"] == f"{reverse('messages')}?unread=1"


def test_what_was_refused_is_told_in_words(clerk: Actor) -> None:
    client = browser(clerk)
    answer = client.post(reverse("saved-view-new"), {"page": "messages", "query": "unread=1", "title": ""})
    assert "视图没有保存:请填写此项" in client.get(answer["Location"]).content.decode()


def test_the_list_renames_and_keeps_what_was_typed(office: Actor) -> None:
    saved(office, "已有")
    view = saved(office)
    client = browser(office)
    address = reverse("saved-view-change", args=[view.public_id])
    answer = client.post(address, {"version": 1, "title": "已有"})
    assert answer.status_code == 422
    assert "同名视图" in answer.content.decode()
    assert client.post(address, {"version": 1, "title": "新名"}).status_code == 302
    assert "新名" in client.get(reverse("saved-views")).content.decode()


def test_the_menu_marks_what_is_shown(office: Actor, rf: RequestFactory) -> None:
    saved(office, shared=True)
    request = rf.get(reverse("messages"), {"unread": "1", "page": "2"})
    request.actor, request.resolver_match = office, resolve(reverse("messages"))  # type: ignore[attr-defined]
    html = Template("{% load saved_views %}{% saved_views %}").render(Context({"request": request}))
    assert "视图:演示视图" in html
    assert "演示一师共享" in html


def test_empty_parameters_are_no_state(rf: RequestFactory) -> None:
    assert kept(rf.get("/", {"a": "", "b": ["1", ""]}).GET) == "b=1"
