"""The board in a browser: a red cell explained in two clicks, the address kept, companies by keyboard, the phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import grave_faults
from tests.browser.chromium import PHONE, WIDTHS
from tests.browser.conftest import OpenAs
from tests.duties.office_world import OfficeWorld, hold, make_office_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> OfficeWorld:
    return make_office_world()


def test_why_stands_beside_the_board_and_the_address_brings_both_back(
    world: OfficeWorld, open_as: OpenAs
) -> None:
    page = open_as(world.actors["above"].account)
    page.goto("/board/?period=2026Q3")
    page.get_by_role("link", name="展开演示二师").click()
    row = page.locator("tr.level-1", has_text="演示27团")
    row.get_by_role("link", name="领导小组会议").click()
    why = page.get_by_role("complementary", name="依据")
    expect(why.get_by_role("heading", name="演示27团 · 领导小组会议")).to_be_visible()
    expect(row).to_be_visible()
    expect(page).to_have_url(re.compile("open=.*panel="))
    assert not grave_faults(page)
    page.reload()
    expect(why.get_by_text("第八条第二款(二)")).to_be_visible()
    expect(page.locator("td.is-selected-cell")).to_have_count(1)
    why.get_by_role("link", name="关闭").click()
    expect(why.get_by_text("第八条第二款(二)")).to_have_count(0)
    page.reload()
    expect(page.get_by_text("第八条第二款(二)")).to_have_count(0)


def test_a_figure_opens_its_bearers_and_each_its_reason_beside_the_table(
    world: OfficeWorld, open_as: OpenAs
) -> None:
    hold(world)
    page = open_as(world.actors["above"].account)
    page.goto("/board/?period=2026Q3")
    page.locator("tr.level-0", has_text="演示二师").get_by_role("link", name="领导小组会议").click()
    why = page.get_by_role("complementary", name="依据")
    expect(why.get_by_text("3 项")).to_be_visible()
    why.get_by_role("link", name="逾期未完成").click()
    expect(why.get_by_role("link", name="看全部")).to_be_visible()
    why.get_by_role("link", name="演示28团").click()
    expect(why.get_by_role("heading", name="演示28团 · 领导小组会议")).to_be_visible()
    expect(page.get_by_role("heading", name="履职看板 · 演示兵团")).to_be_visible()
    page.go_back()
    expect(why.get_by_role("link", name="演示28团")).to_be_visible()


def test_companies_are_reached_by_keyboard(world: OfficeWorld, open_as: OpenAs) -> None:
    page = open_as(world.actors["office"].account)
    page.goto("/board/?period=2026Q3")
    page.get_by_role("listbox", name="连队(村)履职情况").focus()
    expect(page.locator("#companies-at")).to_contain_text("演示27团一连")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="演示27团一连", level=1)).to_be_visible()


def test_on_a_phone_a_cell_opens_its_own_page_and_back_returns(world: OfficeWorld, open_as: OpenAs) -> None:
    page = open_as(world.actors["office"].account, width=PHONE)
    page.goto("/board/?period=2026Q3")
    page.locator("tr.level-0", has_text="演示27团").get_by_role("link", name="领导小组会议").click()
    expect(page.get_by_text("第八条第二款(二)")).to_be_visible()
    assert "/cell/" in page.url
    page.go_back()
    expect(page.get_by_role("heading", name="履职看板 · 演示二师")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE


@pytest.mark.parametrize("width", WIDTHS)
def test_a_past_moment_is_chosen_kept_and_left_again(world: OfficeWorld, open_as: OpenAs, width: int) -> None:
    hold(world)
    page = open_as(world.actors["office"].account, width=width)
    page.goto("/board/?period=2026Q3")
    page.locator("details.moment summary").focus()
    page.keyboard.press("Enter")
    page.get_by_label("截至").fill("2026-10-15")
    page.get_by_label("按当时掌握").fill("2026-10-15T18:00")
    assert not grave_faults(page)
    page.get_by_role("button", name="按此时点查看").click()
    banner = page.get_by_text("截至2026年10月15日、按2026年10月15日 18:00 掌握的情况")
    expect(banner).to_be_visible()
    assert not grave_faults(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.get_by_role("listbox", name="连队(村)履职情况").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="演示27团一连", level=1)).to_be_visible()
    expect(banner).to_be_visible()
    page.get_by_role("link", name="回到当前").first.click()
    expect(banner).to_have_count(0)
    assert "as_of" not in page.url
