"""Work in the field in a browser: a visit with two problems, thirty households ticked, by phone, desk and keyboard."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from duties.models import HouseholdContact, Obligation, Record
from meetings.models import Entry, Problem
from portal import clock
from tests.browser.axe import grave_faults
from tests.browser.chromium import PHONE, WIDTHS
from tests.meetings.field_world import Field, linked, make_field, registered
from tests.meetings.world import World, make_world

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def field(world: World) -> Field:
    return make_field(world)


def counted(unit: object, rule: str) -> int:
    rows = Obligation.objects.filter(unit=unit, rule__code=rule, role="party_secretary")
    return rows.containing(clock.today()).get().counted


@pytest.mark.parametrize("width", WIDTHS)
def test_a_visit_with_two_problems_is_one_record(
    world: World, field: Field, open_as: OpenAs, width: int
) -> None:
    linked(world.unit, "party_secretary", field.company)
    page = open_as(world.actors["clerk"].account, width=width)
    page.goto(f"{reverse('entry-new')}?kind=visit")
    page.locator("#kinds").get_by_text("专题调研", exact=True).click()
    page.locator("#targets").get_by_text("演示一连(联系点)").click()
    page.get_by_label("带队人").select_option(label="演示-书记 · 党委(党组织)主要负责人")
    page.get_by_role("button", name="加一个问题").click()
    page.get_by_label("问题", exact=True).nth(0).fill("四支渠渗漏")
    page.get_by_label("问题", exact=True).nth(0).press("Enter")
    page.get_by_label("问题", exact=True).nth(1).fill("垃圾收集点不足")
    page.get_by_label("问题类别").nth(1).select_option(label="生态环境")
    expect(page.locator("#preview")).to_contain_text("经常性调研")
    expect(page.locator("#preview")).to_contain_text("0/1 → 1/1")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已提交并计入台账,待带队人演示-书记确认。")).to_be_visible()
    assert (Entry.objects.count(), Record.objects.filter(kind="visit").count()) == (1, 1)
    assert list(Problem.objects.values_list("text", "category", "owner_unit__name")) == [
        ("四支渠渗漏", "other", "演示一连"),
        ("垃圾收集点不足", "ecology", "演示一连"),
    ]
    assert counted(world.unit, "a8.6.research") == 1


@pytest.mark.parametrize("width", WIDTHS)
def test_thirty_households_are_ticked_in_two_taps(field: Field, open_as: OpenAs, width: int) -> None:
    registered(field)
    page = open_as(field.clerk.account, width=width)
    page.goto(f"{reverse('entry-new')}?kind=household_contact")
    page.get_by_text("今年未联系", exact=True).click()
    page.get_by_role("button", name="勾选显示的").click()
    expect(page.locator("#preview")).to_contain_text("0/30 → 30/30")
    box = page.locator(".hh-picks label").first.bounding_box()
    assert box is not None
    assert box["height"] >= (44 if width == PHONE else 34)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已提交并计入台账,待走访联系人演示-连书记确认。")).to_be_visible()
    assert Record.objects.filter(kind="household_contact").count() == 1
    assert (HouseholdContact.objects.count(), counted(field.company, "a9.2.households")) == (30, 30)


def test_each_of_thirty_can_be_tapped_on_a_phone(field: Field, open_as: OpenAs) -> None:
    registered(field)
    page = open_as(field.clerk.account, width=PHONE)
    page.goto(f"{reverse('entry-new')}?kind=household_contact")
    cells = page.locator(".hh-picks label")
    for place in range(30):
        cells.nth(place).click()
    expect(page.get_by_text("已勾选 30 户")).to_be_visible()
    page.get_by_role("button", name="提交").click()
    page.wait_for_url(re.compile("/entries/[0-9a-f-]{36}/"))
    assert HouseholdContact.objects.count() == 30


def test_households_are_ticked_by_keyboard_range_and_number(field: Field, open_as: OpenAs) -> None:
    registered(field)
    page = open_as(field.clerk.account)
    page.goto(f"{reverse('entry-new')}?kind=household_contact")
    first = page.get_by_label("A-01")
    first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_text("已勾选 2 户")).to_be_visible()
    page.locator(".hh-picks label").nth(2).click()
    page.locator(".hh-picks label").nth(5).click(modifiers=["Shift"])
    expect(page.get_by_text("已勾选 6 户")).to_be_visible()
    quick = page.get_by_label("按编号勾选")
    quick.fill("A-10 A-12")
    quick.press("Enter")
    expect(page.get_by_text("已勾选 9 户")).to_be_visible()
    quick.fill("Z-9")
    quick.press("Enter")
    expect(page.get_by_text("没有“Z-9”这样的编号")).to_be_visible()
    page.get_by_role("button", name="全部取消").click()
    expect(page.get_by_text("已勾选 0 户")).to_be_visible()


def test_another_day_keeps_the_ticks(field: Field, open_as: OpenAs) -> None:
    registered(field)
    page = open_as(field.clerk.account)
    page.goto(f"{reverse('entry-new')}?kind=household_contact")
    page.locator(".hh-picks label").nth(2).click()
    with page.expect_response(re.compile("/entries/seats/")):
        page.get_by_label("日期").fill("2026-01-05")
    expect(page.get_by_text("已勾选 1 户")).to_be_visible()
    expect(page.get_by_label("A-03")).to_be_checked()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_grid_is_walked_by_arrows_and_tells_of_one(field: Field, open_as: OpenAs, width: int) -> None:
    registered(field)
    page = open_as(field.clerk.account, width=width)
    page.goto(reverse("households-of", args=[field.company.public_id]))
    cells = page.locator(".hh-grid a")
    cells.first.focus()
    page.keyboard.press("ArrowRight")
    expect(cells.nth(1)).to_be_focused()
    page.keyboard.press("End")
    expect(cells.last).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#household")).to_contain_text("户 A-30")
    assert grave_faults(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_of_the_field_have_no_grave_fault(
    world: World, field: Field, open_as: OpenAs, width: int
) -> None:
    registered(field)
    linked(world.unit, "party_secretary", field.company)
    page, wrong = open_as(world.actors["clerk"].account, width=width), []
    for address in ("/links/", "/links/coverage/", "/links/new/", "/problems/", "/entries/new/?kind=visit"):
        page.goto(address)
        wrong += grave_faults(page)
    page = open_as(field.clerk.account, width=width)
    for address in (
        "/entries/new/?kind=household_contact",
        reverse("household-register", args=[field.company.public_id]),
    ):
        page.goto(address)
        wrong += grave_faults(page)
    assert wrong == []


def test_a_link_is_passed_on_with_only_the_fields_it_needs(
    world: World, field: Field, open_as: OpenAs
) -> None:
    link = linked(world.unit, "party_secretary", field.company)
    page = open_as(world.actors["office"].account)
    page.goto(f"{reverse('link-edit', args=[world.unit.public_id])}?ref={link.ref}")
    expect(page.get_by_label("改由", exact=True)).to_be_hidden()
    page.get_by_text("改由本单位其他席位联系").click()
    page.get_by_label("改由", exact=True).select_option(label="行政主要负责人")
    page.get_by_label("原因").fill("分工调整")
    page.get_by_role("button", name="办理").click()
    expect(page.get_by_text("起改由其他席位联系。")).to_be_visible()
