"""Several entries are ticked and confirmed by keyboard, one is returned with a day and spoken on, on a phone and at a desk."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from meetings.models import Comment, Entry
from meetings.services.settling import entry_withdraw
from tests.browser.axe import grave_faults
from tests.browser.chromium import WIDTHS
from tests.meetings.world import SITTING, World, entered, make_world

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def fits(page: Page) -> bool:
    """Whether nothing is wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.mark.parametrize("width", WIDTHS)
def test_all_are_ticked_and_confirmed_and_the_one_that_cannot_be_is_named(
    world: World, open_as: OpenAs, width: int
) -> None:
    entries = [
        entered(world, title=f"第{number}次会议", occurred_on=SITTING - dt.timedelta(days=number))
        for number in range(1, 4)
    ]
    page = open_as(world.actors["secretary"].account, width=width)
    page.goto(reverse("entries-awaiting"))
    everything = page.get_by_label("全选")
    everything.focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("已勾选 3 份")).to_be_visible()
    page.get_by_role("checkbox", name="勾选 第2次会议").uncheck()
    assert everything.evaluate("box => box.indeterminate")
    everything.check()
    assert fits(page)
    assert grave_faults(page) == []
    entry_withdraw(actor=world.actors["clerk"], entry=entries[2], reason="重复登记。")
    page.get_by_role("button", name="确认勾选的登记").press("Enter")
    expect(page.get_by_text("已确认2份登记。")).to_be_visible()
    expect(page.get_by_text("“第3次会议”没有确认:该登记单已撤回")).to_be_visible()
    assert sorted(Entry.objects.values_list("state", flat=True)) == ["confirmed", "confirmed", "withdrawn"]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_office_returns_with_a_day_and_the_clerk_answers(
    world: World, open_as: OpenAs, width: int
) -> None:
    entry = entered(world)
    address = reverse("entry", args=[entry.public_id])
    page = open_as(world.actors["office"].account, width=width)
    page.goto(address)
    page.locator("summary", has_text="退回").click()
    page.get_by_label("退回给经办人的原因").fill("请补充签到表,并写明议定事项的责任单位。")
    assert fits(page)
    page.locator("details[open]").get_by_role("button", name="退回").click()
    expect(page.get_by_text("请补充签到表,并写明议定事项的责任单位。").first).to_be_visible()
    page.get_by_label("发表意见").fill("签到表可拍照上传。")
    page.get_by_role("button", name="发表意见").click()
    expect(page.get_by_text("意见已发表")).to_be_visible()
    page = open_as(world.actors["clerk"].account, width=width)
    page.goto(address)
    expect(page.get_by_text("前补正并重新提交")).to_be_visible()
    expect(page.locator("#comments")).to_contain_text("签到表可拍照上传。")
    page.locator(".history summary").first.click()
    expect(page.get_by_role("row", name="状态")).to_contain_text("已退回")
    assert fits(page)
    assert grave_faults(page) == []
    page.goto(reverse("entries"))
    page.goto(reverse("mine"))
    assert Comment.objects.get().entry == entry
